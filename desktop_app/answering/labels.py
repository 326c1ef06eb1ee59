"""Values that a document writes beside their label: "Total: 119.00", "Due date | 1 March", a label above its value.

Forms, invoices and letterheads say most things this way, and then no model is needed. Which labels
mean the same is listed in same_labels.py.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from desktop_app.answering.same_labels import SAME
from desktop_app.answering.value_kinds import ValueKind, kind_asked
from desktop_app.domain import Passage
from desktop_app.sentences import cells_of, split_sentences
from desktop_app.terms import content_terms

MOST_EXTRA = 2  # words that a label may have beside those asked for: "Total amount due (EUR)"
LONGEST_LABEL, LONGEST_VALUE, LONGEST_QUOTED_LINE = 60, 160, 240  # characters

_LABELLED = re.compile(
    rf"^[\s*•\-–|#>]*(?P<label>[^\n:|\t]{{1,{LONGEST_LABEL}}}?)\s*(?:[:|\t]|\.{{3,}})+\s*(?P<value>[^\n\t]+)$"
)
_LONE = re.compile(rf"^\W*(?P<label>[^\n:|\t]{{2,{LONGEST_LABEL}}}?)\s*:?\s*$")
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value at `start` to `end` of passage `passage`'s text; `quote_…` are its lines with the label.

    `extra` counts the label's words beyond those asked for.
    """

    passage: int
    start: int
    end: int
    quote_start: int
    quote_end: int
    extra: int


def labels_for(thing: str) -> tuple[frozenset[str], ...]:
    """Return the sets of terms that a label for `thing` may consist of, its own words first."""
    own = _label_terms(thing)
    same = [line for line in _SAME_TERMS if own in line]
    found = dict.fromkeys([own, *(label for line in same for label in line)])
    return tuple(label for label in found if label)


def labelled_value(thing: str, kind: ValueKind | None, passages: Sequence[Passage]) -> Labelled | None:
    """Return the value beside or below a label for `thing`; of several the one whose label says least else.

    Where the kind of the value is known, it must be of that kind.
    """
    wanted = labels_for(thing)
    found = [
        labelled
        for number, passage in enumerate(passages)
        for labelled in _labelled(number, passage.chunk.text, wanted, kind)
    ]
    best = min(found, key=lambda labelled: (labelled.extra, labelled.passage, labelled.start), default=None)
    return None if best is None else _shortly_quoted(best, passages[best.passage].chunk.text)


def under_heading(thing: str, passages: Sequence[Passage]) -> Labelled | None:
    """Return the first sentence below a heading that names `thing`, also one that runs on ("11. Rent. It is…")."""
    wanted = labels_for(thing)
    for number, passage in enumerate(passages):
        text = passage.chunk.text
        spans = split_sentences(text)
        for place, (start, end) in enumerate(spans[:-1]):
            if end - start <= LONGEST_LABEL and _names(text[start:end], wanted):
                after = spans[place + 1]
                return Labelled(number, *after, start, after[1], 0)
        if spans and _names(passage.chunk.heading.rpartition(" › ")[2], wanted):
            return Labelled(number, *spans[0], *spans[0], 0)
    return None


def _names(heading: str, wanted: Sequence[frozenset[str]]) -> bool:
    parts = _PARTS_OF_HEADING.split(_HEADING_NUMBER.sub("", heading))
    return any(_extra(part, wanted) in (0, 1) for part in parts)


def is_labelled(text: str) -> bool:
    """Tell whether a line gives a value for one of the things in SAME."""
    label, value = _LABEL_AND_REST.match(text).groups()  # type: ignore[union-attr]  # it matches anything
    return bool(re.search(r"\w", value)) and any(_label_terms(label) in line for line in _SAME_TERMS)


def shared_things(documents: Sequence[Sequence[Passage]], most: int) -> list[str]:
    """Return what every one of the documents has a label for, under whatever name: labels of SAME, then their own."""
    if not documents:
        return []
    common = [
        line.split(",")[0]
        for line in SAME
        if all(_tells(line.split(",")[0].strip(), passages) for passages in documents)
    ]
    written = [_labels_in(passages) for passages in documents]
    named = {label for thing in common for label in labels_for(thing)}
    own = [
        name
        for label, name in written[0].items()
        if label not in named and all(label in other for other in written[1:])
    ]
    return [*common, *own][:most]


def _tells(thing: str, passages: Sequence[Passage]) -> bool:
    return labelled_value(thing, kind_asked(thing), passages) is not None


