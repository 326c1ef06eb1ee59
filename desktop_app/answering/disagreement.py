"""Two documents that say the same sentence with another number, another date, or a "not".

Careful rather than complete: both sentences must have nearly all their words in common, name
the same names, and differ in one value of one kind (days, percent, a date), or in being denied.
Knows nothing of models; a difference of opinion in other words is not seen.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from desktop_app.answering.citations import Cited, cite
from desktop_app.domain import Citation, Passage
from desktop_app.sentences import split_sentences
from desktop_app.terms import content_terms, stem, stop_words_of
from desktop_app.written_values import NUMBER_WORD, dates_in, number_of

ALIKE = 0.6  # of the words of both, values left out
FEWEST_SHARED = 3  # words that tell of the same matter; two do where there are no others
ALIKE_BUT_DENIED = 0.75
LONGEST = 400  # characters; longer sentences say several things
MOST_VALUES = 4  # a sentence with more is a list

_AMOUNT = re.compile(
    r"(?P<sign>[€$£¥]|\b(?:EUR|USD|GBP|CHF)) ?(?P<after>\d[\d.,]*\d|\d)"
    rf"|\b(?P<number>\d[\d.,]*\d|\d|{NUMBER_WORD})"
    r"(?: ?\((?P<again>\d+)\))?[ -]?(?P<unit>%|[€$£]|[^\W\d_]{2,}|[CF]\b)",
    re.IGNORECASE,
)
_NOT_WORDS = """
    not no never cannot without neither nicht kein keine keinen keiner keinem nie niemals ohne pas jamais aucun
    aucune sans nunca ningún ninguna sin
"""
_NOT = frozenset(_NOT_WORDS.split())
_NO_UNITS = frozenset(("st", "nd", "rd", "th", "er", "re", "eme", "ème"))
_NAME = re.compile(r"(?<!^)(?<![.?!:]\s)\b[^\W\d_a-zß-öø-ÿ][\w’'-]+")


@dataclass(frozen=True, slots=True)
class Value:
    """What a sentence says in numbers: its kind ("day", "%", "date"), comparable, and as it is written."""

    kind: str
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Characters `start` to `end` of passage `passage` (an index) say `theirs` where a quote says `ours`.

    Both are empty where one denies what the other says.
    """

    passage: int
    start: int
    end: int
    ours: str
    theirs: str


def with_disagreement(cited: Cited, passages: Sequence[Passage]) -> tuple[Cited, str]:
    """Return an answer's citations with the first that another document contradicts, and the sentence that says so.

    The sentence is empty, and the citations stay, where none does.
    """
    for citation in cited.citations:
        found = find_disagreement(citation.quote, cited.text, citation.path, passages)
        if found is None:
            continue
        passage = passages[found.passage]
        same = (
            c
            for c in cited.citations
            if c.path == passage.path and c.quote == passage.chunk.text[found.start : found.end]
        )
        other = next(same, None)
        if other is None:
            other = cite(len(cited.citations) + 1, passage, found.start, found.end)
            cited = replace(cited, citations=(*cited.citations, other), used=(*cited.used, passage))
        return cited, _sentence(citation, other, found)
    return cited, ""


def find_disagreement(quote: str, said: str, path: str, passages: Sequence[Passage]) -> Disagreement | None:
    """Return where another document than `path` says otherwise than `quote`, None where none does.

    `said` is the answer: only a value that it repeats is looked at.
    """
    ours = _Sentence(quote)
    if not ours.is_fit:
        return None
    for place, passage in enumerate(passages):
        if passage.path == path:
            continue
        for start, end in split_sentences(passage.chunk.text):
            theirs = _Sentence(passage.chunk.text[start:end])
            differing = ours.differing(theirs, said)
            if differing is not None:
                return Disagreement(place, start, end, *differing)
    return None


class _Sentence:
    """A sentence taken apart: values, names, and the words that are left."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.values = list(values_in(text))
        rest = text
        for value in self.values:
            rest = rest.replace(value.text, " 0 ")
        self.names = {stem(name) for name in _NAME.findall(rest)}
        self.terms = {term for term in content_terms(rest) if not term[0].isdigit()} - {stem(word) for word in _NOT}
        self.is_denied = sum(word in _NOT for word in re.findall(r"\w+", text.casefold())) % 2 == 1

    @property
    def is_fit(self) -> bool:
        """Whether it is short enough to say one thing."""
        return len(self.text) <= LONGEST and len(self.values) <= MOST_VALUES and len(self.terms) >= FEWEST_SHARED - 1

    def differing(self, other: "_Sentence", said: str) -> tuple[str, str] | None:
        """Return the two values that differ, two empty ones where only one is denied, None for no disagreement."""
        if not other.is_fit or not _names_agree(self, other):
            return None
        shared, whole = len(self.terms & other.terms), len(self.terms | other.terms)
        if shared < min(FEWEST_SHARED, whole) or shared < ALIKE * whole:
            return None
        kinds = {value.kind for value in self.values}
        if kinds != {value.kind for value in other.values} or len(self.values) != len(other.values):
            return None
        different = [pair for pair in zip(self.values, other.values, strict=True) if pair[0].number != pair[1].number]
        if any(mine.kind != theirs.kind for mine, theirs in zip(self.values, other.values, strict=True)):
            return None
        if self.is_denied != other.is_denied:
            return ("", "") if not different and shared >= ALIKE_BUT_DENIED * whole else None
        if len(different) != 1:
            return None
        mine, theirs = different[0]
        return (mine.text, theirs.text) if _repeats(said, mine) else None


def values_in(text: str) -> Iterable[Value]:
    """Yield the dates and the numbers with a unit of a sentence, in order."""
    dates = list(dates_in(text))
    taken = [(date.start, date.end) for date in dates]
    found = [
        (date.start, Value("date", f"{date.year}-{date.month}-{date.day}", text[date.start : date.end]))
        for date in dates
    ]
    stop = stop_words_of(text)
    for match in _AMOUNT.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        unit = (match["sign"] or match["unit"]).casefold()
        if (
            unit in _NO_UNITS
            or _is_year(match)
            or unit in stop
            or (match["number"] and match["number"].casefold() == "one" and unit.isalpha())
        ):
            continue
        number = match["again"] or match["after"] or match["number"]
        found.append((match.start(), Value(stem(unit), f"{number_of(number):.12g}", match[0])))
    return [value for _, value in sorted(found, key=lambda pair: pair[0])]


def _is_year(match: re.Match[str]) -> bool:
    """Whether a number is the year of what is named after it ("2005 World Championship")."""
    unit = match["unit"] or ""
    return bool(re.fullmatch(r"(?:1[0-9]|20)\d{2}", match["number"] or "")) and unit[:1].isupper()


def _sentence(one: Citation, other: Citation, found: Disagreement) -> str:
    first, second = PurePath(one.path).name, PurePath(other.path).name
    if not found.ours:
        return f"Your documents disagree: {second} says the opposite of {first} [{one.marker}][{other.marker}]."
    ours, theirs = " ".join(found.ours.split()), " ".join(found.theirs.split())
    return f"Your documents disagree: {first} says {ours} [{one.marker}], {second} says {theirs} [{other.marker}]."


def _names_agree(one: _Sentence, other: _Sentence) -> bool:
    """Whether no name tells that they speak of different things."""
    return not (one.names ^ other.names) - (one.terms & other.terms)


def _repeats(said: str, value: Value) -> bool:
    return value.text in said or any(value.number == other.number for other in values_in(said))
