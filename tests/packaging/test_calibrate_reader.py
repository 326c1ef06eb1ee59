"""The figures that a limit is chosen by: what is doubted more, and how much of it may be refused."""

import numpy as np
import pytest

from calibrate_reader import area, told

UNANSWERABLE = np.array([True] * 50 + [False] * 50)


def test_doubts_that_tell_everything_or_nothing_are_known_as_such() -> None:
    perfect = UNANSWERABLE.astype(float)
    assert area(perfect, UNANSWERABLE) == 1.0
    assert area(-perfect, UNANSWERABLE) == 0.0
    assert area(np.zeros(100), UNANSWERABLE) == pytest.approx(0.5)


def test_right_refusals_are_told_at_each_share_of_wrong_ones() -> None:
    doubts = np.concatenate([np.linspace(0.5, 1.5, 50), np.linspace(0.0, 1.0, 50)])
    assert told(doubts, UNANSWERABLE).startswith("right at wrong 0.50 at 0.01")
    assert told(doubts, UNANSWERABLE).endswith(f"AUC {area(doubts, UNANSWERABLE):.3f}")
