"""Training takes all cores of a quiet machine, and of a busy one what others leave."""

from collections.abc import Iterator

import pytest

from desktop_app.training.device import threads_in_use, use_threads
from desktop_app.workers.restraint import MachineLoad
from desktop_app.workers.training_threads import LOOK_SECONDS, LeftThreads


@pytest.fixture(autouse=True)
def threads_as_they_were() -> Iterator[None]:
    before = threads_in_use()
    yield
    use_threads(before)


@pytest.mark.parametrize(("others", "threads"), [(0.0, 4), (0.2, 3), (0.5, 2), (0.9, 1), (1.0, 1)])
def test_what_others_leave_is_used(others: float, threads: int) -> None:
    use_threads(4)
    moments = iter((0.0, LOOK_SECONDS, LOOK_SECONDS))
    LeftThreads(lambda: MachineLoad(others=others), clock=lambda: next(moments)).adjust()
    assert threads_in_use() == threads


def test_the_machine_is_looked_at_now_and_then_only() -> None:
    use_threads(2)
    left = LeftThreads(lambda: MachineLoad(others=1.0), clock=lambda: 0.0)
    left.adjust()
    assert threads_in_use() == 2


def test_cores_that_are_free_again_are_taken_back() -> None:
    use_threads(2)
    loads = iter((1.0, 0.0))
    moments = iter(LOOK_SECONDS * number for number in range(10))
    left = LeftThreads(lambda: MachineLoad(others=next(loads)), clock=lambda: next(moments))
    left.adjust()
    assert threads_in_use() == 1
    left.adjust()
    assert threads_in_use() == 2
