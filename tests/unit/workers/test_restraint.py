"""Indexing goes slower where the machine is needed elsewhere, and says why."""

import subprocess
import sys

import psutil
import pytest

from desktop_app.workers.restraint import LOOK_SECONDS, LoadMeter, MachineLoad, Restraint


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.mark.parametrize(
    ("load", "rest", "reason"),
    [
        (MachineLoad(), 0.0, ""),
        (MachineLoad(on_battery=True), 1.0, "on battery"),
        (MachineLoad(is_hot=True, on_battery=True), 3.0, "the machine is hot"),
        (MachineLoad(others=1.0), 0.0, ""),
    ],
)
def test_it_rests_as_long_as_the_machine_asks_for(load: MachineLoad, rest: float, reason: str) -> None:
    clock = Clock()
    restraint = Restraint(lambda: load, clock=clock)
    restraint.worked(1.0)
    assert (restraint.rest_left, restraint.reason) == (rest, reason)
    clock.time += 5
    assert restraint.rest_left == 0


def test_others_have_to_be_busy_for_a_while_and_the_rest_ends_with_them() -> None:
    clock = Clock()
    others = [1.0]
    restraint = Restraint(lambda: MachineLoad(others=others[0]), clock=clock)
    reasons = []
    for number in range(12):
        if number == 4:
            others[0] = 0.0
        restraint.worked(0.5)
        reasons.append(restraint.reason)
        clock.time += LOOK_SECONDS
    assert reasons == ["", *["the machine is busy"] * 3, *[""] * 8]


def test_what_its_children_do_counts_as_its_own_work() -> None:
    meter = LoadMeter()
    before = meter._times()
    work = "import time\nwhile time.process_time() < 0.4: pass"
    subprocess.run([sys.executable, "-c", work], check=True)
    after = meter._times()
    assert after[2] - before[2] >= 0.35
    assert 0.0 <= meter().others <= 1.0


def test_a_system_that_tells_nothing_of_its_battery_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise FileNotFoundError("/sys/class/power_supply")

    monkeypatch.setattr(psutil, "sensors_battery", missing, raising=False)
    assert not LoadMeter()().on_battery
