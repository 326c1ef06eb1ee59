"""The embedder and the token counter, with the starter weights."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from desktop_app.errors import EmbedderUnusable
from desktop_app.inference.embedder import Embedder
from desktop_app.inference.embedder_folder import embedder_identity, embedder_prompts, embedder_window
from desktop_app.inference.token_counter import TokenCounter
from desktop_app.weights import starter_embedder

TEXTS = ["", "Bees dance.", "Die Größe zählt.", "word " * 400, "你好，世界", "Bees dance."]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder.open(starter_embedder())


def copy_of_starter(target: Path) -> Path:
    """Copy the folder, its large weights as links."""
    return Path(shutil.copytree(starter_embedder(), target, copy_function=link_or_copy))


def link_or_copy(source: str, target: str) -> None:
    if Path(source).stat().st_size > 1_000_000:
        Path(target).symlink_to(source)
    else:
        shutil.copyfile(source, target)


def test_vectors_are_those_of_sentence_transformers(embedder: Embedder) -> None:
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(starter_embedder()), device="cpu", local_files_only=True)
    vectors = embedder.embed_passages(TEXTS)
    np.testing.assert_allclose(vectors, reference.encode(TEXTS, normalize_embeddings=True), atol=1e-6)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), embedder.dimensions) == (6, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_are_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, 384)


def test_a_question_is_closest_to_what_it_is_about(embedder: Embedder) -> None:
    passages = embedder.embed_passages(["Bees dance to show where food is.", "The lease ends in May."])
    assert np.argmax(passages @ embedder.embed_question("How do bees tell others about flowers?")) == 0


def test_a_models_prompts_are_put_before_texts(embedder: Embedder, tmp_path: Path) -> None:
    folder = copy_of_starter(tmp_path / "prompted")
    prompts = {"prompts": {"query": "query: ", "document": "passage: "}}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(prompts))
    prompted = Embedder.open(folder)
    np.testing.assert_allclose(prompted.embed_question("bees"), embedder.embed_passages(["query: bees"])[0], atol=1e-6)
    np.testing.assert_allclose(prompted.embed_passages(["bees"]), embedder.embed_passages(["passage: bees"]), atol=1e-6)
    counter = TokenCounter.open(folder)
    assert counter.max_tokens == 256 - counter.count("passage: ")


def test_counter_and_embedder_agree(embedder: Embedder) -> None:
    counter = TokenCounter.open(starter_embedder())
    assert counter.identity == embedder.identity
    assert counter.max_tokens == embedder.max_tokens == 256
    tokens = [len(embedder._model.tokenizer(text, truncation=False, verbose=False)["input_ids"]) - 2 for text in TEXTS]
    assert counter.count_many(TEXTS) == [counter.count(text) for text in TEXTS] == tokens


def test_without_tokenizer_json_the_older_files_count_the_same(tmp_path: Path) -> None:
    folder = copy_of_starter(tmp_path / "old")
    (folder / "tokenizer.json").unlink()
    assert TokenCounter.open(folder).count_many(TEXTS) == TokenCounter.open(starter_embedder()).count_many(TEXTS)


def test_the_identity_follows_the_files_and_not_the_folder(tmp_path: Path) -> None:
    folder = copy_of_starter(tmp_path / "copy")
    original = embedder_identity(starter_embedder())
    assert embedder_identity(folder) == original
    (folder / "README.md").write_text("Other words about it.")
    assert embedder_identity(folder) == original
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 128, "do_lower_case": false}')
    assert embedder_identity(folder) != original
    assert embedder_window(folder) == 128


def test_the_identity_follows_the_weights(tmp_path: Path) -> None:
    folder = copy_of_starter(tmp_path / "copy")
    original = embedder_identity(folder)
    weights = bytearray((folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors").write_bytes(weights)
    assert embedder_identity(folder) != original


def test_folders_that_hold_no_embedder_are_refused(tmp_path: Path) -> None:
    for opening in (Embedder.open, TokenCounter.open, embedder_identity):
        with pytest.raises(EmbedderUnusable, match=r"modules\.json"):
            opening(tmp_path)
        with pytest.raises(EmbedderUnusable):
            opening(tmp_path / "nowhere")


def test_a_folder_without_weights_or_with_damaged_ones_is_refused(tmp_path: Path) -> None:
    folder = copy_of_starter(tmp_path / "bare")
    (folder / "model.safetensors").unlink()
    with pytest.raises(EmbedderUnusable, match="can't be loaded"):
        Embedder.open(folder)
    (folder / "model.safetensors").write_bytes(b"\0" * 1000)
    with pytest.raises(EmbedderUnusable, match="can't be loaded"):
        Embedder.open(folder)
    (folder / "tokenizer.json").write_text("{")
    with pytest.raises(EmbedderUnusable, match="damaged"):
        TokenCounter.open(folder)


def test_prompts_of_a_model_that_wants_none_are_empty() -> None:
    assert embedder_prompts(starter_embedder()) == ("", "")


def test_counting_imports_neither_torch_nor_transformers() -> None:
    program = (
        "import sys; from pathlib import Path; from desktop_app.inference.token_counter import TokenCounter;"
        f"TokenCounter.open(Path({str(starter_embedder())!r})).count('x');"
        "sys.exit(bool({'torch', 'transformers', 'llama_cpp'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=60, check=False).returncode == 0
