"""The second step of a question that needs two documents: from what was found to what it leads to.

The best passage names people, places and things that the question does not ("Neil Peart"),
and lies near passages about the same. Both are searched, and what they find is added to the
first list, the more the longer the question is: short ones seldom need a second document.
On 200 questions whose answer stands in two of 1,971 files, both are among the first five
passages for 73 % (without this for 65 %).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from desktop_app.domain import Passage
from desktop_app.passage_scores import with_scores
from desktop_app.retrieval.words import words_to_look_up
from desktop_app.terms import stem

Embedding = npt.NDArray[np.float32]

NAMES_SHARE, NEAR_SHARE = 0.4, 0.2  # of a score that the best of each second search gets
SHORT, LONG = 3, 7  # words that carry meaning: up to the first nothing is added, from the second on all of it
PASSAGE_SHARE = 0.5  # how far the second search by meaning goes from the question to the passage
_MOST_NAMES = 24
_NAME = re.compile(r"\b[^\W\d_a-zß-öø-ÿ][\w’'-]+")  # a word that begins with a capital letter


def share_of_second_step(question: str) -> float:
    """Return between 0 (not worth it) and 1 how much a second step may change."""
    words = len({word.casefold() for word in words_to_look_up(question)})
    return min(1.0, max(0.0, (words - SHORT) / (LONG - SHORT)))


def names_in(passage: Passage, question: str) -> list[str]:
    """Return the names in a passage's text that the question does not hold.

    A word that only begins a sentence, and stands in small letters elsewhere, is none.
    """
    text = passage.chunk.text
    asked = {stem(word) for word in re.findall(r"\w+", question)}
    small = {word for word in re.findall(r"\w+", text) if word[0].islower()}
    names = dict.fromkeys(
        word for word in _NAME.findall(text) if stem(word) not in asked and word.casefold() not in small
    )
    return list(names)[:_MOST_NAMES]


def toward(question: Embedding, passage: Embedding) -> Embedding:
    """Return an embedding between the question's and the passage's, normalised."""
    between = question + PASSAGE_SHARE * passage
    moved: Embedding = (between / max(float(np.linalg.norm(between)), 1e-9)).astype(np.float32)
    return moved


def add_links(
    passages: Sequence[Passage], near: Sequence[Passage], named: Sequence[Passage], share: float
) -> list[Passage]:
    """Return the passages with what the first of them leads to, best first, `score` between 0 and 1.

    `near` carries cosines in `similarity`, `named` BM25 relevance in `score`; each counts against
    the best of its list. The first passage stays the first. What is only near it comes from
    other documents: its own are found by the question.
    """
    first = passages[0]
    leads = [p for p in near if p.document_id != first.document_id]
    added = _shares({_place(p): p.similarity for p in leads}, NEAR_SHARE * share)
    others = {_place(p): p.score for p in named if _place(p) != _place(first)}
    for place, value in _shares(others, NAMES_SHARE * share).items():
        added[place] = added.get(place, 0.0) + value
    found = {_place(p): p for p in passages}
    for p in [*named, *leads]:
        if _place(p) not in found:
            # A cosine with another question than the one asked is no evidence for that one.
            found[_place(p)] = with_scores(p, score=0.0, similarity=0.0, overlap=p.overlap)
    most = 1 + (NEAR_SHARE + NAMES_SHARE) * share
    scored = [
        with_scores(p, score=(p.score + added.get(place, 0.0)) / most, similarity=p.similarity, overlap=p.overlap)
        for place, p in found.items()
    ]
    ranked = sorted((p for p in scored if _place(p) != _place(first)), key=lambda p: -p.score)
    best = max(first.score / most, ranked[0].score if ranked else 0.0)
    return [replace(first, score=best), *ranked]


def _shares(values: dict[tuple[int, int], float], most: float) -> dict[tuple[int, int], float]:
    best = max(values.values(), default=0.0)
    return {place: most * max(0.0, value) / best for place, value in values.items()} if best > 0 else {}


def _place(passage: Passage) -> tuple[int, int]:
    return passage.document_id, passage.chunk.ordinal
