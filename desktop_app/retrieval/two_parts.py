"""A question about two things is searched as two as well, so that one does not push the other off the list.

The whole question goes first: what only looks like two ("how do they differ?") is found by all of its words. Of 60
pairs of SQuAD questions joined by "and", both files are among five for 97 % (whole alone: 78 %); of 21 questions about
a product's manual that look like two, the right one is first for all (the parts alone: 71 %).
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from desktop_app.domain import Passage
from desktop_app.retrieval.words import ASKS, FRAGT
from desktop_app.terms import content_terms

MOST_PARTS = 3
_BETWEEN_QUESTIONS = re.compile(
    rf"\?\s+(?:and |und )?(?=\w)|,? (?:and|as well as) (?={ASKS}\b)|,? (?:und|sowie) (?={FRAGT}\b)", re.IGNORECASE
)
_OPENING = re.compile(rf"^\W*(?:{ASKS}|{FRAGT})\b", re.IGNORECASE)
_TWO_THINGS = re.compile(
    r"^(?:.*\b(?:difference|differences|differ|compare|comparison|unterschied|vergleich\w*)\b)"
    r"(?:\s+(?:between|of|zwischen|von))?\s+(?P<one>.+?)\s+(?:and|with|to|versus|vs\.?|und|mit)\s+(?P<two>.+?)\W*$",
    re.IGNORECASE,
)
_FEWEST_TERMS = 1
_OWN = 2  # a part with fewer terms leans on the first, and is searched with its terms


def parts_of(question: str) -> list[str]:
    """Return the questions that are one question's parts; empty where it asks about one thing."""
    if found := _TWO_THINGS.match(question.strip()):
        parts = [found["one"], found["two"]]
    else:
        parts = [part.strip() for part in _BETWEEN_QUESTIONS.split(question.strip()) if part.strip()]
        if not all(_OPENING.match(part) for part in parts):
            return []
    if not 2 <= len(parts) <= MOST_PARTS or any(len(content_terms(part)) < _FEWEST_TERMS for part in parts):
        return []
    first = " ".join(parts[0].split())
    return [first, *(part if len(content_terms(part)) >= _OWN else f"{first} {part}" for part in parts[1:])]


def take_turns(lists: Sequence[Sequence[Passage]]) -> list[Passage]:
    """Return the passages of all lists, the best of each first, without repeats; each with the best evidence for it."""
    found: dict[tuple[int, int], Passage] = {}
    for passage in itertools.chain.from_iterable(itertools.zip_longest(*lists)):
        if passage is None:
            continue
        place = passage.document_id, passage.chunk.ordinal
        before = found.setdefault(place, passage)
        found[place] = replace(
            before,
            similarity=max(before.similarity, passage.similarity),
            overlap=max(before.overlap, passage.overlap),
        )
    return list(found.values())
