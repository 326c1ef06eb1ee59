"""Indexing goes slower where the machine is needed elsewhere, and says why."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

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


def test_indexing_that_is_niced_does_not_hide_what_others_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux counts the time of niced processes, as the indexing worker is, apart from that of others."""
    system = psutil.cpu_times()._replace(user=1_000.0, system=100.0, nice=500.0)
    own = psutil.Process().cpu_times()._replace(user=50.0, system=5.0, children_user=0.0, children_system=0.0)
    monkeypatch.setattr(psutil, "cpu_times", lambda: system)
    monkeypatch.setattr(psutil.Process, "cpu_times", lambda _: own)
    monkeypatch.setattr(psutil.Process, "children", lambda *_, **__: [])
    before = LoadMeter()._times()
    system = system._replace(user=1_010.0, nice=520.0)  # ten seconds of others, twenty of our own
    own = own._replace(user=70.0)
    after = LoadMeter()._times()
    assert (after[1] - before[1]) - (after[2] - before[2]) == 10.0


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's own files")
@pytest.mark.parametrize(("status", "plugged", "on_battery"), [("Discharging", "0", True), ("Charging", "1", False)])
def test_a_battery_is_read_from_the_systems_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: str, plugged: str, on_battery: bool
) -> None:
    for name, file, value in (("BAT0", "status", status), ("BAT0", "capacity", "61"), ("AC0", "online", plugged)):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / file).write_text(value + "\n", encoding="ascii")
    for name in ("energy_now", "energy_full", "power_now"):
        (tmp_path / "BAT0" / name).write_text("100\n", encoding="ascii")
    monkeypatch.setattr("psutil._pslinux.POWER_SUPPLY_PATH", str(tmp_path))
    assert LoadMeter()().on_battery is on_battery


@pytest.mark.parametrize(("current", "high", "is_hot"), [(96.0, 100.0, True), (94.0, 100.0, False), (91.0, None, True)])
def test_a_sensor_tells_that_the_machine_is_hot(
    monkeypatch: pytest.MonkeyPatch, current: float, high: float | None, is_hot: bool
) -> None:
    sensor = SimpleNamespace(current=current, high=high)
    monkeypatch.setattr(psutil, "sensors_temperatures", lambda: {"coretemp": [sensor]}, raising=False)
    assert LoadMeter()().is_hot is is_hot
