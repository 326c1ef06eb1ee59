"""How much of a question each passage holds, in words: evidence that its score does not give."""

import math
from collections.abc import Sequence, Set

from desktop_app.domain import Passage
from desktop_app.passage_scores import with_scores
from desktop_app.terms import content_terms, terms, terms_held


def with_overlap(question: str, passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages with `overlap` filled: the share, by weight, of the question's terms they hold.

    A term weighs the more the fewer of these passages hold it; one that none of them holds
    weighs most, since the word index would have brought whatever holds it.
    """
    weights, held = term_weights(question, passages)
    total = sum(weights.values())
    return [
        with_scores(
            passage,
            score=passage.score,
            similarity=passage.similarity,
            overlap=sum(weights[term] for term in found) / total if total else 0.0,
        )
        for passage, found in zip(passages, held, strict=True)
    ]


def term_weights(question: str, passages: Sequence[Passage]) -> tuple[dict[str, float], list[Set[str]]]:
    """Return the weight of each of the question's terms, and which of them each passage holds."""
    wanted = set(content_terms(question)) or set(terms(question))
    held = [terms_held(f"{p.title} {p.chunk.heading} {p.chunk.text}", wanted) for p in passages]
    return {term: _weight(sum(term in found for found in held), len(passages)) for term in wanted}, held


def _weight(holders: int, passages: int) -> float:
    """Robertson–Spärck Jones weight with the passages found as the collection, kept above 0."""
    return math.log(1 + (passages - holders + 0.5) / (holders + 0.5))
