"""The graphics cards that llama.cpp can compute on here, and how many of a model's layers fit into their memory.

In a bundle the backend for them is a library of its own in llama_cpp/lib/gpu, which is loaded
only where the person wants it: it brings the system's driver into this process, and a driver may
take the process with it. A build of one's own (CUDA, Metal) has its backend linked in.
"""

import ctypes
import functools
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.inference.gguf_header import GgufHeader
from desktop_app.inference.llama_library import ggml_registry, start_llama
from desktop_app.inference.memory import cache_bytes_per_token

logger = logging.getLogger(__name__)

FOLDER = "gpu"  # below llama_cpp/lib
_GPU, _INTEGRATED = 1, 2  # ggml_backend_dev_type (ggml-backend.h)
_SPARE = 0.05  # of the free memory, which other programs may take meanwhile
_WORKING = 256 * 1024 * 1024  # bytes for computing, beside weights, cache and the words' scores
# The loader of Vulkan may take other programs' layers into this process, and Mesa's asks the
# screen for its card over a socket, which is refused here.
_WITHOUT_LAYERS = {"VK_LOADER_LAYERS_DISABLE": "~implicit~", "NODEVICE_SELECT": "1"}


@dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics card; `free` and `total` are bytes of its memory, which an integrated one shares with the system."""

    name: str
    free: int
    total: int
    integrated: bool = False


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a model is computed: `layers` of `of` on `gpu`, the rest on the processor.

    The output counts as one layer. `trouble` says in a sentence why it is fewer than was tried, else "".
    """

    gpu: str = ""
    layers: int = 0
    of: int = 0
    trouble: str = ""


def find_gpus() -> Sequence[Gpu]:
    """Return the graphics cards that can compute here; loads the backend at the first call."""
    start_llama()
    _load_backend()
    return [_describe(device) for device in _devices()]


def layers_that_fit(header: GgufHeader, context: int, step: int, free: int) -> int:
    """Return how many layers, the output first and then from the last block on, fit into `free` bytes.

    `step` is how many tokens are read at a time.
    """
    blocks = header.of_architecture("block_count")
    words = 0
    of_block = [0] * blocks
    outside: dict[str, int] = {}
    for tensor in header.tensors:
        first, *rest = tensor.name.split(".")
        if first == "blk" and rest and rest[0].isdigit() and int(rest[0]) < blocks:
            of_block[int(rest[0])] += tensor.bytes
        else:
            outside[tensor.name] = tensor.bytes
            if tensor.name == "token_embd.weight":
                words = tensor.shape[-1]
    # Where the words' embeddings are the output's weights too, they are put on the card beside.
    output = outside.get("output.weight", outside.get("token_embd.weight", 0))
    cache = cache_bytes_per_token(header) * context // max(1, blocks)
    room = int(free * (1 - _SPARE)) - _WORKING - step * words * 4 - output
    if room < 0:
        return 0
    layers = 1
    for weights in reversed(of_block):
        room -= weights + cache
        if room < 0:
            break
        layers += 1
    return layers


def all_layers(header: GgufHeader) -> int:
    """Return how many layers there are to place, the output among them."""
    return header.of_architecture("block_count") + 1


def _devices() -> list[Any]:
    registry = _registry()
    found = [registry.ggml_backend_dev_get(at) for at in range(registry.ggml_backend_dev_count())]
    by_type = {
        kind: [one for one in found if registry.ggml_backend_dev_type(one) == kind] for kind in (_GPU, _INTEGRATED)
    }
    return by_type[_GPU] or by_type[_INTEGRATED][:1]  # as llama.cpp chooses


def _describe(device: Any) -> Gpu:
    registry = _registry()
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    registry.ggml_backend_dev_memory(device, ctypes.byref(free), ctypes.byref(total))
    name = (registry.ggml_backend_dev_description(device) or b"").decode("utf-8", "replace")
    return Gpu(name, free.value, total.value, registry.ggml_backend_dev_type(device) == _INTEGRATED)


@functools.cache
def _load_backend() -> None:
    folder = Path(str(_registry()._name)).parent / FOLDER
    for library in sorted(folder.glob("*ggml-*")):
        os.environ.update(_WITHOUT_LAYERS)
        if not _registry().ggml_backend_load(os.fsencode(library)):
            logger.info("%s does not load here: there is no driver for it", library.name)


@functools.cache
def _registry() -> Any:
    """Return ggml's functions about devices, with their types."""
    registry = ggml_registry()
    pointer = ctypes.c_void_p
    for name, result, arguments in (
        ("ggml_backend_load", pointer, [ctypes.c_char_p]),
        ("ggml_backend_dev_count", ctypes.c_size_t, []),
        ("ggml_backend_dev_get", pointer, [ctypes.c_size_t]),
        ("ggml_backend_dev_type", ctypes.c_int, [pointer]),
        ("ggml_backend_dev_description", ctypes.c_char_p, [pointer]),
        ("ggml_backend_dev_memory", None, [pointer, ctypes.POINTER(ctypes.c_size_t), ctypes.POINTER(ctypes.c_size_t)]),
    ):
        function = getattr(registry, name)
        function.restype, function.argtypes = result, arguments
    return registry
