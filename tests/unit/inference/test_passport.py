"""The passport: what fits is let in, and each misfit is told in a sentence that a person understands."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.domain import AdapterCard, ModelCard, Passport
from desktop_app.errors import AdapterError, AdapterMissing, NotAnAdapter
from desktop_app.inference.adapter_card import read_adapter
from desktop_app.inference.gguf_header import GgufHeader, read_gguf_header
from desktop_app.inference.model_file import model_card
from desktop_app.inference.passport import check_adapter, require_fitting
from desktop_app.weights import starter_model
from tests.samples import gguf_files
from tests.samples.adapter_files import Matrices, random_matrices, write_adapter
from tests.samples.gguf_files import write_tiny_model


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ModelCard, GgufHeader]:
    """A llama with one layer, 32 wide, called "tiny"."""
    path = write_tiny_model(tmp_path_factory.mktemp("model") / "tiny.gguf")
    header = read_gguf_header(path)
    return path, model_card(path, header), header


Tiny = tuple[Path, ModelCard, GgufHeader]


def check(path: Path, tiny: Tiny) -> Passport:
    return check_adapter(path, tiny[1], tiny[2])


def whole(tiny: Tiny) -> Matrices:
    return random_matrices(tiny[0], rank=2)


def test_an_adapter_of_this_model_fits_and_says_what_it_is(tiny: Tiny, tmp_path: Path) -> None:
    path = write_adapter(tmp_path / "My-tone.gguf", whole(tiny), base="tiny")
    passport = check(path, tiny)
    assert passport.fits
    assert passport.reason == "It fits tiny."
    assert passport.notes == ()
    assert passport.card == AdapterCard(
        "My tone", str(path), "llama", 2, 8.0, ("attn_q", "attn_v"), path.stat().st_size, "tiny"
    )
    assert require_fitting(passport) is passport.card


def test_what_differs_and_does_no_harm_is_noted(tiny: Tiny, tmp_path: Path) -> None:
    path = write_adapter(
        tmp_path / "a.gguf",
        {**whole(tiny), "blk.0.attn_norm.weight": np.ones(32, np.float32)},
        base="Another Llama 7B",
        texts={"tokenizer.chat_template": "{{ messages }}"},
        numbers={"tokenizer.ggml.eos_token_id": 77},
    )
    passport = check(path, tiny)
    assert passport.fits
    said = " ".join(passport.notes)
    for word in ("chat template", "end of a text", "Another Llama 7B", "norms"):
        assert word in said


def changed(tiny: Tiny, change: Callable[[Matrices], object]) -> Matrices:
    matrices = whole(tiny)
    change(matrices)
    return matrices


def renamed(matrices: Matrices, old: str, new: str) -> None:
    for name in [name for name in matrices if old in name]:
        matrices[name.replace(old, new)] = matrices.pop(name)


def zeros(*shape: int) -> np.ndarray:
    return np.zeros(shape, np.float32)


Q = "blk.0.attn_q.weight"

# Name, what is written, words of the sentence, code.
MISFITS: list[tuple[str, Callable[[Path, Tiny], Path | None], str, str]] = [
    (
        "another architecture, base known",
        lambda path, tiny: write_adapter(path, whole(tiny), architecture="qwen2", base="Qwen2.5 7B Instruct"),
        "This adapter was made for Qwen2.5 7B Instruct; this model is tiny.",
        "adapter.mismatch",
    ),
    (
        "another architecture, base unknown",
        lambda path, tiny: write_adapter(path, whole(tiny), architecture="gemma3"),
        "This adapter was made for a model of the kind gemma3; this model is tiny, of the kind llama.",
        "adapter.mismatch",
    ),
    (
        "another width",
        lambda path, tiny: write_adapter(
            path, {f"{Q}.lora_a": zeros(4, 4096), f"{Q}.lora_b": zeros(4096, 4)}, base="Llama-3-8B"
        ),
        "This adapter was made for Llama 3 8B with layers of other sizes (4096 by 4096); this model is tiny (32 by 32)",
        "adapter.mismatch",
    ),
    (
        "another height",
        lambda path, tiny: write_adapter(path, changed(tiny, lambda m: m.update({f"{Q}.lora_b": zeros(64, 2)}))),
        "another model with layers of other sizes",
        "adapter.mismatch",
    ),
    (
        "more layers",
        lambda path, tiny: write_adapter(
            path, changed(tiny, lambda m: renamed(m, "blk.0.attn_v", "blk.31.attn_v")), base="Llama 3 8B"
        ),
        "This adapter was made for Llama 3 8B with at least 32 layers; this model is tiny, which has 1.",
        "adapter.mismatch",
    ),
    (
        "renamed tensors",
        lambda path, tiny: write_adapter(path, changed(tiny, lambda m: renamed(m, "attn_q", "attn_qqq"))),
        "This adapter changes 1 parts that tiny does not have",
        "adapter.mismatch",
    ),
    (
        "names of another format",
        lambda path, tiny: write_adapter(
            path, changed(tiny, lambda m: renamed(m, "blk.0.attn_q", "model.layers.0.self_attn.q_proj"))
        ),
        "was not converted rightly",
        "adapter.mismatch",
    ),
    (
        "lm_head",
        lambda path, tiny: write_adapter(
            path,
            changed(
                tiny,
                lambda m: m.update({"output.weight.lora_a": zeros(2, 32), "output.weight.lora_b": zeros(261, 2)}),
            ),
        ),
        "changes the model's vocabulary",
        "adapter.unsupported",
    ),
    (
        "embeddings",
        lambda path, tiny: write_adapter(
            path,
            {"token_embd.weight.lora_a": zeros(2, 261), "token_embd.weight.lora_b": zeros(32, 2)},
        ),
        "changes the model's vocabulary",
        "adapter.unsupported",
    ),
    (
        "another vocabulary",
        lambda path, tiny: write_adapter(path, whole(tiny), numbers={"llama.vocab_size": 128_256}, base="Llama 3"),
        "This adapter was made for",
        "",
    ),
    (
        "one matrix of two",
        lambda path, tiny: write_adapter(path, changed(tiny, lambda m: m.pop(f"{Q}.lora_b"))),
        "Half of the adapter is missing",
        "adapter.damaged",
    ),
    (
        "matrices of two ranks",
        lambda path, tiny: write_adapter(path, changed(tiny, lambda m: m.update({f"{Q}.lora_a": zeros(3, 32)}))),
        "do not have the same rank",
        "adapter.damaged",
    ),
    (
        "transposed",
        lambda path, tiny: write_adapter(path, changed(tiny, lambda m: m.update({f"{Q}.lora_a": zeros(32, 2)}))),
        "do not have the same rank",
        "adapter.damaged",
    ),
    (
        "a vector instead of a matrix",
        lambda path, tiny: write_adapter(
            path, changed(tiny, lambda m: m.update({f"{Q}.lora_a": zeros(32), f"{Q}.lora_b": zeros(32)}))
        ),
        "do not have the same rank",
        "adapter.damaged",
    ),
    (
        "a rank larger than the layer",
        lambda path, tiny: write_adapter(path, {f"{Q}.lora_a": zeros(500, 32), f"{Q}.lora_b": zeros(32, 500)}),
        "larger than the layers it changes",
        "adapter.damaged",
    ),
    (
        "norms as LoRA",
        lambda path, tiny: write_adapter(
            path,
            changed(
                tiny,
                lambda m: m.update(
                    {"blk.0.ffn_norm.weight.lora_a": zeros(1, 32), "blk.0.ffn_norm.weight.lora_b": zeros(1, 1)}
                ),
            ),
        ),
        "a LoRA can't change",
        "adapter.unsupported",
    ),
    (
        "magnitudes (DoRA)",
        lambda path, tiny: write_adapter(path, changed(tiny, lambda m: m.update({f"{Q}.lora_magnitude": zeros(32)}))),
        "holds more than LoRA changes",
        "adapter.unsupported",
    ),
    (
        "numbers that can't be multiplied",
        lambda path, tiny: write_adapter(
            path, {name: matrix.astype(np.float64) for name, matrix in whole(tiny).items()}
        ),
        "convert it to F16 or F32",
        "adapter.unsupported",
    ),
    ("nothing in it", lambda path, tiny: write_adapter(path, {}), "is empty", "adapter.damaged"),
    (
        "another kind of adapter",
        lambda path, tiny: write_adapter(path, whole(tiny), adapter_type="control"),
        "not a LoRA",
        "adapter.unsupported",
    ),
    (
        "one that wants a signal",
        lambda path, tiny: write_adapter(path, whole(tiny), numbers={"adapter.alora.invocation_tokens": 3}),
        "aLoRA",
        "adapter.unsupported",
    ),
    ("a model", lambda path, tiny: write_tiny_model(path), "a model, not an adapter", "adapter.other"),
    (
        "no number for alpha",
        lambda path, tiny: write_adapter(path, whole(tiny), alpha=float("nan")),
        "damaged",
        "adapter.damaged",
    ),
    (
        "alpha as a word",
        lambda path, tiny: write_adapter(path, whole(tiny), alpha=None, texts={"adapter.lora.alpha": "16"}),
        "damaged",
        "adapter.damaged",
    ),
    (
        "a cut file",
        lambda path, tiny: write_bytes(path, write_adapter(path, whole(tiny)).read_bytes()[:-100]),
        "The adapter's file is cut off",
        "adapter.damaged",
    ),
    (
        "random bytes",
        lambda path, tiny: write_bytes(path, np.random.default_rng(1).bytes(5000)),
        "not a GGUF adapter",
        "adapter.damaged",
    ),
    (
        "random bytes after GGUF",
        lambda path, tiny: write_bytes(path, b"GGUF\x03\0\0\0" + np.random.default_rng(1).bytes(5000)),
        "damaged",
        "adapter.damaged",
    ),
    ("an empty file", lambda path, tiny: write_bytes(path, b""), "damaged", "adapter.damaged"),
    (
        "huge counts",
        lambda path, tiny: write_bytes(path, gguf_files.header(tensors=2**40, keys=2**40)),
        "damaged",
        "adapter.damaged",
    ),
    (
        "no rank at all",
        lambda path, tiny: write_bytes(
            path, write_adapter(path, whole(tiny)).read_bytes().replace(_entry(2, 32), _entry(0, 32))
        ),
        "damaged",
        "adapter.damaged",
    ),
]


def write_bytes(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _entry(rank: int, height: int) -> bytes:
    """The dimensions of a lora_b as GGUF writes them."""
    return rank.to_bytes(8, "little") + height.to_bytes(8, "little")


@pytest.mark.parametrize(("write", "words", "code"), [case[1:] for case in MISFITS], ids=[case[0] for case in MISFITS])
def test_what_does_not_fit_gets_its_sentence(
    tiny: Tiny, tmp_path: Path, write: Callable[[Path, Tiny], Path], words: str, code: str
) -> None:
    model = tiny
    if code == "":  # needs a model that tells its vocabulary
        header = GgufHeader({**tiny[2].values, "llama.vocab_size": 261}, tiny[2].tensors, tiny[2].bytes, tiny[2].kinds)
        model, code, words = (tiny[0], tiny[1], header), "adapter.mismatch", "a vocabulary of 128,256 tokens"
    path = write(tmp_path / "adapter.gguf", tiny)
    passport = check(path, model)
    assert not passport.fits
    assert words in passport.reason
    assert passport.code == code
    assert passport.reason.endswith(".")
    assert "lora_" not in passport.reason
    assert "blk." not in passport.reason
    with pytest.raises(AdapterError) as raised:
        require_fitting(passport)
    assert raised.value.code == code
    assert str(raised.value) == passport.reason


def test_there_are_more_than_twenty_misfits() -> None:
    assert len(MISFITS) > 20


def test_an_adapter_for_a_large_llama_does_not_fit_the_starter(tmp_path: Path) -> None:
    header = read_gguf_header(starter_model())
    card = model_card(starter_model(), header)
    matrices = {
        f"blk.{n}.attn_q.weight.lora_{s}": zeros(*shape)
        for n in range(3)
        for s, shape in (("a", (8, 4096)), ("b", (4096, 8)))
    }
    passport = check_adapter(write_adapter(tmp_path / "a.gguf", matrices, base="Llama 3 8B"), card, header)
    assert passport.reason.startswith("This adapter was made for Llama 3 8B")
    assert "this model is SmolLM2 135M Instruct" in passport.reason


def test_a_file_that_is_not_there_says_so(tiny: Tiny, tmp_path: Path) -> None:
    with pytest.raises(AdapterMissing):
        check(tmp_path / "gone.gguf", tiny)
    with pytest.raises(NotAnAdapter):
        read_adapter(tiny[0])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, 1200), st.integers(0, 255)), min_size=1, max_size=8))
def test_no_change_to_the_header_breaks_the_check(tiny: Tiny, tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    data = bytearray(write_adapter(tmp_path / "whole.gguf", whole(tiny), base="tiny").read_bytes())
    for position, byte in changes:
        data[position % len(data)] = byte
    path = tmp_path / "mutated.gguf"
    path.write_bytes(data)
    passport = check(path, tiny)
    assert passport.reason
    assert passport.fits or passport.code
