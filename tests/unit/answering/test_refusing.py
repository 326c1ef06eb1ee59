"""Promises of refusing: whose word counts, and what no judge here has learnt to judge."""

from collections.abc import Sequence

import pytest

from desktop_app.answering.reader import NearestRead
from desktop_app.answering.refusing import Refusing
from desktop_app.domain import Passage, ReadAnswer
from tests.samples.passages import LEASE, passage

SMALL, TAUGHT, ABLE = Refusing(False, False), Refusing(False, True), Refusing(True, False)
ASKED = "When does the oral lease end?"
MIETE = "Die Miete ist am ersten Werktag zu zahlen. Katzen sind in der Wohnung erlaubt."
NOT_THERE = "Not in your documents."


class Surely:
    def __init__(self, answers: float) -> None:
        self._answers = answers

    def read(self, question: str, texts: Sequence[str]) -> Sequence[ReadAnswer]:
        return [ReadAnswer(0, 3, self._answers, self._answers) for _ in texts]


def near(text: str = LEASE, **evidence: float) -> tuple[Passage, ...]:
    return (passage(text, 1, **{"similarity": 0.5, "overlap": 0.7, **evidence}),)


def read(answers: float, question: str = ASKED, text: str = LEASE, **more: bool) -> NearestRead:
    return NearestRead(question, [text], Surely(answers), similarity=0.5, **more)


def test_what_a_reader_finds_nothing_for_is_not_put_to_a_small_model_and_to_an_able_one_it_is() -> None:
    assert SMALL.before_writing(near(), read(-4.0))
    assert TAUGHT.before_writing(near(), read(-4.0))
    assert not ABLE.before_writing(near(), read(-4.0))
    assert not TAUGHT.before_writing(near(), read(0.0))


def test_passages_that_are_far_are_not_put_to_a_small_model_in_any_language() -> None:
    far = near(MIETE, similarity=0.4, overlap=0.1)
    for question in (
        "Wer hat 1871 den hohen Leuchtturm von Altona gebaut?",
        "Who built the high lighthouse of Altona in 1871?",
    ):
        assert TAUGHT.before_writing(far, read(4.0, question, MIETE))
        assert not ABLE.before_writing(far, read(4.0, question, MIETE))
    nothing = near(MIETE, similarity=0.1, overlap=0.1)
    assert ABLE.before_writing(nothing, read(4.0))


def test_a_short_question_in_other_words_is_refused_for_being_far_only_when_the_model_found_no_good_answer() -> None:
    far = near(MIETE, similarity=0.4, overlap=0.0)
    assert not TAUGHT.before_writing(far, read(4.0, "Mietpreis?", MIETE))
    assert TAUGHT.after_writing("Katzen.", far, read(4.0, "Mietpreis?", MIETE))


@pytest.mark.parametrize(
    ("answers", "taught", "untaught"), [(-1.0, True, False), (-2.0, True, True), (1.0, False, False)]
)
def test_a_weak_answer_counts_for_less_where_the_model_learnt_to_answer_from_sources(
    answers: float, taught: bool, untaught: bool
) -> None:
    assert TAUGHT.after_writing("In May.", near(), read(answers)) is taught
    assert SMALL.after_writing("In May.", near(), read(answers)) is untaught


def test_a_question_whose_every_word_stands_in_one_sentence_is_not_refused_for_a_weak_answer() -> None:
    assert not TAUGHT.after_writing("In May.", near(), read(-2.0, "When does the lease end?"))


def test_a_small_model_is_believed_that_nothing_is_there_unless_there_is_no_doubt_at_all() -> None:
    assert TAUGHT.after_writing(NOT_THERE, near(), read(0.0))
    assert not TAUGHT.after_writing(NOT_THERE, near(), read(4.0))
    assert ABLE.after_writing(NOT_THERE, near(), read(4.0))


def test_what_nothing_here_learnt_to_judge_is_refused_only_where_the_passages_are_far() -> None:
    german = read(-9.0, "Wann ist die Miete zu zahlen?", MIETE)
    leaning = read(-9.0, stands_alone=False)
    for nearest in (german, leaning):
        for written in ("In May.", NOT_THERE):
            assert not TAUGHT.before_writing(near(), nearest)
            assert not TAUGHT.after_writing(written, near(), nearest)
            assert TAUGHT.after_writing(written, near(similarity=0.45, overlap=0.2), nearest)
