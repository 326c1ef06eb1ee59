"""Adapters at work beside a loaded model: which ones, and how strongly.

llama.cpp adds an adapter's share to each layer's result as it computes, so the model's own
weights stay as they are, mapped from the file, and serve with and without. An adapter's
memory belongs to the model and goes with it: never use this after the model was freed.
"""

import ctypes
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop_app.errors import AdapterDamaged, AdapterMissing, BadInput

logger = logging.getLogger(__name__)

STRONGEST = 1.5  # above, answers of every adapter tried fell apart
KEPT = 4  # adapters in memory that are not in use, so that switching back costs nothing

# A file that was replaced is another adapter: path, bytes, time of the last change.
_File = tuple[str, int, int]
Chosen = tuple[Path, float]


class Adapters:
    """The adapters of one model and context; strength 0 is the base model itself."""

    def __init__(self, library: Any, model: Any, context: Any) -> None:
        self._c = library
        self._model = model
        self._context = context
        self._loaded: dict[_File, Any] = {}  # the one used last stands last
        self._used: tuple[tuple[_File, float], ...] = ()

    @property
    def loaded(self) -> int:
        """How many are in memory."""
        return len(self._loaded)

    @property
    def used(self) -> list[tuple[str, float]]:
        """Which are at work, each with its strength; another string when a file was replaced."""
        return [(" ".join(map(str, file)), strength) for file, strength in self._used]

    def use(self, chosen: Sequence[Chosen]) -> bool:
        """Let exactly `chosen` work from now on; tell whether anything changed.

        Where it did, what the KV cache holds was computed under others. A strength of 0 leaves
        its adapter out. Raises AdapterMissing and AdapterDamaged, everything as it was before,
        and BadInput for a strength beyond 0 to STRONGEST or an adapter named twice.
        """
        wanted = tuple((_file(path), _strength(strength)) for path, strength in chosen)
        if len({file for file, _ in wanted}) < len(wanted):
            raise BadInput("The same adapter is named twice; name it once, with the strength it should have.")
        wanted = tuple((file, strength) for file, strength in wanted if strength > 0)
        if wanted == self._used:
            return False
        handles = [self._handle(file) for file, _ in wanted]
        self._set(handles, [strength for _, strength in wanted])
        self._used = wanted
        self._free_oldest()
        return True

    def _handle(self, file: _File) -> Any:
        handle = self._loaded.pop(file, None) or self._c.llama_adapter_lora_init(self._model, file[0].encode())
        if not handle:
            # llama.cpp says why in its log alone; what its passport can tell was told before.
            raise AdapterDamaged
        self._loaded[file] = handle
        return handle

    def _set(self, handles: Sequence[Any], strengths: Sequence[float]) -> None:
        count = len(handles)
        pointers = (self._c.llama_adapter_lora_p_ctypes * count)(*handles) if count else None
        scales = (ctypes.c_float * count)(*strengths) if count else None
        if self._c.llama_set_adapters_lora(self._context, pointers, count, scales) != 0:
            raise AdapterDamaged

    def _free_oldest(self) -> None:
        used = {file for file, _ in self._used}
        idle = [file for file in self._loaded if file not in used]
        for file in idle[: max(0, len(idle) - KEPT)]:
            self._c.llama_adapter_lora_free(self._loaded.pop(file))


def _file(path: Path) -> _File:
    try:
        found = path.stat()
    except OSError as error:
        raise AdapterMissing(f"The adapter is not at {path} any more; put it back, or take it off the list.") from error
    return str(path.absolute()), found.st_size, found.st_mtime_ns


def _strength(strength: float) -> float:
    if not 0 <= strength <= STRONGEST:
        raise BadInput(f"An adapter's strength lies between 0 and {STRONGEST}; choose one of these.")
    return float(strength)
