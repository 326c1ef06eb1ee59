"""Times to come, as a person says them: guessed, so in round numbers. The window and the command line say the same."""

HALF_A_MINUTE, MINUTE, HOUR = 30.0, 60.0, 3600.0


def duration(seconds: float) -> str:
    """Return "about 25 s", "about 1½ min" or "about 3 min"; rounding costs at most a tenth from 25 s on."""
    if seconds < 55:
        return f"about {max(5, round(seconds / 5) * 5)} s"
    if seconds < 3.25 * MINUTE:
        whole, half = divmod(round(seconds / HALF_A_MINUTE), 2)
        return f"about {whole}{'½' if half else ''} min"
    if seconds < 1.5 * HOUR:
        return f"about {round(seconds / MINUTE)} min"
    return f"about {seconds / HOUR:.1f} h"


def time_left(about: float | None, at_most: float | None) -> str:
    """Return "about 3 min left", or "less than 5 min left" where only a bound is known; empty for neither."""
    if about is not None:
        return f"{duration(about)} left"
    if at_most is None:
        return ""
    if at_most <= HALF_A_MINUTE:
        return "less than half a minute left"
    if at_most < HOUR:
        return f"less than {at_most / MINUTE:.0f} min left"
    return f"less than {at_most / HOUR:g} h left"
