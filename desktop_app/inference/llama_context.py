"""A loaded model with its memory of tokens: reads prompts, writes tokens, stops at once.

Knows tokens only, no text and no roles. What was read stays in the KV cache, and a prompt
that begins with the same tokens costs only its rest.

What is in the KV cache was written under one set of adapters: `use_adapters` empties it
whenever an adapter or its strength changes.
"""

import ctypes
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop_app.errors import ModelDamaged, ModelTooLarge, ModelUnsupported
from desktop_app.inference.adapters import Adapters, Chosen
from desktop_app.inference.llama_library import llama_version, start_llama
from desktop_app.inference.sampling import Sampler, Sampling
from desktop_app.inference.scoring import STEP, decode_and_distribute, decode_and_score
from desktop_app.inference.stop_flag import StopFlag
from desktop_app.inference.vocabulary import Vocabulary

logger = logging.getLogger(__name__)

READING_STEP = 256  # tokens decoded at a time: larger ones are no faster, need more memory and tell less often
SLOW_TOKEN = 0.05  # seconds; above, stopping between tokens would be felt

_SEVERAL = STEP + 1  # tokens that are computed as many and, the last, as one
_ABORTED = 2  # llama_decode's answer when the abort callback said so


class ReadingStopped(Exception):
    """The reading of a prompt was cancelled; what had been read whole stays in the cache."""


