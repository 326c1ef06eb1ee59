"""Two rankings of the same library made one: by meaning (cosine) and by words (BM25)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from desktop_app.domain import Passage
from desktop_app.passage_scores import with_scores

# With what said_together.py adds for words: for questions without it, 0.5 was better.
DENSE_SHARE = 0.6
# Of questions that are not in English, which most embedders know less of: on 100 German questions the half by meaning
# has the right file among five for 78 %, the half by words for all, and both together as well.
FOREIGN_DENSE_SHARE = 0.4
BEGINNING = 6  # words

Place = tuple[int, int]  # document id and ordinal of the chunk


def fuse(
    dense: Sequence[Passage], keyword: Sequence[Passage], depth: int, dense_share: float = DENSE_SHARE
) -> list[Passage]:
    """Return the passages of both lists, best first, `score` between 0 and 1.

    `dense` carries cosines in `similarity`, `keyword` BM25 relevance in `score`. Each is divided
    by its list's best and the two are averaged, meaning counting `dense_share`. A passage that one list lacks is
    taken to stand
    level with that list's last where the list was cut off at `depth`, and at nothing where
    the list ended by itself: then the passage holds none of the words.
    """
    similarities = {_place(passage): max(0.0, passage.similarity) for passage in dense}
    relevances = {_place(passage): max(0.0, passage.score) for passage in keyword}
    passages = {_place(passage): passage for passage in [*keyword, *dense]}
    by_meaning = _shares(similarities, passages, depth)
    by_words = _shares(relevances, passages, depth)
    fused = [
        with_scores(
            passage,
            score=dense_share * by_meaning[place] + (1 - dense_share) * by_words[place],
            similarity=similarities.get(place, 0.0),
            overlap=passage.overlap,
        )
        for place, passage in passages.items()
    ]
    return sorted(fused, key=lambda passage: -passage.score)


def drop_repeats(passages: Sequence[Passage]) -> list[Passage]:
    """Keep the first of passages with the same text: a copied file must not fill the list."""
    # Most passages already begin differently: of those the rest need not be read.
    beginnings = [tuple(passage.chunk.text.split(None, BEGINNING)[:BEGINNING]) for passage in passages]
    count = Counter(beginnings)
    first: dict[tuple[str, ...], Passage] = {}
    for passage, beginning in zip(passages, beginnings, strict=True):
        words = beginning if count[beginning] == 1 else tuple(passage.chunk.text.split())
        first.setdefault(words, passage)
    return list(first.values())


def _place(passage: Passage) -> Place:
    return passage.document_id, passage.chunk.ordinal


def _shares(values: Mapping[Place, float], places: Iterable[Place], depth: int) -> dict[Place, float]:
    best = max(values.values(), default=0.0)
    missing = min(values.values(), default=0.0) if len(values) >= depth else 0.0
    return {place: values.get(place, missing) / best if best else 0.0 for place in places}
