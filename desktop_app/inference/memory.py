"""How much memory a model needs, and how long a context fits into what is free."""

import psutil

from desktop_app.errors import ModelTooLarge
from desktop_app.inference.gguf_header import GgufHeader

SMALLEST_CONTEXT = 1024  # tokens; a question with two passages
_WORKING = 256 * 1024 * 1024  # bytes for computing, beside weights and cache
_HALF = 2  # bytes of a value in the KV cache


def resident_bytes() -> int:
    """Return how much memory this process takes just now, the files that are mapped into it included."""
    return int(psutil.Process().memory_info().rss)


def cache_bytes_per_token(header: GgufHeader) -> int:
    """Estimate the KV cache; architectures with smaller windows or states need less."""
    heads = header.of_architecture("attention.head_count", 1)
    kv_heads = header.of_architecture("attention.head_count_kv", heads)
    width = header.of_architecture("embedding_length") // max(1, heads)
    both = header.of_architecture("attention.key_length", width) + header.of_architecture(
        "attention.value_length", width
    )
    return header.of_architecture("block_count") * kv_heads * both * _HALF


def fitting_context(header: GgufHeader, wanted: int, free: int | None = None) -> int:
    """Return the longest context up to `wanted` that fits, halving; raise ModelTooLarge below the smallest.

    `free` is bytes of memory (by default what the system has available).
    """
    available = psutil.virtual_memory().available if free is None else free
    context = wanted
    while True:
        needed = header.bytes + context * cache_bytes_per_token(header) + _WORKING
        if needed <= available:
            return context
        if context // 2 < min(SMALLEST_CONTEXT, wanted):
            raise ModelTooLarge(
                f"This model needs {needed / 1e9:.1f} GB of memory and {available / 1e9:.1f} GB are free;"
                " choose a smaller model or a stronger quantisation."
            )
        context //= 2