class LlamaContext:
    """One model and one sequence of tokens. Not for use from two threads."""

    def __init__(
        self, path: Path, *, context: int, threads: int, reading_step: int = READING_STEP, gpu_layers: int = 0
    ) -> None:
        """Load the file, mapped into memory; the last `gpu_layers` layers onto the graphics card.

        Raises ModelUnsupported where llama.cpp does not know the architecture, ModelDamaged
        where it refuses the tensors, ModelTooLarge where there is no memory for the cache.
        """
        self._c = start_llama()
        self._model = _load_model(self._c, path, gpu_layers)
        parameters = self._c.llama_context_default_params()
        parameters.n_ctx = context
        parameters.n_batch = parameters.n_ubatch = min(reading_step, context)
        parameters.n_threads = parameters.n_threads_batch = threads
        parameters.no_perf = True
        parameters.offload_kqv = parameters.op_offload = gpu_layers > 0
        self._context = self._c.llama_init_from_model(self._model, parameters)
        if not self._context:
            self._c.llama_model_free(self._model)
            raise ModelTooLarge
        self._memory = self._c.llama_get_memory(self._context)
        self._adapters = Adapters(self._c, self._model, self._context)
        self._tokens: list[int] = []  # what the KV cache holds
        self._step = int(self._c.llama_n_batch(self._context))
        self._stop = StopFlag(self._c, self._context)
        self._one = (ctypes.c_int32 * 1)()
        self._batch_of_one = self._c.llama_batch_get_one(self._one, 1)
        self.context = int(self._c.llama_n_ctx(self._context))
        self.build = f"{llama_version()} {self._c.llama_print_system_info().decode()} {self.context} {gpu_layers}"
        self.vocabulary = Vocabulary(self._c, self._model)

    def read(
        self,
        prompt: Sequence[int],
        *,
        is_cancelled: Callable[[], bool],
        on_progress: Callable[[int, int], None],
    ) -> int:
        """Bring `prompt` into the cache and return how many of its tokens were there already.

        `on_progress` gets tokens done and in all, after each step. Raises ReadingStopped
        within a few hundredths of a second after `is_cancelled`, asked on another thread too,
        says so.
        """
        reused = self._keep_common_start(prompt)
        on_progress(reused, len(prompt))
        with self._stop.raised_when(is_cancelled):
            while len(self._tokens) < len(prompt):
                if is_cancelled():
                    raise ReadingStopped
                self._decode_step(prompt[len(self._tokens) : len(self._tokens) + self._step])
                on_progress(len(self._tokens), len(prompt))
        return reused

    def write(self, sampling: Sampling, *, is_cancelled: Callable[[], bool]) -> Iterator[int]:
        """Yield tokens after what was read, until the model ends, the context is full or it is cancelled.

        The token that ends the answer is not yielded. Leaving the generator early is fine.
        """
        with Sampler(self._c, self.vocabulary, sampling) as sampler:
            slow = False
            while not is_cancelled():
                token = sampler.sample(self._context)
                if self.vocabulary.ends_answer(token):
                    return
                yield token
                if len(self._tokens) >= self.context or is_cancelled():
                    return
                before = time.perf_counter()
                if not self._decode_one(token, is_cancelled if slow else None):
                    return
                # Watching costs a thread a token: nothing to a slow model, and a quick one needs none.
                slow = time.perf_counter() - before > SLOW_TOKEN

    def score(self, tokens: Sequence[int], start: int) -> list[float]:
        """Return the natural log-probability of each of `tokens` from `start` (1 or more) on, given all before it."""
        self._keep_common_start(tokens[:start])
        while len(self._tokens) < start - 1:
            self._decode_step(tokens[len(self._tokens) : min(start - 1, len(self._tokens) + self._step)])
        scores: list[float] = []
        for at in range(start - 1, len(tokens) - 1, min(STEP, self._step)):
            read = tokens[at : min(at + min(STEP, self._step), len(tokens) - 1)]
            expected = tokens[at + 1 : at + 1 + len(read)]
            scores += decode_and_score(self._c, self._context, self.vocabulary.size, read, expected, at)
            self._tokens.extend(read)
        return scores

    def distributions(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Return the log-probabilities of all words after each of `tokens`, one row each; forgets what was read."""
        self.forget()
        step = min(STEP, self._step)
        rows = [
            decode_and_distribute(self._c, self._context, self.vocabulary.size, tokens[at : at + step], at)
            for at in range(0, len(tokens), step)
        ]
        self.forget()
        return np.concatenate(rows)

    def use_adapters(self, chosen: Sequence[Chosen]) -> None:
        """Let exactly these adapters work from the next token on; raises what Adapters.use raises."""
        if self._adapters.use(chosen):
            self.forget()

    @property
    def adapters_used(self) -> list[tuple[str, float]]:
        return self._adapters.used

    def save(self, file: Path) -> bool:
        """Write the KV cache and its tokens to `file`; tell whether that worked."""
        tokens = (ctypes.c_int32 * len(self._tokens))(*self._tokens)
        return bool(self._c.llama_state_seq_save_file(self._context, str(file).encode(), 0, tokens, len(tokens)))

    def restore(self, file: Path, tokens: Sequence[int]) -> bool:
        """Take back what `save` wrote after exactly `tokens`; where that fails the cache is empty."""
        self.forget()
        found = (ctypes.c_int32 * len(tokens))()
        count = ctypes.c_size_t()
        read = self._c.llama_state_seq_load_file(
            self._context, str(file).encode(), 0, found, len(tokens), ctypes.byref(count)
        )
        if not read or list(found[: count.value]) != list(tokens):
            self.forget()
            return False
        self._tokens = list(tokens)
        return True

    def held(self, prompt: Sequence[int]) -> int:
        """Return how many of the first tokens of `prompt` are in the cache."""
        return next(
            (i for i, (a, b) in enumerate(zip(self._tokens, prompt, strict=False)) if a != b),
            min(len(self._tokens), len(prompt)),
        )

    @property
    def adapters_loaded(self) -> int:
        return self._adapters.loaded

    def computes(self) -> bool:
        """Whether tokens go through it to finite numbers, one and many; a graphics card's driver may fail at that."""
        try:
            scores = self.distributions(range(min(_SEVERAL, self.vocabulary.size)))
        except RuntimeError:
            return False
        return bool(np.isfinite(scores).all())

    def forget(self) -> None:
        """Empty the KV cache; the next prompt is read from its first token."""
        self._c.llama_memory_clear(self._memory, True)
        self._tokens = []

    def close(self) -> None:
        """Free the memory; closing twice is fine, anything else afterwards is not."""
        if self._context:
            self._c.llama_free(self._context)
            self._c.llama_model_free(self._model)
            self._context = self._model = None

    def _keep_common_start(self, prompt: Sequence[int]) -> int:
        # The last token is always read again: its logits choose the first word.
        self._cut(self.held(prompt[:-1]))
        return len(self._tokens)

    def _cut(self, length: int) -> None:
        """Keep the first `length` tokens, or none where the architecture can't forget a part."""
        whole = self._c.llama_memory_seq_pos_max(self._memory, 0) + 1 == length
        if length and (whole or self._c.llama_memory_seq_rm(self._memory, 0, length, -1)):
            self._tokens = self._tokens[:length]
        else:
            self.forget()

    def _decode_step(self, tokens: Sequence[int]) -> None:
        array = (ctypes.c_int32 * len(tokens))(*tokens)
        result = self._c.llama_decode(self._context, self._c.llama_batch_get_one(array, len(tokens)))
        if result == _ABORTED:
            self._cut(len(self._tokens))
            raise ReadingStopped
        if result != 0:
            self.forget()
            raise RuntimeError(f"llama_decode returned {result}")
        self._tokens.extend(tokens)

    def _decode_one(self, token: int, is_cancelled: Callable[[], bool] | None) -> bool:
        self._one[0] = token
        if is_cancelled is None:
            result = self._c.llama_decode(self._context, self._batch_of_one)
        else:
            with self._stop.raised_when(is_cancelled):
                result = self._c.llama_decode(self._context, self._batch_of_one)
        if result == 0:
            self._tokens.append(token)
            return True
        self._cut(len(self._tokens))
        if result != _ABORTED:
            logger.error("llama_decode returned %d while writing", result)
        return False


def _load_model(library: Any, path: Path, gpu_layers: int) -> Any:
    parameters = library.llama_model_default_params()
    parameters.n_gpu_layers = gpu_layers
    nowhere = (ctypes.c_void_p * 1)(None)  # a list of cards that ends at once
    if not gpu_layers:
        parameters.devices = ctypes.cast(nowhere, ctypes.c_void_p)
    parameters.load_mode = library.LLAMA_LOAD_MODE_MMAP
    # A build for processors with AMX (server ones) dies of an illegal instruction in some virtual
    # machines that announce AMX (seen with llama-cpp-python 0.3.36): do without it.
    parameters.use_extra_bufts = b"AMX_INT8 = 1" not in library.llama_print_system_info()
    model = library.llama_model_load_from_file(str(path).encode(), parameters)
    if model:
        return model
    # llama.cpp gives no reason but in its log: where the architecture is known, the tensors do not fit.
    with opened_vocabulary(path):
        raise ModelDamaged("The model's parts contradict each other, so it can't be loaded; copy or download it again.")


@contextmanager
def opened_vocabulary(path: Path) -> Iterator[Vocabulary]:
    """Load a model's vocabulary and hyperparameters alone, which takes a fraction of a second.

    Raises ModelUnsupported where llama.cpp does not know the architecture or the tokenizer.
    """
    library = start_llama()
    parameters = library.llama_model_default_params()
    parameters.vocab_only = True
    model = library.llama_model_load_from_file(str(path).encode(), parameters)
    if not model:
        raise ModelUnsupported
    try:
        yield Vocabulary(library, model)
    finally:
        library.llama_model_free(model)
