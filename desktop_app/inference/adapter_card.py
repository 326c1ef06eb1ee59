"""What a LoRA adapter's file is, read from its header alone.

Knows no model and nothing of llama.cpp: whether it fits is the passport's affair.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop_app.domain import AdapterCard
from desktop_app.errors import (
    AdapterDamaged,
    AdapterMissing,
    AdapterUnsupported,
    ModelDamaged,
    ModelMissing,
    ModelUnsupported,
    NotAnAdapter,
)
from desktop_app.inference.gguf_header import GgufHeader, Tensor, read_gguf_header

ALPHA = "adapter.lora.alpha"
BASE_NAME = "general.base_model.0.name"
BASE_SHA256 = "carrel.base.sha256"  # written by Carrel's own training
DOWN, UP = ".lora_a", ".lora_b"  # from the layer's width to the rank, and back

# llama.cpp ends the process over a value of another type than it expects (gguf_type in gguf.h).
_UNSIGNED, _FLOAT, _STRING = 4, 6, 8
_EXPECTED_KINDS = {
    "general.type": _STRING,
    "general.architecture": _STRING,
    "adapter.type": _STRING,
    ALPHA: _FLOAT,
    "general.alignment": _UNSIGNED,
}
_LAYER = re.compile(r"blk\.(\d{1,6})\.(.+?)(?:\.weight)?")
_MEANINGLESS_STEMS = frozenset({"", "adapter", "adapter model", "lora", "ggml adapter model", "model"})


@dataclass(frozen=True, slots=True)
class LoraPair:
    """The two matrices that change the base model's tensor `target`."""

    target: str
    down: Tensor
    up: Tensor

    @property
    def rank(self) -> int:
        return self.up.shape[0]


@dataclass(frozen=True, slots=True)
class AdapterFile:
    """An adapter's header, taken apart; `leaves_out` tells of changes that llama.cpp does not apply."""

    card: AdapterCard
    header: GgufHeader
    pairs: tuple[LoraPair, ...]
    leaves_out: bool = False


def read_adapter(path: Path) -> AdapterFile:
    """Read a GGUF adapter; `sha256` stays empty.

    Raises AdapterMissing, AdapterDamaged (no GGUF, cut off, contradicting itself) and
    AdapterUnsupported (a chat model, another kind of adapter).
    """
    try:
        header = read_gguf_header(path)
    except ModelMissing as error:
        raise AdapterMissing(f"There is no file {path} that Carrel can read; check the path.") from error
    except ModelDamaged as error:
        raise _damaged(str(error)) from error
    except ModelUnsupported as error:
        raise AdapterUnsupported(str(error)) from error
    _refuse_other_kinds(header)
    pairs, leaves_out = _pairs(header)
    alpha = header.values.get(ALPHA, 0.0)
    if not isinstance(alpha, float) or not math.isfinite(alpha) or alpha < 0:
        raise AdapterDamaged
    card = AdapterCard(
        name=_human_name(path, header),
        path=str(path.absolute()),
        architecture=header.architecture,
        rank=max(pair.rank for pair in pairs),
        alpha=alpha,
        targets=tuple(sorted({target_kind(pair.target) for pair in pairs})),
        bytes=header.bytes,
        base=base_name(header.text(BASE_NAME) or header.text("general.base_model.0.repo_url")),
        base_sha256=header.text(BASE_SHA256)[:64],
    )
    return AdapterFile(card, header, pairs, leaves_out)


def target_kind(target: str) -> str:
    """Return "attn_q" of "blk.3.attn_q.weight"."""
    layer = _LAYER.fullmatch(target)
    return (layer[2] if layer else target.removesuffix(".weight"))[:60]


def layer_of(target: str) -> int:
    """Return 3 of "blk.3.attn_q.weight", -1 where the tensor belongs to no layer."""
    layer = _LAYER.fullmatch(target)
    return int(layer[1]) if layer else -1


