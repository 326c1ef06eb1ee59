"""How fast this processor reads prompts in each quantisation, measured on a small made-up model.

Which is quick depends on the processor and on llama.cpp's build far more than on the model:
on one machine Q4_0 reads 2.4 times as fast as Q4_1, elsewhere they are equal.
"""

import ctypes
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from desktop_app.inference.llama_library import start_llama

# Rows divide by 256, as K quantisations need; large enough that reading is mostly multiplying.
_WIDTH, _INNER, _HEADS, _LAYERS, _WORDS = 1024, 2816, 16, 2, 256
_TOKENS = 128
_ROUNDS = 2

# Names as the field writes them, with llama.h's numbers of llama_ftype.
QUANTISATIONS = {"Q4_0": 2, "Q4_1": 3, "Q8_0": 7, "Q5_0": 8, "Q4_K_M": 15, "Q5_K_M": 17, "Q6_K": 18}


def measure_quantisations(*, is_cancelled: Callable[[], bool] = lambda: False) -> dict[str, float]:
    """Return tokens read per second by the made-up model in each quantisation; takes about six seconds.

    On one thread, by the processor's time rather than the clock's, so that other programs don't
    change the ratios. What `is_cancelled` cut short is missing. Only the ratios mean something elsewhere.
    """
    library = start_llama()
    speeds: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="carrel-") as folder:
        whole = _write_model(Path(folder) / "whole.gguf")
        for name, number in QUANTISATIONS.items():
            if is_cancelled():
                break
            quantised = Path(folder) / f"{name}.gguf"
            parameters = library.llama_model_quantize_default_params()
            parameters.ftype, parameters.nthread = number, 1
            if library.llama_model_quantize(str(whole).encode(), str(quantised).encode(), ctypes.byref(parameters)):
                continue  # a build without this quantisation
            speeds[name] = _reading_speed(library, quantised)
            quantised.unlink()
    return speeds


def _write_model(path: Path) -> Path:
    from gguf import GGUFWriter

    random = np.random.default_rng(0)
    writer = GGUFWriter(path, "llama")
    try:
        writer.add_block_count(_LAYERS)
        writer.add_context_length(2 * _TOKENS)
        writer.add_embedding_length(_WIDTH)
        writer.add_feed_forward_length(_INNER)
        writer.add_head_count(_HEADS)
        writer.add_layer_norm_rms_eps(1e-5)
        writer.add_vocab_size(_WORDS)
        writer.add_tokenizer_model("no_vocab")

        def add(name: str, *shape: int) -> None:
            values = random.standard_normal(shape, dtype=np.float32) * 0.02
            writer.add_tensor(name, values if len(shape) == 1 else values.astype(np.float16))

        add("token_embd.weight", _WORDS, _WIDTH)
        add("output.weight", _WORDS, _WIDTH)
        add("output_norm.weight", _WIDTH)
        for layer in range(_LAYERS):
            for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
                add(f"blk.{layer}.{name}.weight", _WIDTH, _WIDTH)
            add(f"blk.{layer}.ffn_gate.weight", _INNER, _WIDTH)
            add(f"blk.{layer}.ffn_up.weight", _INNER, _WIDTH)
            add(f"blk.{layer}.ffn_down.weight", _WIDTH, _INNER)
            add(f"blk.{layer}.attn_norm.weight", _WIDTH)
            add(f"blk.{layer}.ffn_norm.weight", _WIDTH)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()
    return path


def _reading_speed(library: Any, path: Path) -> float:
    model_parameters = library.llama_model_default_params()
    # As a model is loaded for answering (llama_context.py).
    model_parameters.use_extra_bufts = b"AMX_INT8 = 1" not in library.llama_print_system_info()
    model = library.llama_model_load_from_file(str(path).encode(), model_parameters)
    if not model:
        return 0.0
    parameters = library.llama_context_default_params()
    parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = _TOKENS
    parameters.n_threads = parameters.n_threads_batch = 1
    context = library.llama_init_from_model(model, parameters)
    tokens = (ctypes.c_int32 * _TOKENS)(*(number % _WORDS for number in range(_TOKENS)))
    best = 0.0
    try:
        for _ in range(_ROUNDS + 1):  # the first one warms up
            library.llama_memory_clear(library.llama_get_memory(context), True)
            began = time.thread_time()
            if library.llama_decode(context, library.llama_batch_get_one(tokens, _TOKENS)):
                return 0.0
            best = max(best, _TOKENS / (time.thread_time() - began))
    finally:
        library.llama_free(context)
        library.llama_model_free(model)
    return best
