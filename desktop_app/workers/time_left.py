"""What is said of the time that is left: a number where it deserves one, else what it will not exceed.

A number that is told should be right within a third. As long as that can't be promised, because too
little was measured or because what is left is too short for it, a bound is told, as people do
("less than 5 minutes"), and a bound has to be true.
"""

from dataclasses import dataclass

SURE = 0.2  # doubt as a share of the seconds, up to which a number is told
LEAST_SECONDS = 20.0  # of less no number is told
SAFE = 2.5  # times the doubt that a bound allows for
_MINUTE, _HOUR = 60.0, 3600.0
BOUNDS = (30.0, *(minutes * _MINUTE for minutes in (1, 2, 3, 5, 10, 15, 20, 30, 45)),
          *(hours * _HOUR for hours in (1, 1.5, 2, 3, 4, 6, 8, 12, 24, 48)))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Estimate:
    """The seconds that something will take, and their doubt: one standard deviation, in seconds."""

    seconds: float
    doubt: float


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Seconds: `about` so many, or `at_most` so many; both None where nothing can be said."""

    about: float | None = None
    at_most: float | None = None

    def after(self, seconds: float) -> "TimeLeft":
        """Return what can still be said when so many seconds passed without news."""
        if self.about is not None:
            if self.about - seconds >= LEAST_SECONDS:
                return TimeLeft(about=round(self.about - seconds, 1))
            return TimeLeft(at_most=_bound(self.about)).after(seconds)
        return self if self.at_most is not None and seconds <= self.at_most / 2 else TimeLeft()


def time_left(estimate: Estimate, share: float = 1.0) -> TimeLeft:
    """Return what to tell, where work takes `share` of the time."""
    seconds, doubt = estimate.seconds / share, estimate.doubt / share
    if seconds >= LEAST_SECONDS and doubt <= SURE * seconds:
        return TimeLeft(about=round(seconds, 1))
    return TimeLeft(at_most=_bound(seconds + SAFE * doubt))


def _bound(seconds: float) -> float | None:
    return next((bound for bound in BOUNDS if bound >= seconds), None)
