"""What a chat model's file is, read from its header alone: the card, and whether it can chat.

Knows nothing of llama.cpp. A file that passes may still be of an architecture that
llama.cpp does not know; only loading it tells.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from desktop_app.domain import ModelCard
from desktop_app.errors import ModelDamaged, ModelMissing, ModelUnsupported, NoChatTemplate
from desktop_app.inference.gguf_header import TENSOR_TYPES, GgufHeader, read_gguf_header

CHAT_TEMPLATE = "tokenizer.chat_template"

# general.file_type (llama_ftype in llama.h).
_FILE_TYPES = {
    0: "F32",
    1: "F16",
    2: "Q4_0",
    3: "Q4_1",
    7: "Q8_0",
    8: "Q5_0",
    9: "Q5_1",
    10: "Q2_K",
    11: "Q3_K_S",
    12: "Q3_K_M",
    13: "Q3_K_L",
    14: "Q4_K_S",
    15: "Q4_K_M",
    16: "Q5_K_S",
    17: "Q5_K_M",
    18: "Q6_K",
    19: "IQ2_XXS",
    20: "IQ2_XS",
    21: "Q2_K_S",
    22: "IQ3_XS",
    23: "IQ3_XXS",
    24: "IQ1_S",
    25: "IQ4_NL",
    26: "IQ3_S",
    27: "IQ3_M",
    28: "IQ2_S",
    29: "IQ2_M",
    30: "IQ4_XS",
    31: "IQ1_M",
    32: "BF16",
    36: "TQ1_0",
    37: "TQ2_0",
    38: "MXFP4_MOE",
    39: "NVFP4",
    40: "Q1_0",
    41: "Q2_0",
}
_QUANTISATION_SUFFIX = re.compile(
    r"[-_. ]+(?:ud-)?(?:i?q\d(?:_[a-z0-9]+)*|t?q\d_\d|bf16|f16|f32|fp16|fp32|mxfp4(?:_moe)?|nvfp4)$", re.IGNORECASE
)
_MEANINGLESS_STEMS = frozenset({"", "model", "ggml model", "main", "gguf"})
_NO_CHAT = {
    "adapter": "This file is a LoRA adapter, not a chat model; choose the model it was made for.",
    "mmproj": "This file is the picture reader of another model, not a chat model; choose the model itself.",
    "vocab": "This file holds only a vocabulary, not a chat model; choose the whole model.",
    "imatrix": "This file holds measurements for quantising, not a chat model; choose the model itself.",
}


def read_model_card(path: Path) -> ModelCard:
    """Read what the model says about itself; `sha256` stays empty.

    Raises ModelMissing, ModelDamaged and ModelUnsupported (an adapter, an embedding model, …).
    A model without a chat template has a card; `require_chat` refuses it.
    """
    return model_card(path, read_gguf_header(path))


def model_card(path: Path, header: GgufHeader) -> ModelCard:
    """Return the card of a file whose header was read."""
    _refuse_other_kinds(header)
    return ModelCard(
        name=_human_name(path, header),
        path=str(path.absolute()),
        architecture=header.architecture,
        parameters=sum(tensor.elements for tensor in header.tensors),
        quantisation=_quantisation(header),
        context=header.of_architecture("context_length"),
        bytes=header.bytes,
        licence=header.text("general.license"),
        has_chat_template=bool(header.text(CHAT_TEMPLATE).strip()),
    )


def require_chat(card: ModelCard) -> None:
    """Raise NoChatTemplate for a model that can't hold a conversation."""
    if not card.has_chat_template:
        raise NoChatTemplate


def file_sha256(path: Path, on_progress: Callable[[int, int], None] | None = None) -> str:
    """Hash the file, telling bytes done and total after each 8 MiB; raise ModelMissing where it can't be read."""
    digest = hashlib.sha256()
    try:
        total = path.stat().st_size
        done = 0
        with path.open("rb") as file:
            while block := file.read(8 * 1024 * 1024):
                digest.update(block)
                done += len(block)
                if on_progress:
                    on_progress(done, total)
    except OSError as error:
        raise ModelMissing(f"Carrel can't read {path} ({error.strerror}).") from error
    return digest.hexdigest()


def _refuse_other_kinds(header: GgufHeader) -> None:
    kind = header.text("general.type")
    if kind in _NO_CHAT:
        raise ModelUnsupported(_NO_CHAT[kind])
    architecture = header.architecture
    if architecture == "clip":
        raise ModelUnsupported(_NO_CHAT["mmproj"])
    if not architecture or not header.tensors:
        raise ModelDamaged
    # An embedding model says how to pool, or (the BERT family) that it looks both ways.
    attends_both_ways = header.values.get(f"{architecture}.attention.causal") is False
    pools = header.of_architecture("pooling_type") > 0
    if attends_both_ways or pools or "bert" in architecture:
        raise ModelUnsupported("This file is an embedding model, not a chat model; choose a model that writes text.")
    if header.number("split.count") > 1:
        raise ModelUnsupported("This model is split over several files; join them with llama.cpp's gguf-split first.")


def _human_name(path: Path, header: GgufHeader) -> str:
    """Make a name of the file's: people choose by it, and general.name is often a training run's."""
    stem = path.name.removesuffix(".gguf").removesuffix(".GGUF")
    stem = _QUANTISATION_SUFFIX.sub("", stem)
    words = " ".join(re.split(r"[-_\s]+", stem)).strip()
    if words.lower() in _MEANINGLESS_STEMS:
        words = " ".join(header.text("general.name").split()) or header.architecture
    return words[:100]


def _quantisation(header: GgufHeader) -> str:
    if "general.file_type" in header.values:
        named = _FILE_TYPES.get(header.number("general.file_type", -1))
        if named:
            return named
    sizes: Counter[int] = Counter()
    for tensor in header.tensors:
        sizes[tensor.type] += tensor.bytes
    ((largest, _),) = sizes.most_common(1)
    return TENSOR_TYPES[largest][0] if largest in TENSOR_TYPES else "mixed"
