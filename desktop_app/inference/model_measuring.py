"""Ten seconds with a chat model: how fast it is here, with how many threads and layers on a graphics card.

Reads and writes made-up tokens, never anybody's.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from desktop_app.errors import ModelError
from desktop_app.inference.gguf_header import GgufHeader, read_gguf_header
from desktop_app.inference.gpu import Gpu, find_gpus, layers_that_fit
from desktop_app.inference.llama_context import LlamaContext, ReadingStopped
from desktop_app.inference.model_file import read_model_card
from desktop_app.inference.processor import processor_threads
from desktop_app.inference.quantisation_speeds import measure_quantisations
from desktop_app.inference.sampling import Sampling
from desktop_app.model_speeds import ModelSpeed, quicker_quantisation

_CONTEXT = 512
_FIRST = 32  # tokens, to see how many the time allows
_MOST = 256
_WRITTEN = 8
_ANSWER = (800, 120)  # tokens of an ordinary prompt with passages, and of its answer
_SECONDS = 2.0  # of reading for each number of threads


class MeasuringStopped(Exception):
    """It was cancelled."""


def measure_model(
    path: Path, *, is_cancelled: Callable[[], bool] = lambda: False, with_gpu: bool = False
) -> ModelSpeed:
    """Return how fast the model at `path` is on this machine; raises MeasuringStopped and what loading raises.

    Only `with_gpu` are graphics cards looked for, which loads their drivers into this process.
    """
    card = read_model_card(path)
    tried = {}
    for threads in _thread_counts():
        tried[threads] = _speeds(path, threads, 0, is_cancelled)
    best = max(tried, key=lambda threads: tried[threads])
    quicker, times = quicker_quantisation(card.quantisation, measure_quantisations(is_cancelled=is_cancelled))
    if is_cancelled():
        raise MeasuringStopped
    placed = {0: tried[best]}
    gpus = find_gpus() if with_gpu else ()
    for layers in _layer_counts(read_gguf_header(path), gpus):
        with suppress(ModelError):  # it does not fit after all
            placed[layers] = _speeds(path, best, layers, is_cancelled)
    layers = min(placed, key=lambda count: _answer_seconds(*placed[count]))
    reading, writing = placed[layers]
    name = gpus[0].name if gpus else ""
    return ModelSpeed(round(reading, 1), round(writing, 1), best, layers, quicker, round(times, 2), name)


def _layer_counts(header: GgufHeader, gpus: Sequence[Gpu]) -> list[int]:
    """Return what is worth trying on the graphics cards: all layers that fit, and half of them."""
    fit = layers_that_fit(header, _CONTEXT, _MOST, sum(gpu.free for gpu in gpus)) if gpus else 0
    return sorted({fit, fit // 2} - {0})


def _answer_seconds(reading: float, writing: float) -> float:
    """Return how long an ordinary answer takes at these speeds."""
    return _ANSWER[0] / reading + _ANSWER[1] / writing


def _thread_counts() -> list[int]:
    """Return what is worth trying: the physical cores, half of them, and all logical ones."""
    cores = processor_threads(0)
    return sorted({cores, max(1, cores // 2), psutil.cpu_count() or cores})


def _speeds(path: Path, threads: int, layers: int, is_cancelled: Callable[[], bool]) -> tuple[float, float]:
    """Return tokens a second read and written, with so many layers on the graphics card."""
    llama = LlamaContext(path, context=_CONTEXT, threads=threads, gpu_layers=layers)
    try:
        seconds = _reading_seconds(llama, _FIRST, is_cancelled)  # warms up
        seconds = min(seconds, _reading_seconds(llama, _FIRST, is_cancelled))
        count = max(_FIRST, min(_MOST, int(_FIRST * _SECONDS / seconds)))
        reading = count / _reading_seconds(llama, count, is_cancelled)
        began, written = time.perf_counter(), 0
        for _ in llama.write(Sampling(1.0, 1, 1.0), is_cancelled=is_cancelled):
            written += 1
            if written == _WRITTEN:
                break
        return reading, max(1, written) / (time.perf_counter() - began)
    finally:
        llama.close()


def _reading_seconds(llama: LlamaContext, count: int, is_cancelled: Callable[[], bool]) -> float:
    llama.forget()
    tokens = [number % (llama.vocabulary.size - 1) + 1 for number in range(count)]
    began = time.perf_counter()
    try:
        llama.read(tokens, is_cancelled=is_cancelled, on_progress=lambda _done, _total: None)
    except ReadingStopped as stopped:
        raise MeasuringStopped from stopped
    return time.perf_counter() - began
