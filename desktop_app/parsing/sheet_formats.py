"""How a number of a sheet looks to a person: dates, times and percents are stored as plain numbers."""

import re
from datetime import datetime, timedelta
from enum import Enum

from desktop_app.parsing.dates import MONTHS

_DATE_IDS = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
_TIME_IDS = frozenset({18, 19, 20, 21, 45, 46, 47})
_PERCENT_IDS = frozenset({9, 10})
LONGEST_CODE = 1000  # characters of a format; Excel's own limit is 255
_NO_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|General|E[+-]', re.IGNORECASE)
_EPOCH = datetime(1899, 12, 30)
_DAYS_TO_1904 = 1462


class NumberLook(Enum):
    """What kind of thing a number format shows."""

    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    MONTH = "month"  # a date without its day
    MOMENT = "moment"  # date and time
    TIME = "time"


def look_of(format_id: int, code: str) -> NumberLook:
    """Return the look of a number format, by its code or, where it has none, its built-in number."""
    if not code:
        if format_id == 17:
            return NumberLook.MONTH
        if format_id in _DATE_IDS:
            return NumberLook.MOMENT if format_id == 22 else NumberLook.DATE
        if format_id in _TIME_IDS:
            return NumberLook.TIME
        return NumberLook.PERCENT if format_id in _PERCENT_IDS else NumberLook.NUMBER
    letters = _NO_LETTERS.sub("", code[:LONGEST_CODE].split(";")[0]).lower()
    has_date, has_time = any(sign in letters for sign in "dy"), any(sign in letters for sign in "hs")
    if has_date or "mmm" in letters:
        if has_time:
            return NumberLook.MOMENT
        return NumberLook.DATE if "d" in letters else NumberLook.MONTH
    if has_time:
        return NumberLook.TIME
    return NumberLook.PERCENT if "%" in letters else NumberLook.NUMBER


def number_text(written: str, look: NumberLook, *, from_1904: bool = False) -> str:
    """Return a stored number as a person reads it; what is no number stays as it stands."""
    try:
        value = float(written)
        if look is NumberLook.NUMBER:
            return plain_number(value) if "." in written or "e" in written.lower() else written
        if look is NumberLook.PERCENT:
            return plain_number(value * 100, digits=12) + "%"
        moment = _EPOCH + timedelta(days=value + (_DAYS_TO_1904 if from_1904 else 0))
    except (ValueError, OverflowError):
        return written
    return date_text(moment, look, days=int(value))


def plain_number(value: float, digits: int = 15) -> str:
    """Write a number with the digits that sheets keep, without what binary fractions add."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.{digits}g}"


def date_text(moment: datetime, look: NumberLook, days: int = 1) -> str:
    """Write a date; the year first so that it sorts, months by name where only they are shown."""
    moment += timedelta(microseconds=500_000)  # stored fractions of a day are seldom whole seconds
    time = f"{moment:%H:%M}" + (f":{moment:%S}" if moment.second else "")
    if look is NumberLook.MONTH:
        return f"{MONTHS[moment.month - 1]} {moment.year}"
    if look is NumberLook.TIME or days == 0:
        return time
    return f"{moment:%Y-%m-%d} {time}" if look is NumberLook.MOMENT else f"{moment:%Y-%m-%d}"
