"""How much of its time indexing may use: less on battery, on a hot machine, and when others are busy.

Only embedding and text recognition are slowed down; reading, which makes words searchable, is
light. Whoever runs `carrel index` waits for it, so it takes all the time there is.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil

LOOK_SECONDS = 5.0
ON_BATTERY, HOT, BUSY = 0.5, 0.25, 0.5  # shares of the time
HOT_DEGREES = 90.0  # Celsius, where a sensor does not say what is hot for it
NEARLY = 5.0  # degrees below what a sensor calls high
BUSY_SHARE = 0.5  # of all cores, by other programs
SMOOTHING = 0.5  # how much of a new look counts: a short burst is no reason to slow down
LONGEST_REST = 3.0


@dataclass(frozen=True, slots=True)
class MachineLoad:
    """`others` is the share of all cores that other programs use; `temperature` 1.0 is hot."""

    on_battery: bool = False
    others: float = 0.0
    is_hot: bool = False


class Restraint:
    """Tells how long to rest after a piece of work."""

    def __init__(
        self, look: "Callable[[], MachineLoad] | None" = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._look = look or LoadMeter()
        self._clock = clock
        self._looked: float | None = None
        self._load = MachineLoad()
        self._others = 0.0
        self._rest_until = 0.0

    @property
    def reason(self) -> str:
        """Why it goes slower just now ("on battery"), empty at full speed."""
        return self._limits()[1]

    @property
    def share(self) -> float:
        """The share of the time that work takes, 1.0 at full speed."""
        return self._limits()[0]

    def worked(self, seconds: float) -> None:
        """Note a piece of work; from now on `rest_left` tells how long to wait for the next."""
        moment = self._clock()
        if self._looked is None or moment - self._looked >= LOOK_SECONDS:
            self._looked = moment
            self._load = self._look()
            self._others += (self._load.others - self._others) * SMOOTHING
        self._rest_until = moment + min(seconds * (1 / self.share - 1), LONGEST_REST)

    @property
    def rest_left(self) -> float:
        """Seconds to wait, 0 when the next piece may begin."""
        return max(0.0, self._rest_until - self._clock())

    def _limits(self) -> tuple[float, str]:
        if self._load.is_hot:
            return HOT, "the machine is hot"
        if self._load.on_battery:
            return ON_BATTERY, "on battery"
        if self._others > BUSY_SHARE:
            return BUSY, "the machine is busy"
        return 1.0, ""


class LoadMeter:
    """Measures the machine between one call and the next; what a system does not tell counts as no load."""

    def __init__(self) -> None:
        self._own = psutil.Process()
        self._before = self._times()

    def __call__(self) -> MachineLoad:
        before, now = self._before, self._times()
        self._before = now
        passed = (now[0] - before[0]) * (psutil.cpu_count() or 1)
        others = max(0.0, (now[1] - before[1]) - (now[2] - before[2])) / passed if passed > 0 else 0.0
        return MachineLoad(_is_on_battery(), min(others, 1.0), _is_hot())

    def _times(self) -> tuple[float, float, float]:
        """Return the time, and the processor seconds that all programs and this one with its children took."""
        times = psutil.cpu_times()
        busy = times.user + times.system + getattr(times, "nice", 0.0)  # where a niced worker's own time is, too
        own = self._own.cpu_times()
        mine = own.user + own.system + own.children_user + own.children_system
        for child in self._own.children(recursive=True):
            try:
                spent = child.cpu_times()
            except psutil.Error:
                continue  # gone since
            mine += spent.user + spent.system
        return time.monotonic(), busy, mine


def _is_on_battery() -> bool:
    try:
        battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    except OSError:  # Linux without /sys, in a container
        return False
    return battery is not None and battery.power_plugged is False


def _is_hot() -> bool:
    if not hasattr(psutil, "sensors_temperatures"):
        return False
    sensors = (sensor for group in psutil.sensors_temperatures().values() for sensor in group)
    return any(sensor.current >= (sensor.high - NEARLY if sensor.high else HOT_DEGREES) for sensor in sensors)
