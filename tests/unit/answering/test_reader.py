"""Promises of what is put to a reader: one whole question and prose, both English, once; nothing else is judged."""

from collections.abc import Sequence

import pytest

from desktop_app.answering.reader import NearestRead, is_english
from desktop_app.domain import ReadAnswer

TOWER = "The lighthouse of Mill Bay was built by Ada Stone in 1871. It is 31 metres high."
TURM = "Der Leuchtturm von Mill Bay wurde 1871 von Ada Stone gebaut. Er ist 31 Meter hoch."
TABLE = "Keeper | From | To\nAda Stone | 1871 | 1890\nBo Reed | 1890 | 1920"


class CountingReader:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def read(self, question: str, texts: Sequence[str]) -> Sequence[ReadAnswer]:
        self.asked.append(question)
        return [ReadAnswer(0, 3, 1.0, 1.0) for _ in texts]


def test_the_nearest_sentences_are_read_when_first_asked_for_and_once() -> None:
    reader = CountingReader()
    nearest = NearestRead("Who built the lighthouse?", [TOWER], reader)
    assert reader.asked == []
    assert nearest.findings is nearest.findings
    assert reader.asked == ["Who built the lighthouse?"]
    assert nearest.findings[0].answer == "The"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Wer hat den Leuchtturm gebaut?", TOWER),
        ("lighthouse builder", TURM),
        ("Who built the lighthouse?", TURM),
        ("Who was keeper from 1871?", TABLE),
    ],
)
def test_other_languages_and_tables_are_not_put_to_a_reader_nor_judged(question: str, text: str) -> None:
    reader = CountingReader()
    nearest = NearestRead(question, [text], reader)
    assert not nearest.can_be_judged
    assert nearest.findings == ()
    assert reader.asked == []


def test_a_question_that_leans_on_another_is_not_judged() -> None:
    nearest = NearestRead("Who built the lighthouse? Why?", [TOWER], CountingReader(), stands_alone=False)
    assert (nearest.can_be_judged, nearest.findings) == (False, ())


def test_a_language_is_told_by_its_commonest_words_and_by_its_letters_where_there_are_none() -> None:
    assert is_english("Who built the lighthouse?")
    assert is_english("notice period")
    assert is_english("When did Beyoncé sing in the stadium?")
    assert not is_english("Wer hat den Turm gebaut und wann?")
    assert not is_english("谁建造了灯塔？")
    assert not is_english("Kündigungsfrist")
