"""Promises of whatever reads question and text together (answering.reader.Reader)."""

import pytest

from desktop_app.answering.reader import NO_READER, Reader
from desktop_app.settings import Settings
from desktop_app.workers.shipped_reader import ShippedReader

TEXTS = [
    "The lighthouse of Mill Bay was built by Ada Stone in 1871. It is 31 metres high.",
    "Bread is baked at night, so that it is warm in the morning. " * 60,
    "",
]


@pytest.fixture(params=["shipped", "none"], scope="module")
def reader(request: pytest.FixtureRequest) -> Reader:
    return ShippedReader(Settings) if request.param == "shipped" else NO_READER


class TestEveryReader:
    def test_there_is_one_finding_a_text_or_none_at_all(self, reader: Reader) -> None:
        for texts in (TEXTS, TEXTS[:1], []):
            assert len(reader.read("Who built the lighthouse?", texts)) in (len(texts), 0)

    def test_an_answer_stands_within_its_text(self, reader: Reader) -> None:
        for found, text in zip(reader.read("Who built the lighthouse?", TEXTS), TEXTS, strict=False):
            assert 0 <= found.start <= found.end <= len(text)

    def test_a_text_is_read_the_same_in_any_company(self, reader: Reader) -> None:
        together = reader.read("Who built the lighthouse?", TEXTS)
        alone = [found for text in TEXTS for found in reader.read("Who built the lighthouse?", [text])]
        assert list(together) == alone

    def test_any_question_is_met(self, reader: Reader) -> None:
        for question in ("", "?", "Wer baute den Turm?", "谁建造了灯塔？", "what " * 400):
            assert len(reader.read(question, TEXTS)) in (len(TEXTS), 0)
