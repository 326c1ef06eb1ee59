"""Whether an adapter fits a model, told from the two headers before either is loaded.

Every refusal is a sentence for a person: what the adapter was made for and what the model is,
never a tensor's name alone. Knows nothing of llama.cpp; what passes here is what it takes.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from desktop_app.domain import AdapterCard, ModelCard, Passport
from desktop_app.errors import (
    AdapterDamaged,
    AdapterError,
    AdapterMismatch,
    AdapterMissing,
    AdapterUnsupported,
    error_from_code,
)
from desktop_app.inference.adapter_card import (
    AdapterFile,
    LoraPair,
    base_name,
    layer_of,
    matrix_shapes,
    read_adapter,
    target_kind,
)
from desktop_app.inference.gguf_header import GgufHeader, Tensor
from desktop_app.inference.model_file import CHAT_TEMPLATE

# Types that llama.cpp multiplies on every processor (TENSOR_TYPES): F32, F16, Q4_0 to Q5_1, Q8_0, BF16.
_USABLE_TYPES = frozenset({0, 1, 2, 3, 6, 7, 8, 30})
_VOCABULARY_LAYERS = frozenset({"token_embd", "output"})
_SPECIAL_TOKENS = {"bos_token_id": "beginning", "eos_token_id": "end"}


def check_adapter(path: Path, model: ModelCard, model_header: GgufHeader) -> Passport:
    """Read the adapter at `path` and hold it against the model; raise AdapterMissing alone.

    Damaged files get a passport too: it says what is wrong with them.
    """
    try:
        adapter = read_adapter(path)
    except AdapterMissing:
        raise
    except AdapterError as error:
        return Passport(False, str(error), model.name, _blank_card(path), code=error.code)
    return compare_adapter(adapter, model, model_header)


def compare_adapter(adapter: AdapterFile, model: ModelCard, model_header: GgufHeader) -> Passport:
    """Hold an adapter that was read against a model."""
    try:
        _check(adapter, model, model_header)
    except AdapterError as error:
        return Passport(False, str(error), model.name, adapter.card, code=error.code)
    return Passport(True, f"It fits {model.name}.", model.name, adapter.card, _notes(adapter, model, model_header))


def require_fitting(passport: Passport) -> AdapterCard:
    """Return the card of an adapter that fits; raise the error that the passport tells of."""
    if not passport.fits:
        raise error_from_code(passport.code, passport.reason)
    return passport.card


def _check(adapter: AdapterFile, model: ModelCard, model_header: GgufHeader) -> None:
    card = adapter.card
    if card.architecture != model.architecture:
        made_for = card.base or f"a model of the kind {_plain(card.architecture)}"
        raise AdapterMismatch(f"This adapter was made for {made_for}; this model is {model.name}{_kind(card, model)}.")
    if any(target_kind(pair.target) in _VOCABULARY_LAYERS for pair in adapter.pairs):
        raise AdapterUnsupported(
            "This adapter also changes the model's vocabulary (embeddings or lm_head), which Carrel can't do"
            " beside the model; train it without these layers."
        )
    _check_vocabulary(adapter, model, model_header)
    tensors = {tensor.name: tensor for tensor in model_header.tensors}
    missing = [pair for pair in adapter.pairs if pair.target not in tensors]
    if missing:
        raise AdapterMismatch(_other_layers(adapter, missing, model, model_header))
    for pair in adapter.pairs:
        _check_shapes(adapter, pair, tensors, model)


def _check_shapes(adapter: AdapterFile, pair: LoraPair, tensors: Mapping[str, Tensor], model: ModelCard) -> None:
    base = tensors[pair.target].shape
    while len(base) > 2 and base[-1] == 1:
        base = base[:-1]
    down, up = matrix_shapes(pair).values()
    if len(base) < 2 or len(base) != len(down):
        raise AdapterUnsupported(
            f"This adapter changes parts of {model.name} that a LoRA can't change; convert or train it again."
        )
    if down[0] != base[0] or up[1] != base[1] or down[2:] != base[2:] or up[2:] != base[2:]:
        raise AdapterMismatch(
            f"This adapter was made for {_another(adapter.card, model)} with layers of other sizes"
            f" ({down[0]} by {up[1]}); this model is {model.name} ({base[0]} by {base[1]})."
        )
    if pair.rank > min(base[0], base[1]):
        raise AdapterDamaged(
            "The adapter says that it is larger than the layers it changes, so it is damaged;"
            " copy or download it again."
        )
    if not {pair.down.type, pair.up.type} <= _USABLE_TYPES:
        raise AdapterUnsupported(
            "This adapter's numbers are stored in a form that can't be used beside a model; convert it to F16 or F32."
        )


def _check_vocabulary(adapter: AdapterFile, model: ModelCard, model_header: GgufHeader) -> None:
    said = adapter.header.of_architecture("vocab_size")
    has = model_header.of_architecture("vocab_size")
    if said and has and said != has:
        raise AdapterMismatch(
            f"This adapter was made for {_another(adapter.card, model)} with a vocabulary of {said:,} tokens;"
            f" this model, {model.name}, has {has:,}."
        )


def _other_layers(adapter: AdapterFile, missing: list[LoraPair], model: ModelCard, model_header: GgufHeader) -> str:
    layers = 1 + max(layer_of(pair.target) for pair in adapter.pairs)
    has = model_header.of_architecture("block_count")
    if layers > has:
        return (
            f"This adapter was made for {_another(adapter.card, model)} with at least {layers} layers;"
            f" this model is {model.name}, which has {has}."
        )
    return (
        f"This adapter changes {len(missing)} parts that {model.name} does not have,"
        f" so it was made for {_another(adapter.card, model)} or was not converted rightly."
    )


def _notes(adapter: AdapterFile, model: ModelCard, model_header: GgufHeader) -> tuple[str, ...]:
    notes = []
    header, card = adapter.header, adapter.card
    template = header.text(CHAT_TEMPLATE)
    if template and template.strip() != model_header.text(CHAT_TEMPLATE).strip():
        notes.append("It was trained with another chat template than the model's, so it may answer worse.")
    for key, place in _SPECIAL_TOKENS.items():
        theirs = header.number(f"tokenizer.ggml.{key}", -1)
        if theirs >= 0 and theirs != model_header.number(f"tokenizer.ggml.{key}", -1):
            notes.append(f"It was trained with another token for the {place} of a text than the model's.")
    if card.base_sha256 and model.sha256 and card.base_sha256 != model.sha256:
        notes.append("It was trained on another file of this model (another quantisation or version).")
    elif card.base and _simple(card.base) not in _simple(model.name) and _simple(model.name) not in _simple(card.base):
        notes.append(f"It says it was made for {card.base}; the layers fit {model.name} all the same.")
    if adapter.leaves_out:
        notes.append("It also changes norms, which are left out when it is used.")
    return tuple(notes)


def _another(card: AdapterCard, model: ModelCard) -> str:
    """Name the adapter's base where that says more than the model's own name."""
    return card.base if card.base and _simple(card.base) != _simple(model.name) else "another model"


def _kind(card: AdapterCard, model: ModelCard) -> str:
    """Say the model's kind where the adapter's base has no name to compare with."""
    return "" if card.base else f", of the kind {_plain(model.architecture)}"


def _plain(word: str) -> str:
    """Return a foreign word short and on one line: it stands in a sentence of ours."""
    return "".join(sign for sign in word if sign.isalnum() or sign in "-_.")[:40] or "unknown"


def _simple(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _blank_card(path: Path) -> AdapterCard:
    size = path.stat().st_size if path.is_file() else 0
    return replace(
        AdapterCard(base_name(path.stem), str(path.absolute()), "", 0, 0.0, (), 0),
        bytes=size,
    )
