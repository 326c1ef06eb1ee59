"""Where to look, as a person writes it: `in:Taxes`, `type:pdf`, `since:2024-03`, `before:"last month"`.

The words of one filter, which the window shows as a chip and a question may hold. A scope that is
stored or sent is a row of paths and such filters. Knows no library. To add a kind: one line in KINDS.
"""

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePath

from desktop_app.errors import BadInput


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what `type:` takes, what a person reads, what people call it (a pattern), its suffixes."""

    value: str
    name: str
    words: str
    suffixes: tuple[str, ...]


KINDS: tuple[Kind, ...] = (
    Kind("pdf", "PDF", r"pdfs?|pdf[- ]?(?:files?|dateien)", (".pdf",)),
    Kind(
        "word",
        "Word",
        r"word|word[- ](?:files?|documents?|dokumente?n?)|letters?|briefen?",
        (".docx", ".doc", ".odt", ".rtf"),
    ),
    Kind("mail", "Mail", r"e-?mails?|mails?|messages?", (".eml", ".msg", ".mbox")),
    Kind(
        "tables",
        "Tables",
        r"tables?|spreadsheets?|sheets?|excel(?: files?)?|tabellen|workbooks?",
        (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv"),
    ),
    Kind("slides", "Slides", r"slides?|presentations?|powerpoints?|folien|präsentationen", (".pptx", ".ppt", ".odp")),
    Kind("notes", "Notes", r"texts?|notes?|notizen", (".txt", ".md", ".markdown", ".org", ".rst")),
    Kind("web", "Web pages", r"web|web ?pages?|html|webseiten", (".html", ".htm", ".mht", ".mhtml")),
    Kind("books", "Books", r"e-?books?|books?|epubs?|bücher", (".epub",)),
)
YEAR = r"(?:19|20)\d{2}"  # before 1900 there were no files, and systems differ in what they make of it
LATELY = r"today|yesterday|(?:last|this) (?:week|month|year)"
FILTER = re.compile(r"(?<!\S)(in|type|since|before):(?:[\"“„]([^\"”“]+)[\"”“]|(\S+))", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: `name` is in, type, since or before. `str()` is how it is typed."""

    name: str
    value: str

    def __str__(self) -> str:
        return f'{self.name}:"{self.value}"' if " " in self.value else f"{self.name}:{self.value}"

    @property
    def label(self) -> str:
        """What a chip says: "PDF", ".odg files", "in Taxes", "since last month"."""
        if self.name != "type":
            return f"{self.name} {self.value}"
        kind = kind_called(self.value)
        return kind.name if kind else f".{self.value.lower().lstrip('.')} files"


def take_filters(text: str) -> tuple[list[Filter], str]:
    """Return the filters in `text`, and what is left of it, its spaces as they were where none was taken."""
    found = [Filter(match[1].lower(), (match[2] or match[3].rstrip("?!,;")).strip()) for match in FILTER.finditer(text)]
    return found, " ".join(FILTER.sub(" ", text).split()) if found else text


def as_filter(entry: str) -> Filter | None:
    """Return an entry of a stored scope as a filter, None where it is a path."""
    found, rest = take_filters(entry)
    return found[0] if len(found) == 1 and not rest else None


def label_of(entry: str) -> str:
    """Return an entry of a stored scope in a few words: a file's or folder's name, or what a filter says."""
    filter_ = as_filter(entry)
    return filter_.label if filter_ else PurePath(entry).name or entry


def check_filter(filter_: Filter, today: date) -> None:
    """Raise BadInput where a filter can't be understood, whatever the library holds."""
    if filter_.name == "type":
        suffixes_of(filter_.value)
    elif filter_.name in ("since", "before"):
        days_of(filter_.value, today, f"{filter_.name}:")


def kind_called(word: str) -> Kind | None:
    """Return the kind that people call so."""
    return next((kind for kind in KINDS if re.fullmatch(kind.words, word, re.IGNORECASE)), None)


def suffixes_of(value: str) -> tuple[str, ...]:
    """Return what `type:` means by `value`; raise BadInput for no kind and no suffix."""
    if kind := kind_called(value):
        return kind.suffixes
    if not re.fullmatch(r"\.?\w{1,8}", value):
        raise BadInput(f"“{value}” is no kind of file; type: wants a suffix such as pdf, or mail, table, slides, text.")
    return (f".{value.lower().lstrip('.')}",)


def span_of(value: str, today: date, name: str) -> tuple[float, float]:
    """Return when a day, week, month or year begins and ends, in seconds since 1970, local time; raise BadInput."""
    first, last = days_of(value, today, name)
    return _seconds(first), _seconds(last + timedelta(days=1))


def days_of(value: str, today: date, name: str = "") -> tuple[date, date]:
    """Return the first and the last day of what `value` says; `name` is the filter that wants it. Raises BadInput."""
    value = value.lower()
    if value in ("today", "yesterday"):
        day = today - timedelta(days=value == "yesterday")
        return day, day
    if found := re.fullmatch(r"(last|this) (week|month|year)", value):
        return _lately(found[1] == "last", found[2], today)
    if found := re.fullmatch(rf"(?:([a-zä]{{3}})[a-zä]* )?({YEAR})(?:-(\d{{2}}))?(?:-(\d{{2}}))?", value):
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


def proposed_filters(typed: str, suffixes: Sequence[str], today: date) -> list[Filter]:
    """Return the filters that go with what was typed after @, those of kinds that `suffixes` holds, commonest first.

    With nothing typed it is a choice of both: kinds and dates.
    """
    wanted = typed.casefold().strip()
    counts = {kind: sum(suffix in kind.suffixes for suffix in suffixes) for kind in KINDS}
    kinds = [kind for kind in sorted(KINDS, key=lambda kind: -counts[kind]) if counts[kind]]
    dates = [Filter("since", value) for value in ("this week", "this month", "this year")]
    if not wanted:
        return [*(Filter("type", kind.value) for kind in kinds[:3]), *dates]
    dates.append(Filter("before", "this year"))
    if re.fullmatch(rf"{YEAR}[-\d]*", wanted):
        dates = [filter_ for name in ("since", "before") if _is_understood(filter_ := Filter(name, wanted), today)]
    named = [kind for kind in kinds if _begins(wanted, kind.name) or kind_called(wanted) is kind]
    return [*(Filter("type", kind.value) for kind in named), *(one for one in dates if _begins(wanted, one.label))]


def _is_understood(filter_: Filter, today: date) -> bool:
    try:
        check_filter(filter_, today)
    except BadInput:
        return False
    return True


def _begins(wanted: str, label: str) -> bool:
    """Whether the label, or a word of it, begins with what was typed."""
    words = label.casefold().split()
    return any(" ".join(words[place:]).startswith(wanted) for place in range(len(words)))


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


def filters_of(entries: Iterable[str]) -> list[Filter]:
    """Return the filters among the entries of a stored scope."""
    return [filter_ for entry in entries if (filter_ := as_filter(entry)) is not None]
