"""Ten seconds with a chat model: how fast it is here, and with how many threads.

Reads and writes made-up tokens, never anybody's.
"""

import time
from collections.abc import Callable
from pathlib import Path

import psutil

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
_SECONDS = 2.0  # of reading for each number of threads


class MeasuringStopped(Exception):
    """It was cancelled."""


def measure_model(path: Path, *, is_cancelled: Callable[[], bool] = lambda: False) -> ModelSpeed:
    """Return how fast the model at `path` is on this machine; raises MeasuringStopped and what loading raises."""
    card = read_model_card(path)
    tried = {}
    for threads in _thread_counts():
        tried[threads] = _speeds(path, threads, is_cancelled)
    best = max(tried, key=lambda threads: tried[threads])
    quicker, times = quicker_quantisation(card.quantisation, measure_quantisations(is_cancelled=is_cancelled))
    if is_cancelled():
        raise MeasuringStopped
    reading, writing = tried[best]
    return ModelSpeed(round(reading, 1), round(writing, 1), best, 0, quicker, round(times, 2))


def _thread_counts() -> list[int]:
    """Return what is worth trying: the physical cores, half of them, and all logical ones."""
    cores = processor_threads(0)
    return sorted({cores, max(1, cores // 2), psutil.cpu_count() or cores})


def _speeds(path: Path, threads: int, is_cancelled: Callable[[], bool]) -> tuple[float, float]:
    """Return tokens a second read and written."""
    llama = LlamaContext(path, context=_CONTEXT, threads=threads)
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
