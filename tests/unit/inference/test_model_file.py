"""What a model's file says about itself, and which files are refused as chat models."""

import hashlib
from pathlib import Path

import pytest

from desktop_app.catalogue import STARTER
from desktop_app.errors import ModelDamaged, ModelUnsupported, NoChatTemplate
from desktop_app.inference.model_file import file_sha256, read_model_card, require_chat
from desktop_app.weights import starter_model
from tests.samples.gguf_files import header, write_tiny_model


def test_the_starter_says_what_the_catalogue_says_of_it() -> None:
    card = read_model_card(starter_model())
    for field in ("name", "architecture", "parameters", "quantisation", "context", "bytes", "licence"):
        assert getattr(card, field) == getattr(STARTER, field)
    assert card.has_chat_template
    assert file_sha256(starter_model()) == STARTER.sha256


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Qwen2.5-0.5B-Instruct-Q4_K_M.gguf", "Qwen2.5 0.5B Instruct"),
        ("gemma-3-1b-it-UD-IQ2_XXS.gguf", "gemma 3 1b it"),
        ("Llama-3.2-1B-Instruct.f16.gguf", "Llama 3.2 1B Instruct"),
        ("phi_3_mini.GGUF", "phi 3 mini"),
        ("model.gguf", "llama"),
        ("model-Q8_0.gguf", "llama"),
    ],
)
def test_a_model_is_called_after_its_file_without_the_quantisation(tmp_path: Path, file: str, name: str) -> None:
    assert read_model_card(write_tiny_model(tmp_path / file)).name == name


def test_the_quantisation_is_that_of_most_bytes_where_the_file_does_not_say(tmp_path: Path) -> None:
    assert read_model_card(write_tiny_model(tmp_path / "tiny.gguf")).quantisation == "F32"


def test_a_model_without_chat_template_has_a_card_and_can_not_chat(tmp_path: Path) -> None:
    card = read_model_card(write_tiny_model(tmp_path / "base.gguf", template=None))
    assert not card.has_chat_template
    with pytest.raises(NoChatTemplate):
        require_chat(card)


@pytest.mark.parametrize("template", [None, "{{ messages }}"])
def test_an_embedding_model_is_refused_by_what_it_is(tmp_path: Path, template: str | None) -> None:
    with pytest.raises(ModelUnsupported, match="embedding model"):
        read_model_card(write_tiny_model(tmp_path / "e.gguf", pooling=3, template=template))
    with pytest.raises(ModelUnsupported, match="embedding model"):
        read_model_card(write_tiny_model(tmp_path / "b.gguf", architecture="nomic-bert", template=template))


def test_an_adapter_is_refused_by_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(ModelUnsupported, match="LoRA adapter"):
        read_model_card(write_tiny_model(tmp_path / "a.gguf", kind="adapter", template=None))


def test_a_header_that_says_nothing_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "nothing.gguf").write_bytes(header())
    with pytest.raises(ModelDamaged):
        read_model_card(tmp_path / "nothing.gguf")


def test_hashing_tells_how_far_it_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 9_000_000)
    told: list[tuple[int, int]] = []
    digest = file_sha256(tmp_path / "file", lambda done, total: told.append((done, total)))
    assert digest == hashlib.sha256(b"x" * 9_000_000).hexdigest()
    assert told == [(8 * 1024 * 1024, 9_000_000), (9_000_000, 9_000_000)]
