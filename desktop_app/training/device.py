"""What a training computes on: the graphics card where there is one, else the processor; and its memory.

Cards were tried on no machine yet: what is said of CUDA and of Apple's GPU here is from torch's documentation.
"""

import contextlib
from collections.abc import Iterator

import psutil
import torch

from desktop_app.errors import TrainingOutOfMemory

Device = torch.device  # for those who only pass one on

# Only CUDA has an error of its own; the processor and Apple's GPU say it in the words of a RuntimeError.
_NO_MEMORY = ("can't allocate memory", "not enough memory", "out of memory")
_MACOS_WITH_BFLOAT16 = (14, 0)


def best_device() -> Device:
    """Return the graphics card where there is one, else the processor."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def weight_type(device: Device) -> torch.dtype:
    """Return how the base model's weights are kept on `device`: in bfloat16 where it computes with that itself."""
    if device.type == "cuda":
        has_bfloat16 = torch.cuda.is_bf16_supported(including_emulation=False)
    elif device.type == "mps":
        has_bfloat16 = torch.backends.mps.is_macos_or_newer(*_MACOS_WITH_BFLOAT16)
    else:
        has_bfloat16 = _has_bfloat16_tiles()
    return torch.bfloat16 if has_bfloat16 else torch.float32


def free_memory(device: Device) -> int:
    """Return the bytes that programs may still take; Apple's GPU shares the processor's."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    return int(psutil.virtual_memory().available)


def memory_in_use(device: Device) -> int:
    """Return the bytes that this process takes there where it is scarce: on a card of its own, else in all."""
    if device.type == "cuda":
        return int(torch.cuda.memory_reserved(device))
    return int(psutil.Process().memory_info().rss)


def finish_computing(device: Device) -> None:
    """Wait until all that was ordered is computed; only then does a clock tell how long it took."""
    if device.type != "cpu":
        torch.accelerator.synchronize()


@contextlib.contextmanager
def telling_of_memory() -> Iterator[None]:
    """Raise TrainingOutOfMemory where torch finds no memory for what is computed inside."""
    try:
        yield
    except (MemoryError, torch.OutOfMemoryError) as error:
        raise TrainingOutOfMemory from error
    except RuntimeError as error:
        if any(words in str(error) for words in _NO_MEMORY):
            raise TrainingOutOfMemory from error
        raise


def threads_in_use() -> int:
    """Return on how many threads torch computes."""
    return torch.get_num_threads()


def use_threads(count: int) -> None:
    """Compute on `count` threads from the next step on."""
    torch.set_num_threads(count)


def _has_bfloat16_tiles() -> bool:
    """Whether the processor multiplies bfloat16 faster than float32; torch asks the kernel, too, if it may."""
    ask = getattr(torch.cpu, "_is_amx_tile_supported", None)
    return bool(ask is not None and ask())
