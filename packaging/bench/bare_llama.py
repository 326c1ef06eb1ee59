"""llama.cpp with nothing around it: the limit that writing and reading are held against."""

import ctypes
import time
from collections.abc import Sequence
from pathlib import Path

from desktop_app.inference.llama_library import start_llama
from desktop_app.inference.vocabulary import Vocabulary

BATCH = 512


class BareLlama:
    """One model, a context, greedy sampling in the tightest loop there is."""

    def __init__(self, path: Path, *, context: int, threads: int) -> None:
        self._c = start_llama()
        model_parameters = self._c.llama_model_default_params()
        # As the app does: a build with AMX dies in virtual machines that only announce it.
        model_parameters.use_extra_bufts = b"AMX_INT8 = 1" not in self._c.llama_print_system_info()
        self._model = self._c.llama_model_load_from_file(str(path).encode(), model_parameters)
        parameters = self._c.llama_context_default_params()
        parameters.n_ctx = context
        parameters.n_batch = parameters.n_ubatch = BATCH
        parameters.n_threads = parameters.n_threads_batch = threads
        parameters.no_perf = True
        self._context = self._c.llama_init_from_model(self._model, parameters)
        self.vocabulary = Vocabulary(self._c, self._model)

    def read(self, tokens: Sequence[int]) -> float:
        """Forget everything, read `tokens` and return the seconds it took."""
        self._c.llama_memory_clear(self._c.llama_get_memory(self._context), True)
        began = time.perf_counter()
        for start in range(0, len(tokens), BATCH):
            part = tokens[start : start + BATCH]
            array = (ctypes.c_int32 * len(part))(*part)
            if self._c.llama_decode(self._context, self._c.llama_batch_get_one(array, len(part))):
                raise RuntimeError("llama_decode failed")
        return time.perf_counter() - began

    def write(self, count: int) -> float:
        """Write `count` tokens after what was read and return the seconds it took."""
        sampler = self._c.llama_sampler_init_greedy()
        one = (ctypes.c_int32 * 1)()
        batch = self._c.llama_batch_get_one(one, 1)
        began = time.perf_counter()
        for _ in range(count):
            one[0] = self._c.llama_sampler_sample(sampler, self._context, -1)
            if self._c.llama_decode(self._context, batch):
                raise RuntimeError("llama_decode failed")
        seconds = time.perf_counter() - began
        self._c.llama_sampler_free(sampler)
        return seconds

    def close(self) -> None:
        self._c.llama_free(self._context)
        self._c.llama_model_free(self._model)
