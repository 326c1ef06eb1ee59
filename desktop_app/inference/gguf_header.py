"""Reads the header of a GGUF file, trusting nothing that it says.

The file may be hostile: every count and length is checked against a limit and against the
size of the file before anything is read or allocated. Tensors are never read. llama.cpp
sees a file only after it passed here. Format: ggml's docs/gguf.md.
"""

import math
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from desktop_app.errors import ModelDamaged, ModelMissing, ModelUnsupported

Scalar = str | int | float | bool
Value = Scalar | tuple[Scalar, ...]

MAX_KEYS = 10_000
MAX_TENSORS = 100_000
MAX_NAME = 65_535  # bytes in a key or a tensor's name
MAX_STRING = 16 * 1024 * 1024  # chat templates reach a few hundred kilobytes
MAX_ITEMS = 16 * 1024 * 1024  # tokens or merges; the largest vocabularies have under a million
KEPT_ITEMS = 4096  # longer arrays (vocabularies) are stepped over
MAX_DIMENSIONS = 4  # GGML_MAX_DIMS

_STRING, _ARRAY = 8, 9
_SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}

# ggml type: name, elements in a block, bytes of a block (ggml-common.h).
TENSOR_TYPES: Mapping[int, tuple[str, int, int]] = {
    0: ("F32", 1, 4),
    1: ("F16", 1, 2),
    2: ("Q4_0", 32, 18),
    3: ("Q4_1", 32, 20),
    6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24),
    8: ("Q8_0", 32, 34),
    9: ("Q8_1", 32, 40),
    10: ("Q2_K", 256, 84),
    11: ("Q3_K", 256, 110),
    12: ("Q4_K", 256, 144),
    13: ("Q5_K", 256, 176),
    14: ("Q6_K", 256, 210),
    15: ("Q8_K", 256, 292),
    16: ("IQ2_XXS", 256, 66),
    17: ("IQ2_XS", 256, 74),
    18: ("IQ3_XXS", 256, 98),
    19: ("IQ1_S", 256, 50),
    20: ("IQ4_NL", 32, 18),
    21: ("IQ3_S", 256, 110),
    22: ("IQ2_S", 256, 82),
    23: ("IQ4_XS", 256, 136),
    24: ("I8", 1, 1),
    25: ("I16", 1, 2),
    26: ("I32", 1, 4),
    27: ("I64", 1, 8),
    28: ("F64", 1, 8),
    29: ("IQ1_M", 256, 56),
    30: ("BF16", 1, 2),
    34: ("TQ1_0", 256, 54),
    35: ("TQ2_0", 256, 66),
    39: ("MXFP4", 32, 17),
    40: ("NVFP4", 64, 36),
    41: ("Q1_0", 128, 18),
}


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor's entry: `offset` counts from where the tensors begin, `type` as in TENSOR_TYPES."""

    name: str
    shape: tuple[int, ...]
    type: int
    offset: int

    @property
    def elements(self) -> int:
        return math.prod(self.shape)

    @property
    def bytes(self) -> int:
        """Its size in the file; at least 1 where this version does not know the type."""
        if self.type not in TENSOR_TYPES:
            return 1
        _, block, size = TENSOR_TYPES[self.type]
        return self.elements // block * size


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """Everything before the tensors. Arrays longer than KEPT_ITEMS are left out of `values`.

    `kinds` says as which of GGUF's types each value is stored (gguf_type in gguf.h).
    """

    values: Mapping[str, Value]
    tensors: tuple[Tensor, ...]
    bytes: int
    kinds: Mapping[str, int] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """Return a text value, empty where there is none."""
        value = self.values.get(key, "")
        return value if isinstance(value, str) else ""

    def number(self, key: str, default: int = 0) -> int:
        """Return a whole number; of an array (one value a layer) the largest."""
        value = self.values.get(key, default)
        if isinstance(value, tuple):
            return max((item for item in value if isinstance(item, int)), default=default)
        return value if isinstance(value, int) else default

    @property
    def architecture(self) -> str:
        return self.text("general.architecture")

    def of_architecture(self, key: str, default: int = 0) -> int:
        """Return a hyperparameter such as "block_count", which is stored below the architecture."""
        return self.number(f"{self.architecture}.{key}", default)