def _labels_in(passages: Sequence[Passage]) -> dict[frozenset[str], str]:
    found: dict[frozenset[str], str] = {}
    for passage in sorted(passages, key=lambda passage: passage.chunk.ordinal):
        for line in _LINE.finditer(passage.chunk.text):
            match = _LABELLED.match(line[0])
            if match and len(match["label"].split()) <= 5 and len(match["value"]) <= LONGEST_VALUE:
                label = frozenset(content_terms(match["label"]))
                if label and not any(term[0].isdigit() for term in label):
                    found.setdefault(label, match["label"].strip("*_ "))
    return found


def _labelled(number: int, text: str, wanted: Sequence[frozenset[str]], kind: ValueKind | None) -> Iterable[Labelled]:
    lines = list(_LINE.finditer(text))
    for place, line in enumerate(lines):
        beside = _beside(line, wanted, kind)
        for start, end, extra in beside:
            yield Labelled(number, start, end, *line.span(), extra)
        following = lines[place + 1] if place + 1 < len(lines) else None
        if (
            beside
            or following is None
            or not (lone := _LONE.match(line[0]))
            or _extra(lone["label"], wanted) not in (0, 1)
        ):
            continue
        if _LABELLED.match(following[0]) is None and (value := _value(text, *following.span(), kind)) is not None:
            yield Labelled(number, *value, line.start(), following.end(), 1)


def _beside(
    line: re.Match[str], wanted: Sequence[frozenset[str]], kind: ValueKind | None
) -> list[tuple[int, int, int]]:
    """Return start, end and `extra` of the values that follow their label on one line."""
    if kind is None:
        match = _LABELLED.match(line[0])
        extra = _extra(match["label"], wanted) if match else None
        if match is None or extra is None:
            return []
        value = _value(line.string, line.start() + match.start("value"), line.start() + match.end("value"), None)
        return [] if value is None else [(*value, extra)]
    found, before = [], 0
    for start, end in kind.find(line[0]):
        label = line[0][before:start]
        extra = _extra(label if len(label) <= LONGEST_LABEL else _CLAUSE.split(label)[-1], wanted)
        if extra is not None:
            found.append((line.start() + start, line.start() + end, extra))
        before = end
    return found


def _shortly_quoted(value: Labelled, text: str) -> Labelled:
    """Return the value with, of a long line, only the sentence around it as its quote."""
    line = value.quote_start, value.quote_end
    if line[1] - line[0] <= LONGEST_QUOTED_LINE:
        return value
    for start, end in split_sentences(text[slice(*line)]):
        if line[0] + start <= value.start and value.end <= line[0] + end:
            return replace(value, quote_start=line[0] + start, quote_end=line[0] + end)
    return value


def _extra(label: str, wanted: Sequence[frozenset[str]]) -> int | None:
    """Return how far a label is from what is asked for, 0 where it is just that, None where it is another label."""
    held = _label_terms(label)
    for place, words in enumerate(wanted):
        more = len(held - words)
        if words <= held and more <= (MOST_EXTRA if place == 0 else 1):
            return 2 * more + (1 if place else 0)
    return None


def _value(text: str, start: int, end: int, kind: ValueKind | None) -> tuple[int, int] | None:
    """Return where the value stands between `start` and `end`; a row's further cells are not part of it."""
    cell = text[start:end]
    if kind is not None:
        values = kind.find(cell)
        return (start + values[0][0], start + values[0][1]) if values else None
    cell = cells_of(cell)[0].split("  ")[0].rstrip(" .;|")
    lead = len(cell) - len(cell.lstrip())
    return (start + lead, start + len(cell)) if re.search(r"\w", cell) and len(cell) <= LONGEST_VALUE else None


def _label_terms(label: str) -> frozenset[str]:
    """Return a label's terms; "No." is a number and "sous-total" no total."""
    return frozenset(
        content_terms(_NUMBER_WORD.sub(" number ", _AMOUNTS_TO.sub(" ", label)).replace("-total", "total"))
    )


_NUMBER_WORD = re.compile(r"#|(?<!\w)(?:no|nr|núm|num|n°|nº)\b\.?|n°|nº|nummer\b", re.IGNORECASE)
_AMOUNTS_TO = re.compile(
    r"\b(?:amounts? to|comes to|is set at|equals|beträgt|beläuft sich auf|s['’]élève à|asciende a)\b", re.IGNORECASE
)
_LABEL_AND_REST = re.compile(r"(?s)(.*?)((?:[:|]|\s(?=[\d€$£])|$).*)")
_HEADING_NUMBER = re.compile(
    r"^\W*(?:(?:section|article|clause|§|ziffer|artikel)\s*)?[\divx]{0,4}(?:\.\d+)*[.)]?\s+", re.IGNORECASE
)
_PARTS_OF_HEADING = re.compile(r"[;,/]|\s(?:and|und|et|y)\s")
_CLAUSE = re.compile(r"[.;,:|]\s")
_SAME_TERMS = tuple(tuple(_label_terms(label) for label in line.split(",")) for line in SAME)