def base_name(said: str) -> str:
    """Return "Llama 3 8B" of "https://host/meta-llama/Llama-3-8B": names are for people."""
    tail = said.replace("\\", "/").rstrip("/").split("/")[-1]
    return " ".join(re.split(r"[-_\s]+", tail)).strip()[:80]


def _damaged(message: str) -> AdapterDamaged:
    if message.startswith("The model's file is cut off"):
        return AdapterDamaged(message.replace("The model's", "The adapter's", 1))
    if "not a GGUF" in message:
        return AdapterDamaged("This file is not a GGUF adapter; choose a .gguf file, or a folder that peft saved.")
    return AdapterDamaged()


def _refuse_other_kinds(header: GgufHeader) -> None:
    for key, expected in _EXPECTED_KINDS.items():
        if header.kinds.get(key, expected) != expected:
            raise AdapterDamaged
    kind = header.text("general.type")
    if kind != "adapter":
        if header.architecture and any(tensor.name == "token_embd.weight" for tensor in header.tensors):
            raise NotAnAdapter("This file is a model, not an adapter; add it to the chat models instead.")
        raise NotAnAdapter
    if header.text("adapter.type") != "lora":
        raise AdapterUnsupported("This adapter is not a LoRA, the only kind that Carrel can use; choose another one.")
    if any(key.startswith("adapter.alora.") for key in header.kinds):
        raise AdapterUnsupported(
            "This adapter works only after a signal in the text (aLoRA), which Carrel does not give;"
            " choose an ordinary LoRA."
        )
    if not header.architecture:
        raise AdapterDamaged


def _pairs(header: GgufHeader) -> tuple[tuple[LoraPair, ...], bool]:
    """Bring the matrices together by their target; tell whether something is left out."""
    downs: dict[str, Tensor] = {}
    ups: dict[str, Tensor] = {}
    leaves_out = False
    for tensor in header.tensors:
        side = downs if tensor.name.endswith(DOWN) else ups if tensor.name.endswith(UP) else None
        if side is None:
            if not tensor.name.endswith("_norm.weight"):
                raise AdapterUnsupported(
                    "This adapter holds more than LoRA changes, and Carrel can't apply the rest; choose a plain LoRA."
                )
            leaves_out = True
            continue
        target = tensor.name[: -len(DOWN)]
        if target in side:
            raise AdapterDamaged
        side[target] = tensor
    if not downs and not ups:
        raise AdapterDamaged("This adapter is empty: it changes nothing; choose another one.")
    if downs.keys() != ups.keys():
        raise AdapterDamaged(
            "Half of the adapter is missing: some of its changes have one matrix of two; copy or convert it again."
        )
    pairs = tuple(LoraPair(target, downs[target], ups[target]) for target in downs)
    for pair in pairs:
        _check_rank(pair)
    return pairs, leaves_out


def _check_rank(pair: LoraPair) -> None:
    down, up = _without_ones(pair.down.shape), _without_ones(pair.up.shape)
    if len(down) != len(up) or len(down) not in (2, 3) or down[1] != up[0]:
        raise AdapterDamaged(
            "The adapter contradicts itself: its two matrices do not have the same rank; copy or convert it again."
        )


def _without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return at least two dimensions: a rank or a width may be 1, and so may what is left out behind."""
    kept = list(shape)
    while len(kept) > 2 and kept[-1] == 1:
        kept.pop()
    return tuple(kept)


def _human_name(path: Path, header: GgufHeader) -> str:
    stem = re.sub(r"\.gguf$", "", path.name, flags=re.IGNORECASE)
    words = " ".join(re.split(r"[-_\s]+", stem)).strip()
    if words.lower() in _MEANINGLESS_STEMS:
        words = " ".join(header.text("general.name").split()) or path.absolute().parent.name
    return words[:100]


def matrix_shapes(pair: LoraPair) -> Mapping[str, tuple[int, ...]]:
    """Return both shapes, dimensions of 1 at the end left out."""
    return {"down": _without_ones(pair.down.shape), "up": _without_ones(pair.up.shape)}
