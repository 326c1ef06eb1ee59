"""Amounts, dates and lengths of time as documents write them, made comparable.

1.234,50 and 1,234.50 and 1 234,50 are the same number, 3 May 2024 and 2024-05-03 the same day.
English, German, French and Spanish forms; 5/6/2024 is read as the fifth of June.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

NUMBER_WORDS = {
    word.casefold(): value
    for value, words in {
        1: "one", 2: "two zwei deux dos", 3: "three drei trois tres", 4: "four vier quatre cuatro",
        5: "five fünf cinq cinco", 6: "six sechs seis", 7: "seven sieben sept siete", 8: "eight acht huit ocho",
        9: "nine neun neuf nueve", 10: "ten zehn dix diez", 12: "twelve zwölf douze doce",
        14: "fourteen vierzehn quatorze catorce", 15: "fifteen fünfzehn quinze quince",
        20: "twenty zwanzig vingt veinte", 21: "twenty-one", 24: "twenty-four", 28: "twenty-eight",
        30: "thirty dreißig trente treinta", 40: "forty vierzig", 45: "forty-five", 50: "fifty fünfzig",
        60: "sixty sechzig soixante sesenta", 90: "ninety neunzig noventa", 100: "hundred hundert cent cien",
    }.items()
    for word in words.split()
}  # fmt: skip
NUMBER_WORD = "|".join(sorted([*NUMBER_WORDS, "dreißig"], key=len, reverse=True))
_DIGITS = re.compile(r"\d[\d.,'’ \u00a0\u202f]*")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*")
_MONTHS = (
    "jan", "feb|fév", "mar|mär|mrz", "apr|avr|abr", "may|mai|mayo", "jun|juin", "jul|juil", "aug|août|ago", "sep",
    "oct|okt", "nov", "dec|dez|déc|dic",
)  # fmt: skip
_MONTH = "|".join(f"(?:{month})" for month in _MONTHS)
_DATE = re.compile(
    r"\b(?:(?P<iso>\d{4}-\d{2}-\d{2})|(?P<dotted>\d{1,2}[./]\d{1,2}[./]\d{2,4})"
    rf"|(?P<day>\d{{1,2}})\.?(?:st|nd|rd|th)? (?:of |de )?(?P<month>(?:{_MONTH})[a-zûé]*)\.?,?"
    r"(?: (?:de )?(?P<year>\d{4}))?"
    rf"|(?P<month2>(?:{_MONTH})[a-z]*)\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year2>\d{{4}}))?)\b",
    re.IGNORECASE,
)
_DAYS = {
    1 / 24: r"hours?|stunden?|heures?|horas?",
    1: r"days?|tage?n?|jours?|días?",
    7: r"weeks?|wochen?|semaines?|semanas?",
    30.4: r"months?|monate?n?|mois|mes(?:es)?",
    91.3: r"quarters?|quartale?",
    365.25: r"years?|jahre?n?|an(?:née)?s?|años?",
}
_DURATION = re.compile(
    rf"\b(?P<number>{NUMBER_WORD}|an?|eine[mnrs]?|une?|una|\d[\d.,]*)(?: \((?P<again>\d+)\))?"
    r"[ -](?:(?:business|calendar|working|full) )?"
    rf"(?:{'|'.join(f'(?P<u{place}>{words})' for place, words in enumerate(_DAYS.values()))})\b",
    re.IGNORECASE,
)
_LONGEST_YEAR = 70  # two digits up to it are of this century


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A day at characters `start` to `end` of a text; `year` is 0 where it is not said."""

    start: int
    end: int
    year: int
    month: int
    day: int


def amount_of(text: str) -> float | None:
    """Return the first number that is written in figures, None where there is none."""
    match = _DIGITS.search(text)
    return number_of(match[0]) if match else None


def number_of(written: str) -> float:
    """Return the number that these figures, with separators of any language, or this word means.

    Three figures after a single separator are thousands, unless nought stands before it: 1.250 is more than 2, 0.125
    is not.
    """
    if (word := NUMBER_WORDS.get(written.casefold())) is not None:
        return float(word)
    figures = re.sub(r"[ '’\u00a0\u202f]", "", written).rstrip(".,")
    if _THOUSANDS.fullmatch(figures):
        return float(re.sub(r"[.,]", "", figures))
    whole, separator, rest = figures.rpartition(max(".,", key=figures.rfind))
    if not separator or separator in whole:  # 1.234.5678 is no number: what it is made of counts
        return float(re.sub(r"[.,]", "", figures))
    return float(f"{re.sub(r'[.,]', '', whole)}.{rest}")


def dates_in(text: str) -> Iterator[WrittenDate]:
    """Yield the days that a text names, in order."""
    for match in _DATE.finditer(text):
        yield WrittenDate(match.start(), match.end(), *_day_of(match))


def days_of(text: str) -> float | None:
    """Return the first length of time in a text ("three months", "90 days"), in days; None where there is none."""
    match = _DURATION.search(text)
    if match is None:
        return None
    written = match["again"] or match["number"]
    number = number_of(written) if written[0].isdigit() else float(NUMBER_WORDS.get(written.casefold(), 1))
    return number * next(days for place, days in enumerate(_DAYS) if match[f"u{place}"])


def comparable(texts: list[str]) -> list[tuple[float, ...] | None]:
    """Return what to order texts by where most of them are dates, lengths of time or numbers; all None otherwise.

    A text without such a value gets None.
    """
    for reading in (_date_key, _length_key, _number_key):
        keys = [reading(text) for text in texts]
        if 2 * sum(key is not None for key in keys) > len(texts):
            return keys
    return [None] * len(texts)


def _date_key(text: str) -> tuple[float, ...] | None:
    date = next(dates_in(text), None)
    return None if date is None else (date.year, date.month, date.day)


def _length_key(text: str) -> tuple[float, ...] | None:
    days = days_of(text)
    return None if days is None else (days,)


def _number_key(text: str) -> tuple[float, ...] | None:
    amount = amount_of(text)
    return None if amount is None else (amount,)


def _day_of(match: re.Match[str]) -> tuple[int, int, int]:
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
        return year, month, day
    if match["dotted"]:
        day, month, year = (int(part) for part in re.split(r"[./]", match["dotted"]))
        return year if year > 99 else year + (2000 if year <= _LONGEST_YEAR else 1900), month, day
    name = match["month"] or match["month2"]
    month = next(n for n, names in enumerate(_MONTHS, start=1) if re.match(names, name, re.IGNORECASE))
    return int(match["year"] or match["year2"] or 0), month, int(match["day"] or match["day2"])
