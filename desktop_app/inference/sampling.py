"""How the next token is chosen from the model's logits."""

import ctypes
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from desktop_app.inference.vocabulary import Vocabulary

PENALTY_WINDOW = 64  # tokens of the answer; llama.cpp's default


@dataclass(frozen=True, slots=True)
class Sampling:
    """`temperature` 0 always takes the likeliest token.

    `repeat_penalty` divides the logits of tokens the answer used lately (1 is none). The
    prompt's tokens are not punished: an answer should use the passages' words. `first` makes
    tokens likelier, or with less than 0 less likely, by so many nats, as the answer's first only.
    """

    temperature: float = 0.0
    seed: int = 0
    repeat_penalty: float = 1.0
    first: tuple[tuple[int, float], ...] = ()


class Sampler:
    """A chain of llama.cpp's samplers; a context manager that frees it."""

    def __init__(self, library: Any, vocabulary: Vocabulary, sampling: Sampling) -> None:
        self._c = library
        self._first = sampling.first
        parameters = library.llama_sampler_chain_default_params()
        parameters.no_perf = True
        self._chain = library.llama_sampler_chain_init(parameters)
        if sampling.repeat_penalty != 1.0:
            self._add(
                library.llama_sampler_init_penalties(vocabulary.size, PENALTY_WINDOW, sampling.repeat_penalty, 0.0, 0.0)
            )
        if sampling.temperature <= 0:
            self._add(library.llama_sampler_init_greedy())
        else:
            self._add(library.llama_sampler_init_top_k(40))
            self._add(library.llama_sampler_init_top_p(0.95, 1))
            self._add(library.llama_sampler_init_temp(sampling.temperature))
            self._add(library.llama_sampler_init_dist(sampling.seed & 0xFFFFFFFF))

    def sample(self, context: Any) -> int:
        """Choose a token from the logits of the last position, and remember it."""
        if self._first:
            logits = ctypes.cast(self._c.llama_get_logits_ith(context, -1), ctypes.POINTER(ctypes.c_float))
            for token, nats in self._first:
                logits[token] += nats
            self._first = ()
        return int(self._c.llama_sampler_sample(self._chain, context, -1))

    def __enter__(self) -> "Sampler":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._c.llama_sampler_free(self._chain)

    def _add(self, sampler: Any) -> None:
        self._c.llama_sampler_chain_add(self._chain, sampler)
