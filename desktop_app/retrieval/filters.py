"""What a question says about where to look: `in:`, `type:`, `since:`, `before:`, and plain words.

    in:Taxes  in:"House rules.pdf"   below a folder, or in a file, with that in its name
    type:pdf  type:mail              a suffix, or one of KINDS
    since:2024-03  before:2024       days, months or years; of the file's last change

"in my PDFs" and "in the mails from last week" mean the same, but are only a wish: where nothing
is found that way, the question is asked as it stands. Knows no library: names are matched against
the paths it is given. How filters are written: filter_words.py, plain_filters.py.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from desktop_app.errors import BadInput
from desktop_app.filter_words import Filter, span_of, suffixes_of, take_filters
from desktop_app.plain_filters import find_plain_filter


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
    found = find_plain_filter(question, today)
    if found is None:
        return Filters(question)
    since = before = 0.0
    if found.day:
        begin, end = span_of(found.day, today, "")
        since = {"since": begin, "from": begin, "after": end}.get(found.side, 0.0)
        before = {"before": begin, "from": end}.get(found.side, 0.0)
    rest = found.without(question) or question
    return Filters(rest, (), found.kind.suffixes if found.kind else (), since, before, is_wish=True)


def _is_below(path: str, place: str) -> bool:
    return path == place or path.startswith(place.rstrip("/") + "/")


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
