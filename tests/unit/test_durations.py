"""Times to come in words: no rounding makes a number that is right a wrong one, no bound is told smaller than it is."""

import re

import pytest

from desktop_app.durations import duration, time_left


@pytest.mark.parametrize(
    ("about", "at_most", "said"),
    [
        (170.0, None, "about 3 min left"),
        (92.0, None, "about 1½ min left"),
        (23.0, None, "about 25 s left"),
        (7_200.0, None, "about 2.0 h left"),
        (None, 30.0, "less than half a minute left"),
        (None, 60.0, "less than 1 min left"),
        (None, 1_800.0, "less than 30 min left"),
        (None, 5_400.0, "less than 1.5 h left"),
        (None, None, ""),
    ],
)
def test_the_time_left_is_said_as_people_say_it(about: float | None, at_most: float | None, said: str) -> None:
    assert time_left(about, at_most) == said


@pytest.mark.parametrize(
    "seconds", [20, 27, 52, 54, 55, 67, 74, 76, 82, 100, 105, 134, 170, 194, 200, 214, 5_390, 5_410]
)
def test_rounding_costs_little(seconds: float) -> None:
    number, half, unit = re.fullmatch(r"about ([\d.]*)(½?) (s|min|h)", duration(seconds)).groups()  # type: ignore[union-attr]
    told = (float(number or 0) + (0.5 if half else 0.0)) * {"s": 1, "min": 60, "h": 3600}[unit]
    assert abs(told - seconds) <= 0.2 * seconds
