"""A run ends when it was told to, and its learning rate has come down by then."""

import pytest

from desktop_app.errors import BadInput
from desktop_app.training.schedule import Schedule, learning_rate_share
from desktop_app.training.training_settings import TrainingLimit, TrainingSettings


def run(schedule: Schedule, seconds_of: list[float]) -> int:
    for seconds in seconds_of:
        if schedule.is_over:
            break
        schedule.advance(seconds)
    return schedule.step


def test_steps_are_counted_exactly() -> None:
    schedule = Schedule(TrainingLimit(steps=7), 100)
    assert run(schedule, [1.0] * 50) == 7
    assert schedule.done == pytest.approx(1.0)


def test_epochs_end_the_run_where_they_come_first() -> None:
    assert run(Schedule(TrainingLimit(seconds=1000, epochs=1.5), 10), [1.0] * 50) == 15


def test_time_ends_the_run_and_the_plan_follows_a_machine_that_gets_slower() -> None:
    schedule = Schedule(TrainingLimit(seconds=100), 1000)
    run(schedule, [1.0] * 40 + [3.0] * 100)
    assert 100 <= schedule.seconds <= 104
    assert schedule.seconds_left == 0  # and not less
    assert schedule.done == pytest.approx(1.0)


def test_progress_only_grows() -> None:
    schedule = Schedule(TrainingLimit(seconds=60), 1000)
    before = 0.0
    for seconds in [2.0, 0.5, 4.0, 1.0, 1.0, 8.0, 0.1, 0.1]:
        schedule.advance(seconds)
        assert before < schedule.done <= 1.0
        before = schedule.done


def test_the_learning_rate_rises_in_a_line_and_falls_along_a_cosine() -> None:
    shares = [learning_rate_share(done / 100, 0.1) for done in range(101)]
    assert shares[5] == pytest.approx(0.5)
    assert shares[10] == pytest.approx(1.0)
    assert shares[55] == pytest.approx(0.5)
    assert shares[100] == pytest.approx(0.0)
    assert shares[10:] == sorted(shares[10:], reverse=True)


def test_a_run_needs_an_end() -> None:
    with pytest.raises(BadInput, match="how long"):
        TrainingLimit()


@pytest.mark.parametrize(
    "wrong", [{"rank": 0}, {"learning_rate": 1.0}, {"targets": "lm_head"}, {"batch": 0}, {"general_share": 0.0}]
)
def test_settings_out_of_range_are_refused_with_a_sentence(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="must be"):
        TrainingSettings(**wrong)  # type: ignore[arg-type]
