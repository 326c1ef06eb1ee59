"""What a question says about where to look: `in:`, `type:`, `since:`, `before:`, and plain words.

    in:Taxes  in:"House rules.pdf"   below a folder, or in a file, with that in its name
    type:pdf  type:mail              a suffix, or one of KINDS
    since:2024-03  before:2024       days, months or years; of the file's last change

"in my PDFs" and "in the mails from last week" mean the same, but are only a wish: where nothing
is found that way, the question is asked as it stands. Knows no library: names are matched against
the paths it is given. How filters are written: filter_words.py.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from desktop_app.errors import BadInput
from desktop_app.filter_words import KINDS, LATELY, YEAR, Filter, kind_called, span_of, suffixes_of, take_filters

_KIND = "|".join(kind.words for kind in KINDS)
_DATE = rf"{YEAR}-\d{{2}}-\d{{2}}|{YEAR}-\d{{2}}|(?:[A-Z][a-z]{{2,8}} )?{YEAR}|{LATELY}"
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
    found, rest = take_filters(question)
    if not found:
        return _plain_filters(question, today)
    return as_filters(found, rest if re.search(r"\w", rest) else question, today)


def as_filters(found: Sequence[Filter], question: str, today: date) -> Filters:
    """Return filters put together; raise BadInput for one that can't be understood.

    Kinds and places add to each other, dates narrow each other.
    """
    suffixes = [suffix for one in found if one.name == "type" for suffix in suffixes_of(one.value)]
    since = [span_of(one.value, today, "since:")[0] for one in found if one.name == "since"]
    before = [span_of(one.value, today, "before:")[0] for one in found if one.name == "before"]
    places = tuple(one.value for one in found if one.name == "in")
    return Filters(question, places, tuple(suffixes), max(since, default=0.0), min(before, default=0.0))


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
    kind = kind_called(match["kind"])
    since = before = 0.0
    if match["date"]:
        try:
            begin, end = span_of(match["date"], today, "")
        except BadInput:  # "the files of Project 2024" speak of no day
            return Filters(question)
        side = match["side"].lower()
        since = 0.0 if side in ("before", "vor") else end if side == "after" else begin
        before = begin if side in ("before", "vor") else end if side in ("from", "of", "von") else 0.0
    rest = " ".join(f"{question[: match.start()]} {question[match.end() :]}".split())
    rest = re.sub(r"\s+(?=[?.!,;])", "", rest)
    return Filters(
        rest if re.search(r"\w\w", rest) else question, (), kind.suffixes if kind else (), since, before, is_wish=True
    )


def _is_below(path: str, place: str) -> bool:
    return path == place or path.startswith(place.rstrip("/") + "/")


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
