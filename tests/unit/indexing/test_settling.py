"""How long a file that is being written is waited for."""

from desktop_app.domain import FoundFile
from desktop_app.indexing.settling import LONGEST_WAIT, Settling


class Clock:
    def __init__(self) -> None:
        self.time = 1_000.0

    def __call__(self) -> float:
        return self.time


def found(modified: float) -> FoundFile:
    return FoundFile("/notes/a.md", 1, round(modified * 1e9), 1)


def test_a_file_that_is_written_all_the_time_is_read_in_the_end() -> None:
    clock = Clock()
    settling = Settling(1.0, now=clock, clock=clock)
    waited = 0
    while settling.holds(7, found(clock.time)):
        assert settling.held() == [7]
        clock.time += 0.5
        waited += 1
    assert waited == LONGEST_WAIT / 0.5
    assert settling.held() == []


def test_each_time_it_changes_while_it_is_read_it_waits_longer() -> None:
    clock = Clock()
    settling = Settling(1.0, now=clock, clock=clock)
    waits = []
    for _ in range(8):
        settling.read_in_vain(7)
        begun = clock.time
        while settling.held():
            clock.time += 1
        waits.append(clock.time - begun)
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    settling.read(7)
    settling.read_in_vain(7)
    clock.time += 2
    assert settling.held() == []


def test_a_clock_that_was_set_back_does_not_make_files_new() -> None:
    clock = Clock()
    settling = Settling(1.0, now=clock, clock=clock)
    assert not settling.holds(7, found(clock.time + 3600))
    assert settling.holds(7, found(clock.time - 0.5))
    assert not settling.holds(7, found(clock.time - 1.5))
