"""Promises of the reranking stage: a better order within its time, and nothing lost."""

from collections.abc import Sequence

from desktop_app.domain import Chunk, Passage, Span
from desktop_app.retrieval.rerank import Rerank


def passages(*texts: str) -> list[Passage]:
    return [
        Passage(n, "", "", Chunk(0, text, "Rent", (Span(1, 0, len(text)),)), 1 - n / 10, similarity=0.4)
        for n, text in enumerate(texts)
    ]


class LongerIsBetter:
    """Takes a second of its own clock for each text."""

    def __init__(self) -> None:
        self.now = 0.0
        self.seen: list[str] = []

    def clock(self) -> float:
        return self.now

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.now += len(texts)
        self.seen += texts
        return [float(len(text)) for text in texts]


def test_what_the_reranker_likes_comes_first_with_its_headings_read() -> None:
    reader = LongerIsBetter()
    found = Rerank(reader, seconds=100, clock=reader.clock)("rent", passages("a", "bb", "cccc"))
    assert [p.chunk.text for p in found] == ["cccc", "bb", "a"]
    assert reader.seen[0] == "Rent\na"
    assert [p.similarity for p in found] == [0.4] * 3


def test_when_its_time_is_up_the_rest_keeps_its_place_behind() -> None:
    reader = LongerIsBetter()
    many = passages(*("x" * (n + 1) for n in range(10)))
    found = Rerank(reader, seconds=7, clock=reader.clock)("rent", many)
    assert len(reader.seen) == 4
    assert [len(p.chunk.text) for p in found] == [4, 3, 2, 1, 5, 6, 7, 8, 9, 10]
    scores = [p.score for p in found]
    assert scores == sorted(scores, reverse=True)


def test_one_passage_or_none_is_not_worth_an_order() -> None:
    reader = LongerIsBetter()
    assert Rerank(reader)("rent", []) == []
    one = passages("a")
    assert Rerank(reader)("rent", one) == one
