"""What a question says about where to look: `in:`, `type:`, `since:`, `before:`, and plain words.

    in:Taxes  in:"House rules.pdf"   below a folder, or in a file, with that in its name
    type:pdf  type:mail              a suffix, or one of KINDS
    since:2024-03  before:2024       days, months or years; of the file's last change

"in my PDFs" and "in the mails from last week" mean the same, but are only a wish: where nothing
is found that way, the question is asked as it stands. Knows no library: names are matched against
the paths it is given. To add a kind: one line in KINDS.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePath

from desktop_app.errors import BadInput

# What people call a kind of file, as a pattern, and the suffixes that it means.
KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"pdfs?|pdf[- ]?(?:files?|dateien)", (".pdf",)),
    (r"word|word[- ](?:files?|documents?|dokumente?n?)|letters?|briefen?", (".docx", ".doc", ".odt", ".rtf")),
    (r"e-?mails?|mails?|messages?", (".eml", ".msg", ".mbox")),
    (
        r"tables?|spreadsheets?|sheets?|excel(?: files?)?|tabellen|workbooks?",
        (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv"),
    ),
    (r"slides?|presentations?|powerpoints?|folien|präsentationen", (".pptx", ".ppt", ".odp")),
    (r"texts?|notes?|notizen", (".txt", ".md", ".markdown", ".org", ".rst")),
    (r"web|web ?pages?|html|webseiten", (".html", ".htm", ".mht", ".mhtml")),
    (r"e-?books?|books?|epubs?|bücher", (".epub",)),
)
_FILTER = re.compile(r"(?<!\S)(in|type|since|before):(?:[\"“„]([^\"”“]+)[\"”“]|(\S+))", re.IGNORECASE)
_KIND = "|".join(kind for kind, _ in KINDS)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?:19|20)\d{2}"  # before 1900 there were no files, and systems differ in what they make of it
_DATE = (
    rf"{_YEAR}-\d{{2}}-\d{{2}}|{_YEAR}-\d{{2}}|(?:[A-Z][a-z]{{2,8}} )?{_YEAR}"
    r"|today|yesterday|(?:last|this) (?:week|month|year)"
)
_PLAIN = re.compile(
    r"\b(?:in|of|from|aus) (?P<whose>my|the|all|our|all my|meinen|den|unseren)"
    rf" (?P<kind>files|documents|dateien|{_KIND})\b"
    r"(?: (?:(?:written|saved|changed|modified) )?(?P<side>from|since|after|before|of|seit|vor|von)"
    rf" (?P<date>{_DATE})\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Filters:
    """Where to look, and what is left of the question.

    `places` are parts of names; `suffixes` begin with a dot; `since` and `before` are seconds
    since 1970, 0 where there is none. `is_wish` tells that plain words said so.
    """

    question: str
    places: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    since: float = 0.0
    before: float = 0.0
    is_wish: bool = False

    def __bool__(self) -> bool:
        return bool(self.places or self.suffixes or self.since or self.before)


def read_filters(question: str, today: date) -> Filters:
    """Return the filters in `question`; raise BadInput for one that can't be understood."""
    places: list[str] = []
    suffixes: list[str] = []
    since = before = 0.0
    for match in _FILTER.finditer(question):
        value = (match[2] or match[3].rstrip("?!,;")).strip()
        match match[1].lower():
            case "in":
                places.append(value)
            case "type":
                suffixes += _suffixes_of(value)
            case "since":
                since = _span(value, today, "since:")[0]
            case _:
                before = _span(value, today, "before:")[0]
    rest = " ".join(_FILTER.sub(" ", question).split())
    if places or suffixes or since or before:
        return Filters(rest if re.search(r"\w", rest) else question, tuple(places), tuple(suffixes), since, before)
    return _plain_filters(question, today)


