"""Promises of the reader that comes with Carrel, on small texts of our own."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from desktop_app.errors import ReaderUnusable
from desktop_app.inference.answer_reader import AnswerReader, PairTokens, best_span, load_tokenizer
from desktop_app.weights import shipped_reader, starter_embedder

TOWER = "The lighthouse of Mill Bay was built by Ada Stone in 1871. It is 31 metres high."
BREAD = "Bread is baked at night, so that it is warm in the morning."
RENT = "The rent is 1,250 euros a month and is paid on the third working day."


@pytest.fixture(scope="module")
def reader() -> AnswerReader:
    return AnswerReader.open(shipped_reader(), starter_embedder(), threads=2)


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Who built the lighthouse of Mill Bay?", TOWER, "Ada Stone"),
        ("When was the lighthouse of Mill Bay built?", TOWER, "1871"),
        ("How much is the rent?", RENT, "1,250 euros"),
    ],
)
def test_the_answer_is_found_where_it_stands(reader: AnswerReader, question: str, text: str, answer: str) -> None:
    (found,) = reader.read(question, [text])
    assert answer in text[found.start : found.end] or text[found.start : found.end] in answer
    assert found.end > found.start


def test_what_answers_is_told_from_what_is_about_something_else(reader: AnswerReader) -> None:
    for question, right in (("Who built the lighthouse of Mill Bay?", 0), ("How much is the rent?", 2)):
        found = reader.read(question, [TOWER, BREAD, RENT])
        assert max(range(3), key=lambda i: found[i].answers) == right
        assert max(range(3), key=lambda i: found[i].margin) == right


def test_what_does_not_fit_the_window_is_not_read() -> None:
    tokens = PairTokens.of(load_tokenizer(starter_embedder()), "Who? " * 200, f"{BREAD} " * 100)
    assert len(tokens.numbers) == 256
    assert len(tokens.spans) == 256 - tokens.first - 1
    assert tokens.place(0, 5) == (tokens.first, tokens.first)
    assert tokens.place(5000, 5005) is None


def test_the_likeliest_answer_ends_after_it_begins_and_is_short() -> None:
    scores = np.zeros((60, 3), dtype=np.float32)
    scores[50, 0] = scores[4, 1] = 9.0  # would begin after its end
    scores[5, 0] = scores[20, 1] = 8.0
    scores[0, :2] = 1.0
    assert best_span(scores, 2, 57) == (3, 18, 14.0)
    assert best_span(scores, 2, 0)[2] < 0


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "reader.onnx"
    damaged.write_bytes(shipped_reader().read_bytes()[:1000])
    with pytest.raises(ReaderUnusable):
        AnswerReader.open(damaged, starter_embedder())


def test_reading_imports_neither_torch_nor_transformers() -> None:
    code = (
        "import sys; from desktop_app.settings import Settings;"
        "from desktop_app.workers.shipped_reader import ShippedReader;"
        "assert ShippedReader(Settings).read('Who built it?', ['Ada built it.']);"
        "assert not {'torch', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
