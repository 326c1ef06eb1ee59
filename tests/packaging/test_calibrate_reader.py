"""The figures that a limit is chosen by: what is doubted more, and how much of it may be refused."""

import numpy as np
import pytest

from calibrate_reader import area, limit_at

UNANSWERABLE = np.array([True] * 50 + [False] * 50)


def test_doubts_that_tell_everything_or_nothing_are_known_as_such() -> None:
    perfect = UNANSWERABLE.astype(float)
    assert area(perfect, UNANSWERABLE) == 1.0
    assert area(-perfect, UNANSWERABLE) == 0.0
    assert area(np.zeros(100), UNANSWERABLE) == pytest.approx(0.5)


def test_a_limit_lets_no_more_than_a_share_of_the_answerable_be_refused_every_set_counting_alike() -> None:
    few, many = np.linspace(0.0, 1.0, 11), np.linspace(0.0, 0.5, 101)
    limit = limit_at([few, many], 0.1)
    assert np.mean([np.mean(each > limit) for each in (few, many)]) <= 0.1
    assert limit_at([few, many], 0.2) < limit < few[-1]
