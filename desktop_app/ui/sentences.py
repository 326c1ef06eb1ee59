"""Numbers and times as a person says them. Knows no widget."""

import os
import time

from desktop_app.shown_names import as_shown

KILO = 1000.0


def counted(count: int, one: str, many: str = "") -> str:
    """Return "1 file" or "1,209 files"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def file_size(size: float) -> str:
    """Return bytes as "310 MB"."""
    for unit in ("bytes", "kB", "MB"):
        if size < KILO:
            return f"{size:.0f} {unit}"
        size /= KILO
    return f"{size:.1f} GB"


def day(then: float, now: float) -> str:
    """Return "today 09:12", "yesterday", "Monday", "12 Nov" or "12 Nov 2024" for seconds since 1970."""
    moment, today = time.localtime(then), time.localtime(now)
    midnight = time.mktime((today.tm_year, today.tm_mon, today.tm_mday, 0, 0, 0, 0, 0, -1))
    if midnight <= then <= now:
        return time.strftime("today %H:%M", moment)
    if midnight - 86_400 <= then < midnight:
        return "yesterday"
    if midnight - 6 * 86_400 <= then < midnight:
        return time.strftime("%A", moment)
    told = f"{moment.tm_mday} {time.strftime('%b', moment)}"
    return told if moment.tm_year == today.tm_year else f"{told} {moment.tm_year}"


def place_name(path: str) -> str:
    """Return the last part of a path as it may be shown, the whole where there is none (a drive)."""
    return as_shown(os.path.basename(path) or path)  # noqa: PTH119 - ten thousand times a sort, where PurePath is slow