def read_gguf_header(path: Path) -> GgufHeader:
    """Read `path` up to its tensors, and check that the file is long enough to hold them.

    Raises ModelMissing, ModelDamaged (not GGUF, cut off, contradicting itself) and
    ModelUnsupported (a version or byte order that llama.cpp does not read here).
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            return _Reader(file, size).header()
    except FileNotFoundError as error:
        raise ModelMissing(f"There is no file {path}; put it back, or choose another model.") from error
    except IsADirectoryError as error:
        raise ModelDamaged(f"{path} is a folder; choose the .gguf file itself.") from error
    except OSError as error:
        raise ModelMissing(f"Carrel can't read {path} ({error.strerror}); change its permissions.") from error


class _Reader:
    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size
        self._left = size

    def header(self) -> GgufHeader:
        if self._take(4) != b"GGUF":
            raise ModelDamaged("This file is not a GGUF model; choose a file that ends in .gguf.")
        version = self._number("<I")
        if version not in (2, 3):
            raise ModelUnsupported(
                "This GGUF file has a version or byte order that Carrel can't read; convert it anew."
            )
        tensor_count = self._count("<Q", MAX_TENSORS)
        key_count = self._count("<Q", MAX_KEYS)
        values: dict[str, Value] = {}
        kinds: dict[str, int] = {}
        for _ in range(key_count):
            key = self._text(MAX_NAME)
            kinds[key] = self._number("<I")
            value = self._value(kinds[key])
            if value is not None:
                values[key] = value
        tensors = tuple(self._tensor() for _ in range(tensor_count))
        self._check_extent(values, tensors)
        return GgufHeader(values, tensors, self._size, kinds)

    def _check_extent(self, values: Mapping[str, Value], tensors: tuple[Tensor, ...]) -> None:
        alignment = values.get("general.alignment", 32)
        if not isinstance(alignment, int) or not 0 < alignment <= 65_536 or alignment & (alignment - 1):
            raise ModelDamaged
        position = self._size - self._left
        start = position + -position % alignment
        end = max((start + tensor.offset + tensor.bytes for tensor in tensors), default=0)
        if end > self._size:
            raise ModelDamaged(
                f"The model's file is cut off: {_megabytes(end - self._size)} are missing at its end;"
                " copy or download it again."
            )

    def _tensor(self) -> Tensor:
        name = self._text(MAX_NAME)
        dimensions = self._number("<I")
        if not 0 < dimensions <= MAX_DIMENSIONS:
            raise ModelDamaged
        shape = tuple(self._number("<Q") for _ in range(dimensions))
        kind = self._number("<I")
        offset = self._number("<Q")
        tensor = Tensor(name, shape, kind, offset)
        block = TENSOR_TYPES.get(kind, ("", 1, 1))[1]
        if tensor.elements == 0 or shape[0] % block:
            raise ModelDamaged
        return tensor

    def _value(self, kind: int) -> Value | None:
        """Read a value; None for an array that is too long to keep."""
        if kind == _ARRAY:
            return self._array()
        return self._scalar(kind)

    def _scalar(self, kind: int) -> Scalar:
        if kind == _STRING:
            return self._text(MAX_STRING)
        if kind not in _SCALARS:
            raise ModelDamaged
        form = _SCALARS[kind]
        (value,) = struct.unpack(form, self._take(struct.calcsize(form)))
        scalar: Scalar = value
        return scalar

    def _array(self) -> tuple[Scalar, ...] | None:
        kind = self._number("<I")
        count = self._count("<Q", MAX_ITEMS)
        if kind != _STRING and kind not in _SCALARS:  # arrays of arrays: llama.cpp has none either
            raise ModelDamaged
        if count <= KEPT_ITEMS:
            return tuple(self._scalar(kind) for _ in range(count))
        if kind == _STRING:
            for _ in range(count):
                self._skip(self._count("<Q", MAX_STRING))
        else:
            self._skip(count * struct.calcsize(_SCALARS[kind]))
        return None

    def _text(self, limit: int) -> str:
        return self._take(self._count("<Q", limit)).decode("utf-8", "replace")

    def _count(self, form: str, limit: int) -> int:
        count = self._number(form)
        if count > limit:
            raise ModelDamaged
        return count

    def _number(self, form: str) -> int:
        (number,) = struct.unpack(form, self._take(struct.calcsize(form)))
        return int(number)

    def _take(self, length: int) -> bytes:
        if length > self._left:
            raise ModelDamaged
        data = self._file.read(length)
        if len(data) != length:
            raise ModelDamaged
        self._left -= length
        return data

    def _skip(self, length: int) -> None:
        if length > self._left:
            raise ModelDamaged
        self._file.seek(length, os.SEEK_CUR)
        self._left -= length


def _megabytes(count: int) -> str:
    return f"{max(1, round(count / 1e6)):,} MB"