def paths_named(places: Iterable[str], paths: Iterable[str]) -> list[str]:
    """Return the paths that hold one of `places`: a folder's name, or part of the file's; raise BadInput for none."""
    found: dict[str, None] = {}
    known = [(path, [_fold(part) for part in PurePath(path).parts]) for path in paths]
    for place in places:
        wanted = _fold(place).rstrip("/")
        inside = [
            path for path, parts in known if wanted in parts[:-1] or wanted in parts[-1] or _is_below(path, place)
        ]
        if not inside:
            raise BadInput(f"No file or folder in the library is named “{place}”; in: wants a name or a part of one.")
        found.update(dict.fromkeys(inside))
    return list(found)


def _plain_filters(question: str, today: date) -> Filters:
    match = _PLAIN.search(question)
    if match is None or (match["date"] is None and match["whose"].lower() in ("the", "den")):
        return Filters(question)  # "the letter" may be any file; "my letters" says what is meant
    suffixes = next((ends for kind, ends in KINDS if re.fullmatch(kind, match["kind"], re.IGNORECASE)), ())
    since = before = 0.0
    if match["date"]:
        try:
            begin, end = _span(match["date"], today, "")
        except BadInput:  # "the files of Project 2024" speak of no day
            return Filters(question)
        side = match["side"].lower()
        since = 0.0 if side in ("before", "vor") else end if side == "after" else begin
        before = begin if side in ("before", "vor") else end if side in ("from", "of", "von") else 0.0
    rest = " ".join(f"{question[: match.start()]} {question[match.end() :]}".split())
    rest = re.sub(r"\s+(?=[?.!,;])", "", rest)
    return Filters(rest if re.search(r"\w\w", rest) else question, (), suffixes, since, before, is_wish=True)


def _suffixes_of(value: str) -> tuple[str, ...]:
    for kind, suffixes in KINDS:
        if re.fullmatch(kind, value, re.IGNORECASE):
            return suffixes
    if not re.fullmatch(r"\.?\w{1,8}", value):
        raise BadInput(f"“{value}” is no kind of file; type: wants a suffix such as pdf, or mail, table, slides, text.")
    return (f".{value.lower().lstrip('.')}",)


def _span(value: str, today: date, name: str) -> tuple[float, float]:
    """Return when a day, week, month or year begins and ends, in seconds since 1970, local time."""
    first, last = _days(value.lower(), today, name)
    return _seconds(first), _seconds(last + timedelta(days=1))


def _days(value: str, today: date, name: str) -> tuple[date, date]:
    if value in ("today", "yesterday"):
        day = today - timedelta(days=value == "yesterday")
        return day, day
    if found := re.fullmatch(r"(last|this) (week|month|year)", value):
        return _lately(found[1] == "last", found[2], today)
    if found := re.fullmatch(rf"(?:([a-zä]{{3}})[a-zä]* )?({_YEAR})(?:-(\d{{2}}))?(?:-(\d{{2}}))?", value):
        try:
            month = _MONTHS.index(found[1]) + 1 if found[1] else int(found[3] or 0)
            year, number = int(found[2]), int(found[4] or 0)
            first = date(year, month or 1, number or 1)
            end_month = month or 12
            return first, date(year, end_month, number or calendar.monthrange(year, end_month)[1])
        except ValueError:
            pass
    raise BadInput(
        f"“{value}” is no date; {name or 'a date'} wants a day, month or year, such as 2024-03-31, 2024-03 or 2024."
    )


def _lately(is_last: bool, unit: str, today: date) -> tuple[date, date]:
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * is_last)
        return monday, monday + timedelta(days=6)
    if unit == "year":
        year = today.year - is_last
        return date(year, 1, 1), date(year, 12, 31)
    end = today.replace(day=1) - timedelta(days=1) if is_last else today
    return end.replace(day=1), end.replace(day=calendar.monthrange(end.year, end.month)[1])


def _seconds(day: date) -> float:
    return datetime(day.year, day.month, day.day).astimezone().timestamp()


def _is_below(path: str, place: str) -> bool:
    return path == place or path.startswith(place.rstrip("/") + "/")


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
