"""Training waits for answers and for the person, and looks seldom enough to cost nothing."""

from pathlib import Path

import pytest
from filelock import FileLock

from desktop_app.training.stopping import LeaveTraining
from desktop_app.workers.giving_way import LOOK_SECONDS, GivingWay


class Clock:
    """Time that passes only while somebody sleeps; `then` is called with each sleep."""

    def __init__(self) -> None:
        self.now = 0.0
        self.sleeps = 0

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.sleeps += 1


def test_it_waits_until_the_answer_is_written(tmp_path: Path) -> None:
    clock = Clock()
    answering = FileLock(tmp_path / "answering.lock")

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if clock.sleeps == 5:
            answering.release()

    give_way = GivingWay(tmp_path / "answering.lock", lambda: False, clock=lambda: clock.now, sleep=sleep)
    answering.acquire()
    give_way()
    assert clock.sleeps == 5
    answering.acquire(timeout=0)  # it holds nothing up itself
    answering.release()


def test_it_waits_while_the_person_wants_a_pause(tmp_path: Path) -> None:
    clock = Clock()
    paused = iter([True, True, True, False])
    GivingWay(tmp_path / "lock", lambda: next(paused), clock=lambda: clock.now, sleep=clock.sleep)()
    assert clock.sleeps == 3


def test_it_looks_only_now_and_then(tmp_path: Path) -> None:
    clock = Clock()
    looks = []

    def listen() -> bool:
        looks.append(clock.now)
        return False

    give_way = GivingWay(tmp_path / "lock", listen, clock=lambda: clock.now, sleep=clock.sleep)
    for _ in range(100):
        give_way()
        clock.now += LOOK_SECONDS / 10
    assert len(looks) <= 11


def test_what_the_person_wants_ends_the_wait(tmp_path: Path) -> None:
    def listen() -> bool:
        raise LeaveTraining

    with pytest.raises(LeaveTraining):
        GivingWay(tmp_path / "lock", listen)()
