"""Every question asked each way, and what came of it.

A generator: whoever runs it may stop at any time, and what was answered is kept. Knows
neither models nor files; both come through the two Protocols below.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from desktop_app.domain import Answer, Approach
from desktop_app.errors import QuestionTooLong
from desktop_app.evaluation.metrics import Marks, judge
from desktop_app.questions import Question, Way

IsCancelled = Callable[[], bool]


class Answers(Protocol):
    """Answers questions."""

    def answer(self, question: str, way: Way, is_cancelled: IsCancelled) -> Answer:
        """Answer one question this way; a cancelled one has `stopped` set."""


class Kept(Protocol):
    """Answers that were given before."""

    def find(self, question: Question, way: Way) -> Answer | None:
        """Return the answer to this question, this way; None where it was never given."""

    def keep(self, question: Question, way: Way, answer: Answer) -> None:
        """Remember an answer for good."""


@dataclass(frozen=True, slots=True)
class Result:
    """One question answered one way; `is_new` tells that it was answered just now."""

    question: Question
    way: Way
    answer: Answer
    marks: Marks
    is_new: bool = False

    @property
    def approach(self) -> Approach:
        return self.way.approach


def compare(
    questions: Sequence[Question],
    ways: Sequence[Way],
    answers: Answers,
    kept: Kept,
    is_cancelled: IsCancelled = lambda: False,
) -> Iterator[Result]:
    """Yield each question's result each way, question by question, asking only what is not known yet.

    Question by question, so that a comparison stopped in its middle has compared like with like.
    Ends early when `is_cancelled`; an answer that was cut off by it is neither kept nor yielded.
    """
    for question in questions:
        for way in ways:
            if (known := kept.find(question, way)) is not None:
                yield Result(question, way, known, judge(question, known))
                continue
            if is_cancelled():
                return
            answer = _answer(question, way, answers, is_cancelled)
            if answer.stopped:
                return
            kept.keep(question, way, answer)
            yield Result(question, way, answer, judge(question, answer), is_new=True)


def _answer(question: Question, way: Way, answers: Answers, is_cancelled: IsCancelled) -> Answer:
    try:
        return answers.answer(question.text, way, is_cancelled)
    except QuestionTooLong:
        # One such question must not end the comparison: this way it has no answer, which is wrong.
        return Answer(question.text, "", False, way.approach, way.model)
