"""A stage that reads question and passages together, and puts what answers first.

Knows nothing of models: whatever gives a score to a question and a text can be the reranker.
It is given a bounded time, because waiting longer for a better order does not pay: what it
has not read by then keeps its place behind what it has.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from desktop_app.domain import Passage, embedding_text

MOST_READ = 20
SECONDS = 1.0
AT_ONCE = 4  # passages between two looks at the clock


class PassageReader(Protocol):
    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return one score a text, greater is better."""
        ...


@dataclass(frozen=True, slots=True)
class Rerank:
    """Orders the first `most` passages by a reranker, as many as it reads in `seconds`."""

    reranker: PassageReader
    most: int = MOST_READ
    seconds: float = SECONDS
    clock: Callable[[], float] = time.perf_counter

    def __call__(self, question: str, passages: Sequence[Passage]) -> list[Passage]:
        """Return all passages, `score` between 0 and 1 and falling; the evidence in them stays."""
        scores = self._read(question, passages[: self.most])
        if len(scores) < 2:
            return list(passages)
        low, high = min(scores), max(scores)
        shares = [(score - low) / (high - low) if high > low else 1.0 for score in scores]
        read = [replace(p, score=(1 + share) / 2) for p, share in zip(passages, shares, strict=False)]
        rest = [replace(p, score=p.score / 2) for p in passages[len(read) :]]
        return sorted(read, key=lambda passage: -passage.score) + rest

    def _read(self, question: str, passages: Sequence[Passage]) -> list[float]:
        begin = self.clock()
        scores: list[float] = []
        while len(scores) < len(passages):
            some = passages[len(scores) : len(scores) + AT_ONCE]
            scores += self.reranker.scores(question, [embedding_text(p.chunk.heading, p.chunk.text) for p in some])
            spent = self.clock() - begin
            if spent + spent / len(scores) * AT_ONCE > self.seconds:
                break
        return scores
