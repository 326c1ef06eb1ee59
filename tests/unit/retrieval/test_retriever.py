"""Promises of the retriever, with a small library held in memory."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import Chunk, Passage, Scope, Span
from desktop_app.errors import QuestionEmpty
from desktop_app.retrieval.fusion import FOREIGN_DENSE_SHARE, drop_repeats, fuse
from desktop_app.retrieval.retriever import Retriever

TEXTS = (
    "The lease ends on 31 March 2027.",
    "The rent is 1,250 euros a month.",
    "Cats sleep for most of the day.",
    "Notice must be given three months before the lease ends.",
)


def passage(ordinal: int, text: str, document: int = 1, **more: float) -> Passage:
    chunk = Chunk(ordinal, text, "", (Span(1, 0, len(text)),))
    return Passage(document, f"/home/ada/{document}.txt", f"file {document}", chunk, more.pop("score", 0.0), **more)


class ShelfOfTexts:
    """A SearchIndex whose embedding counts letters and whose relevance counts words."""

    def __init__(self, texts: Sequence[str] = TEXTS) -> None:
        self.passages = [passage(ordinal, text) for ordinal, text in enumerate(texts)]
        self.scopes: list[Scope] = []

    def embed_question(self, text: str) -> npt.NDArray[np.float32]:
        letters = np.array([text.lower().count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"], dtype=np.float32)
        return letters / max(float(np.linalg.norm(letters)), 1e-6)

    def nearest(self, embedding: npt.NDArray[np.float32], limit: int, scope: Scope) -> list[Passage]:
        self.scopes.append(scope)
        found = [replace(p, similarity=float(embedding @ self.embed_question(p.chunk.text))) for p in self.passages]
        return sorted(found, key=lambda p: -p.similarity)[:limit]

    def matching(self, words: Sequence[str], limit: int, scope: Scope) -> list[Passage]:
        self.scopes.append(scope)
        found = [
            replace(p, score=float(sum(word.lower() in p.chunk.text.lower() for word in words))) for p in self.passages
        ]
        return sorted((p for p in found if p.score > 0), key=lambda p: -p.score)[:limit]

    def embedding_of(self, passage: Passage) -> npt.NDArray[np.float32] | None:
        return self.embed_question(passage.chunk.text)


def test_the_passage_that_holds_the_words_comes_first() -> None:
    shelf = ShelfOfTexts()
    found = Retriever(shelf, shelf).find("How much is the rent?", 3)
    assert found.passages[0].chunk.text == TEXTS[1]
    assert len(found.passages) == 3


def test_passages_carry_evidence_that_compares_between_questions() -> None:
    shelf = ShelfOfTexts()
    good = Retriever(shelf, shelf).find("When does the lease end?", 4).passages[0]
    bad = Retriever(shelf, shelf).find("Which zebra plays the xylophone?", 4).passages[0]
    assert good.overlap == 1.0
    assert bad.overlap == 0.0
    assert 0 < good.similarity <= 1


def test_the_scope_reaches_both_searches() -> None:
    shelf = ShelfOfTexts()
    scope = Scope(("/home/ada/tax",))
    Retriever(shelf, shelf).find("rent", 3, scope)
    assert shelf.scopes == [scope, scope]


def test_an_empty_question_is_refused() -> None:
    shelf = ShelfOfTexts()
    with pytest.raises(QuestionEmpty):
        Retriever(shelf, shelf).find(" \n", 3)


def test_an_empty_library_gives_no_passages() -> None:
    shelf = ShelfOfTexts(())
    assert Retriever(shelf, shelf).find("rent", 3).passages == ()


def test_stages_run_in_order_on_what_was_found() -> None:
    shelf = ShelfOfTexts()
    asked: list[str] = []

    def backwards(question: str, passages: Sequence[Passage]) -> list[Passage]:
        asked.append(question)
        return list(reversed(passages))

    plain = Retriever(shelf, shelf).find("rent", 4).passages
    staged = Retriever(shelf, shelf, [backwards]).find("rent", 4).passages
    assert staged == tuple(reversed(plain))
    assert asked == ["rent"]


def test_what_each_step_took_is_told_in_milliseconds() -> None:
    shelf = ShelfOfTexts()
    ticks = itertools.count()
    found = Retriever(shelf, shelf, clock=lambda: float(next(ticks))).find("rent", 4)
    assert (found.embed_ms, found.search_ms, found.rerank_ms, found.total_ms) == (1000, 1000, 0, 2000)


def test_a_passage_that_both_lists_hold_beats_one_that_only_one_holds() -> None:
    both, meaning, words = passage(0, "both"), passage(1, "meaning"), passage(2, "words")
    dense = [replace(meaning, similarity=0.8), replace(both, similarity=0.78)]
    keyword = [replace(words, score=9.0), replace(both, score=8.5)]
    assert fuse(dense, keyword, 100)[0].chunk.text == "both"


def test_a_list_that_was_cut_off_gives_the_missing_its_last_place_not_nothing() -> None:
    dense = [passage(0, "near", similarity=0.8), passage(1, "also", similarity=0.7)]
    keyword = [passage(2, "words", score=4.0)]
    cut, whole = fuse(dense, keyword, 2), fuse(dense, keyword, 100)
    score = {p.chunk.text: p.score for p in cut}["words"]
    assert score > {p.chunk.text: p.score for p in whole}["words"]


def test_a_copied_file_does_not_fill_the_list() -> None:
    first, copy = passage(0, "The same\nwords"), passage(0, "The same words", document=2)
    assert drop_repeats([first, copy, passage(1, "Others")]) == [first, passage(1, "Others")]


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=9).map(" ".join), max_size=12))
def test_of_passages_with_the_same_words_the_first_is_kept_and_no_other_is_lost(texts: list[str]) -> None:
    kept = drop_repeats([passage(place, text + " " * (place % 2)) for place, text in enumerate(texts)])
    assert [p.chunk.text.strip() for p in kept] == list(dict.fromkeys(texts))


scores = st.lists(st.floats(-5, 30), max_size=12)


@given(scores, scores, st.integers(1, 12))
def test_fused_scores_lie_between_0_and_1_and_fall(cosines: list[float], relevances: list[float], depth: int) -> None:
    dense = [passage(i, f"text {i}", similarity=max(-1.0, value / 30)) for i, value in enumerate(cosines)]
    keyword = [passage(i + 5, f"text {i + 5}", score=value) for i, value in enumerate(relevances)]
    fused = fuse(dense, keyword, depth)
    assert {p.chunk.ordinal for p in fused} == {p.chunk.ordinal for p in [*dense, *keyword]}
    assert all(0 <= p.score <= 1 for p in fused)
    assert all(a.score >= b.score for a, b in itertools.pairwise(fused))


def test_of_questions_in_other_languages_words_count_more_and_nouns_are_no_names() -> None:
    by_meaning = [passage(0, "Alpha", similarity=0.9), passage(1, "Beta", similarity=0.5)]
    by_words = [passage(1, "Beta", score=4.0), passage(0, "Alpha", score=2.6)]
    assert [p.chunk.ordinal for p in fuse(by_meaning, by_words, 100)] == [0, 1]
    assert [p.chunk.ordinal for p in fuse(by_meaning, by_words, 100, FOREIGN_DENSE_SHARE)] == [1, 0]
    shelf = ShelfOfTexts(("Der Mietvertrag endet im März, und die Miete ist bis dahin zu zahlen.", "Katzen schlafen."))
    Retriever(shelf, shelf).find("Wann endet der Mietvertrag über die Wohnung und den Keller im Haus?", 2)
    assert len(shelf.scopes) == 2, "one search by meaning, one by words, and no second step"
