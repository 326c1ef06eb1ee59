"""The promises of an embedder, kept by torch and by the int8 copy alike."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from desktop_app.errors import EmbedderUnusable
from desktop_app.inference.embedder import Embedder
from desktop_app.inference.token_counter import TokenCounter
from desktop_app.weights import models_folder, starter_embedder
from desktop_app.workers.embedders import AnyEmbedder, Int8Copies, open_embedder

TEXTS = ["", "Bees dance.", "Die Größe zählt.", "word " * 400, "你好，世界", "Bees dance."]
LOSS = 0.97  # the least cosine of an int8 vector with that of torch, for any text


def int8_copies(tmp_path: Path) -> Int8Copies:
    return Int8Copies(kept=tmp_path / "embedders", shipped=models_folder() / "int8")


@pytest.fixture(scope="module")
def torch_embedder() -> Embedder:
    return Embedder.open(starter_embedder())


@pytest.fixture(scope="module", params=["torch", "int8"])
def embedder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AnyEmbedder:
    if request.param == "torch":
        opened: AnyEmbedder = request.getfixturevalue("torch_embedder")
        return opened
    return open_embedder(starter_embedder(), int8_copies(tmp_path_factory.mktemp("int8")), threads=2)


class TestEveryEmbedder:
    def test_gives_one_normalised_row_a_text(self, embedder: AnyEmbedder) -> None:
        vectors = embedder.embed_passages(TEXTS)
        assert vectors.dtype == np.float32
        assert vectors.shape == (len(TEXTS), embedder.dimensions) == (6, 384)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_gives_the_vectors_of_sentence_transformers(self, embedder: AnyEmbedder, torch_embedder: Embedder) -> None:
        cosines = np.sum(embedder.embed_passages(TEXTS) * torch_embedder.embed_passages(TEXTS), axis=1)
        assert cosines.min() > LOSS

    def test_keeps_the_order_of_the_texts(self, embedder: AnyEmbedder) -> None:
        texts = [f"{'long words ' * (index % 5)}about number {index}" for index in range(40)]
        one_by_one = np.stack([embedder.embed_passages([text])[0] for text in texts])
        assert np.sum(embedder.embed_passages(texts) * one_by_one, axis=1).min() > 0.9999

    def test_gives_no_rows_for_no_texts(self, embedder: AnyEmbedder) -> None:
        assert embedder.embed_passages([]).shape == (0, 384)

    def test_puts_a_question_next_to_what_it_is_about(self, embedder: AnyEmbedder) -> None:
        passages = embedder.embed_passages(["Bees dance to show where food is.", "The lease ends in May."])
        assert np.argmax(passages @ embedder.embed_question("How do bees tell others about flowers?")) == 0

    def test_reads_as_far_as_the_counter_counts(self, embedder: AnyEmbedder) -> None:
        counter = TokenCounter.open(starter_embedder())
        assert embedder.max_tokens == counter.max_tokens == 256
        first = "word " * 254
        cut, longer = embedder.embed_passages([first, first + "and something else " * 50])
        assert float(cut @ longer) > 0.9999


def test_int8_vectors_have_a_name_of_their_own(embedder: AnyEmbedder, tmp_path: Path) -> None:
    expected = int8_copies(tmp_path).identity(starter_embedder())
    assert (embedder.identity == expected) != isinstance(embedder, Embedder)


def test_an_int8_vector_does_not_depend_on_its_neighbours(tmp_path: Path) -> None:
    embedder = open_embedder(starter_embedder(), int8_copies(tmp_path), threads=2)
    alone = embedder.embed_passages(["Bees dance."])[0]
    np.testing.assert_array_equal(embedder.embed_passages(["word " * 300, "Bees dance.", "x"])[1], alone)


def test_embedding_imports_neither_torch_nor_transformers() -> None:
    program = (
        "import sys; from pathlib import Path; from desktop_app.workers.embedders import *;"
        "from desktop_app.paths import DataPaths;"
        "open_embedder(starter_embedder(), int8_copies(DataPaths.choose())).embed_question('x');"
        "sys.exit(bool({'torch', 'transformers', 'sentence_transformers', 'onnx'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=60, check=False).returncode == 0


def test_a_damaged_copy_that_came_with_carrel_is_told(tmp_path: Path) -> None:
    name = int8_copies(tmp_path).file(starter_embedder()).name
    (tmp_path / name).write_bytes(b"\0" * 100)
    with pytest.raises(EmbedderUnusable, match="can't be loaded"):
        open_embedder(starter_embedder(), Int8Copies(tmp_path / "kept", tmp_path))
