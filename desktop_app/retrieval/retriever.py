"""From a question to the passages of the library that may answer it.

The index and the embedder come from outside. To add a stage (a reranker, neighbours): a
callable like `Stage`, given to the Retriever in `stages`; they run in order on the fused list.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from desktop_app.domain import Passage, Scope
from desktop_app.errors import QuestionEmpty
from desktop_app.retrieval.fusion import DENSE_SHARE, FOREIGN_DENSE_SHARE, drop_repeats, fuse
from desktop_app.retrieval.links import add_links, names_in, share_of_second_step, toward
from desktop_app.retrieval.overlap import with_overlap
from desktop_app.retrieval.said_together import put_said_together_first
from desktop_app.retrieval.small_scope import MOST_PASSAGES, rank_within
from desktop_app.retrieval.titles import put_asked_first, put_led_to_first
from desktop_app.retrieval.words import is_foreign, words_to_look_up

# Candidates taken from each list before they are fused; 200 ranked no better on five question sets, and with 50
# fewer questions that need two documents found both (78.5 % of 200, for 81 %).
DEPTH = 100

Embedding = npt.NDArray[np.float32]


class SearchIndex(Protocol):
    """The library, as retrieval sees it. Both lists are best first."""

    def nearest(self, embedding: Embedding, limit: int, scope: Scope) -> list[Passage]:
        """Return the passages closest in meaning, the cosine in `similarity`."""
        ...

    def matching(self, words: Sequence[str], limit: int, scope: Scope) -> list[Passage]:
        """Return passages that hold any of `words`, BM25 relevance (greater is better) in `score`."""
        ...

    def embedding_of(self, passage: Passage) -> Embedding | None:
        """Return the passage's embedding, None where it has none that compares with a question's."""
        ...


class QuestionEmbedder(Protocol):
    def embed_question(self, text: str) -> Embedding: ...


class Stage(Protocol):
    """Reorders, drops or adds passages, best first."""

    def __call__(self, question: str, passages: Sequence[Passage]) -> list[Passage]: ...


@dataclass(frozen=True, slots=True)
class Found:
    """Passages, best first, and what finding them took, in milliseconds."""

    passages: tuple[Passage, ...]
    embed_ms: float
    search_ms: float
    rerank_ms: float

    @property
    def total_ms(self) -> float:
        return self.embed_ms + self.search_ms + self.rerank_ms


class Retriever:
    """Finds passages by meaning and by words, and fuses both."""

    def __init__(
        self,
        index: SearchIndex,
        embedder: QuestionEmbedder,
        stages: Sequence[Stage] = (),
        *,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._index = index
        self._embedder = embedder
        self._stages = tuple(stages)
        self._clock = clock

    def find(self, question: str, limit: int, scope: Scope | None = None) -> Found:
        """Return up to `limit` passages with score, similarity and overlap; raise QuestionEmpty."""
        if not question.strip():
            raise QuestionEmpty
        scope = scope or Scope()
        depth = max(DEPTH if scope.is_everything else MOST_PASSAGES, limit)
        begin = self._clock()
        embedding = self._embedder.embed_question(question)
        embedded = self._clock()
        words = words_to_look_up(question)
        dense = self._index.nearest(embedding, depth, scope)
        keyword = self._index.matching(words, depth, scope) if words else []
        foreign = is_foreign(question)
        passages = fuse(dense, keyword, depth, FOREIGN_DENSE_SHARE if foreign else DENSE_SHARE)
        if not scope.is_everything and 0 < len(dense) < depth:
            passages = rank_within(question, passages)
        else:
            passages = put_asked_first(question, put_said_together_first(question, passages))
            if not foreign:  # names are told by their capitals, which German gives to every noun
                passages = self._with_links(question, embedding, passages, depth, scope)
        passages = with_overlap(question, drop_repeats(passages))
        searched = self._clock()
        for stage in self._stages:
            passages = stage(question, passages)
        reranked = self._clock()
        return Found(
            tuple(passages[:limit]),
            embed_ms=(embedded - begin) * 1000,
            search_ms=(searched - embedded) * 1000,
            rerank_ms=(reranked - searched) * 1000 if self._stages else 0.0,
        )

    def _with_links(
        self, question: str, embedding: Embedding, passages: list[Passage], depth: int, scope: Scope
    ) -> list[Passage]:
        """Search once more from the best passage, where the question is one that may need two documents."""
        share = share_of_second_step(question)
        if not share or not passages:
            return passages
        there = self._index.embedding_of(passages[0])
        near = [] if there is None else self._index.nearest(toward(embedding, there), depth, scope)
        names = names_in(passages[0], question)
        named = self._index.matching(names, depth, scope) if names else []
        return put_led_to_first(add_links(passages, near, named, share), share)
