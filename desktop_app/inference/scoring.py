"""How likely a model holds given words to be: logits of many positions from one decoding.

Knows a llama.cpp context and tokens; what is in the KV cache is its caller's affair.
"""

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

STEP = 64  # positions at a time: each needs the vocabulary's size in floats


def decode_and_score(
    library: Any, context: Any, vocabulary_size: int, tokens: Sequence[int], expected: Sequence[int], position: int
) -> list[float]:
    """Decode `tokens` at `position` of sequence 0; return the log-probability of what is `expected` after each.

    Both have the same length, at most STEP. Raises RuntimeError where llama.cpp can't decode them.
    """
    _decode(library, context, tokens, position)
    return [
        _log_probability(_logits(library, context, index, vocabulary_size), wanted)
        for index, wanted in enumerate(expected)
    ]


def decode_and_distribute(
    library: Any, context: Any, vocabulary_size: int, tokens: Sequence[int], position: int
) -> NDArray[np.float32]:
    """Decode at most STEP `tokens`; return the log-probability of every word after each, one row each."""
    _decode(library, context, tokens, position)
    logits = np.stack([_logits(library, context, index, vocabulary_size) for index in range(len(tokens))])
    highest = logits.max(axis=1, keepdims=True)
    total = np.exp(logits - highest, dtype=np.float64).sum(axis=1, keepdims=True)
    scores: NDArray[np.float32] = (logits - highest - np.log(total)).astype(np.float32)
    return scores


def _decode(library: Any, context: Any, tokens: Sequence[int], position: int) -> None:
    batch = library.llama_batch_init(len(tokens), 0, 1)
    try:
        batch.n_tokens = len(tokens)
        for index, token in enumerate(tokens):
            batch.token[index] = token
            batch.pos[index] = position + index
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = 0
            batch.logits[index] = True
        if (result := library.llama_decode(context, batch)) != 0:
            raise RuntimeError(f"llama_decode returned {result}")
    finally:
        library.llama_batch_free(batch)


def _logits(library: Any, context: Any, index: int, size: int) -> NDArray[np.float32]:
    pointer = ctypes.cast(library.llama_get_logits_ith(context, index), ctypes.POINTER(ctypes.c_float))
    logits: NDArray[np.float32] = np.ctypeslib.as_array(pointer, shape=(size,))
    return logits


def _log_probability(logits: NDArray[np.float32], token: int) -> float:
    highest = float(logits.max())
    return float(logits[token]) - highest - float(np.log(np.exp(logits - highest, dtype=np.float64).sum()))
