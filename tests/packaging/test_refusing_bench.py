"""The curve of refusals: what stricter and less strict limits would have done with what was once written."""

from collections.abc import Sequence

import numpy as np

from desktop_app.answering.reader import NearestRead
from desktop_app.answering.refusing import Refusing
from desktop_app.domain import ReadAnswer
from refusing import STRICTNESS, Written, right_at
from tests.samples.passages import LEASE, passage

PASSAGES = (passage(LEASE, 1, similarity=0.5, overlap=0.7),)
SMALL = Refusing(decides_itself=False, learnt=True)


class Surely:
    def __init__(self, answers: float) -> None:
        self._answers = answers

    def read(self, question: str, texts: Sequence[str]) -> Sequence[ReadAnswer]:
        return [ReadAnswer(0, 3, self._answers, self._answers) for _ in texts]


def written(answers: float, text: str | None) -> Written:
    nearest = NearestRead("When does the oral lease end?", [LEASE], Surely(answers), similarity=0.5)
    return Written(SMALL, PASSAGES, nearest, text, PASSAGES)


def test_what_the_app_would_do_is_one_point_of_the_curve() -> None:
    for answers in (-4.0, -1.0, 1.0):
        for text in ("In May.", None):
            before = SMALL.before_writing(PASSAGES, written(answers, text).nearest or NearestRead("", [], Surely(0)))
            assert written(answers, text).refused(0.0)[0] is before
    assert written(-1.0, "In May.").refused(0.0) == (False, True)
    assert written(-1.0, None).refused(0.0) == (False, False)


def test_stricter_limits_refuse_more_and_never_less() -> None:
    curve = [written(0.5, "In May.").refused(strictness) for strictness in STRICTNESS]
    assert curve[0] == (False, False)
    assert curve[-1] == (True, True)
    assert curve == sorted(curve)


def test_a_named_cell_of_a_table_is_never_refused() -> None:
    assert Written(SMALL).refused(6.0) == (False, False)


def test_right_refusals_are_the_most_that_a_share_of_wrong_ones_allows() -> None:
    unanswerable = np.array([True, True, False, False])
    refused = np.array([[False, False, False, False], [True, False, False, False], [True, True, True, False]])
    assert right_at(refused, unanswerable, 0.0) == 0.5
    assert right_at(refused, unanswerable, 0.5) == 1.0
    assert right_at(refused[2:], unanswerable, 0.1) == 0.0
