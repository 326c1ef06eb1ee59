"""Where to look, in plain words: "in my PDFs", "in the mails from last week", "aus meinen Folien".

Only what can't be the question's subject is taken: "in the letter" may be any file, "in my letters"
says what is meant. How kinds and dates are called: filter_words.py.
"""

import re
from dataclasses import dataclass
from datetime import date

from desktop_app.errors import BadInput
from desktop_app.filter_words import KINDS, LATELY, YEAR, Kind, days_of, kind_called

_KIND = "|".join(kind.words for kind in KINDS)
_DATE = rf"{YEAR}-\d{{2}}-\d{{2}}|{YEAR}-\d{{2}}|(?:[A-Z][a-z]{{2,8}} )?{YEAR}|{LATELY}"
_PLAIN = re.compile(
    r"\b(?:in|of|from|aus) (?P<whose>my|the|all|our|all my|meinen|den|unseren)"
    rf" (?P<kind>files|documents|dateien|{_KIND})\b"
    r"(?: (?:(?:written|saved|changed|modified) )?(?P<side>from|since|after|before|of|seit|vor|von)"
    rf" (?P<date>{_DATE})\b)?",
    re.IGNORECASE,
)
_SIDES = {"since": "since", "seit": "since", "after": "after", "before": "before", "vor": "before"}


@dataclass(frozen=True, slots=True)
class PlainFilter:
    """The characters `start` to `end` of a question, and what they say.

    `kind` is None for files of all kinds. `side` is since, after, before or from, and `day` a day, month
    or year; both are empty where no date is named.
    """

    start: int
    end: int
    kind: Kind | None
    side: str = ""
    day: str = ""

    @property
    def label(self) -> str:
        """What a chip says: "PDF", "Mail from last week"."""
        return " ".join(part for part in (self.kind.name if self.kind else "Files", self.side, self.day) if part)

    def without(self, question: str) -> str:
        """Return the question without these words, "" where nothing is left to ask."""
        rest = " ".join(f"{question[: self.start]} {question[self.end :]}".split())
        rest = re.sub(r"\s+(?=[?.!,;])", "", rest)
        return rest if re.search(r"\w\w", rest) else ""


def find_plain_filter(question: str, today: date) -> PlainFilter | None:
    """Return what a question says in plain words about where to look, None for nothing."""
    match = _PLAIN.search(question)
    if match is None or (match["date"] is None and match["whose"].lower() in ("the", "den")):
        return None
    kind = kind_called(match["kind"])
    if not match["date"]:
        # "in all documents" says nothing that goes without it.
        return PlainFilter(*match.span(), kind) if kind else None
    try:
        days_of(match["date"], today)
    except BadInput:  # "the files of Project 2024" speak of no day
        return None
    return PlainFilter(*match.span(), kind, _SIDES.get(match["side"].lower(), "from"), match["date"])
