"""How long something takes, in words."""


def duration(seconds: float) -> str:
    """Return seconds as a person says them: "40 s", "12 min", "1 h 20 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"
