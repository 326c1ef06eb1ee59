"""Versions of one text: the newest stands first, and the older ones stay below it.

Two passages of different files are versions where they share nearly all their words, as a
lease does with last year's. What differs between them, a price or a date, is what is asked
for; so none is dropped, the file changed last takes the best place, and each is told which it is.
"""

from collections.abc import Sequence
from dataclasses import replace

from desktop_app.domain import Passage
from desktop_app.terms import distinct_terms

MOST_COMPARED = 20
ALIKE = 0.8  # of the words of both
FEWEST_TERMS = 8  # shorter texts are alike by chance


def newest_first(question: str, passages: Sequence[Passage]) -> list[Passage]:  # noqa: ARG001 - a stage gets it
    """Return the passages with versions of one text in the order of their last change, newest first.

    The places and scores that versions take stay the same; only who takes which changes.
    """
    first = list(passages[:MOST_COMPARED])
    words = [distinct_terms(passage.chunk.text) for passage in first]
    placed: set[int] = set()
    for place, passage in enumerate(first):
        if place in placed:
            continue
        alike = [place] + [
            other
            for other in range(place + 1, len(first))
            if other not in placed
            and first[other].document_id != passage.document_id
            and _are_alike(words[place], words[other])
        ]
        placed.update(alike)
        versions = sorted((passages[index] for index in alike), key=lambda version: -version.modified)
        count = len({version.document_id for version in versions})
        numbers = {id_: number for number, id_ in enumerate(dict.fromkeys(v.document_id for v in versions), start=1)}
        for index, version in zip(alike, versions, strict=True):
            number = numbers[version.document_id] if count > 1 else 0
            first[index] = replace(
                version, score=passages[index].score, version=number, versions=count if number else 0
            )
    return first + list(passages[MOST_COMPARED:])


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    if min(len(one), len(other)) < FEWEST_TERMS:
        return False
    return len(one & other) >= ALIKE * len(one | other)
