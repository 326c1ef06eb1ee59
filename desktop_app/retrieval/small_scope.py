"""The order of passages where all of a small scope is at hand: one file, a short folder.

What the passages of one contract have in common does not tell them apart. So words weigh by
their rarity in the scope and not in the library, what all its files have in their names says only
which files are meant, nearness in meaning counts from the scope's farthest passage to its
nearest, and the words of a question count more in one sentence than strewn over a passage. Of 358
clauses in 60 contracts, each asked for by the contract's name, 229 stand in one piece; 209 of
them are whole among the first five passages, once those that follow each other are joined.
"""

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from desktop_app.domain import Passage
from desktop_app.retrieval.sentence_terms import sentence_terms
from desktop_app.terms import content_terms, terms

MOST_PASSAGES = 200  # a scope with fewer is a small one

SENTENCE_SHARE = 0.4  # what the best sentence counts, against the fused score
ABOUT_SHARE = 0.5  # a word in the headings above, against one in the sentence
_SATURATION, _LENGTH_SHARE = 1.2, 0.75  # BM25's k1 and b, as in the word index


def rank_within(question: str, passages: Sequence[Passage]) -> list[Passage]:
    """Return all passages of a scope, best first, `score` between 0 and 1; `similarity` is read and kept."""
    asked = list(dict.fromkeys(content_terms(question) or terms(question)))
    named = _in_all_names(passages)
    asked = [term for term in asked if term not in named] or asked
    read = [(terms(passage.chunk.heading), sentence_terms(passage.chunk.text)) for passage in passages]
    held = [Counter(itertools.chain(heading, *sentences)) for heading, sentences in read]
    weights = {term: _rarity(sum(term in words for words in held), len(held)) for term in asked}
    by_words = _spread(_bm25(held, weights))
    by_meaning = _spread([passage.similarity for passage in passages])
    total = sum(weights.values()) or 1.0
    scored = [
        replace(
            passage,
            score=((words + meaning) / 2 + SENTENCE_SHARE * _best_sentence(heading, sentences, weights) / total)
            / (1 + SENTENCE_SHARE),
        )
        for passage, words, meaning, (heading, sentences) in zip(passages, by_words, by_meaning, read, strict=True)
    ]
    return sorted(scored, key=lambda passage: -passage.score)


def _in_all_names(passages: Sequence[Passage]) -> set[str]:
    """Return the terms that the names of all the passages' files share; of one file, all of its name."""
    names = [set(terms(PurePath(path).stem.replace("_", " "))) for path in {passage.path for passage in passages}]
    return set.intersection(*names) if names else set()


def _rarity(holders: int, passages: int) -> float:
    """Robertson–Spärck Jones weight; a word that nothing holds tells nothing apart."""
    return math.log(1 + (passages - holders + 0.5) / (holders + 0.5)) if holders else 0.0


def _bm25(held: Sequence[Counter[str]], weights: dict[str, float]) -> list[float]:
    lengths = [words.total() for words in held]
    mean = sum(lengths) / len(lengths) or 1.0 if lengths else 1.0
    norms = [_SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * length / mean) for length in lengths]
    return [
        sum(weight * words[term] * (_SATURATION + 1) / (words[term] + norm) for term, weight in weights.items())
        for words, norm in zip(held, norms, strict=True)
    ]


def _best_sentence(heading: Sequence[str], sentences: Sequence[Sequence[str]], weights: dict[str, float]) -> float:
    """Return the most of the question's weight that one sentence holds, the headings above helping."""
    about = weights.keys() & heading
    shares = []
    for sentence in sentences:
        found = weights.keys() & sentence
        shares.append(sum(weights[term] for term in found) + ABOUT_SHARE * sum(weights[term] for term in about - found))
    return max(shares, default=0.0)


def _spread(values: Sequence[float]) -> list[float]:
    """Stretch values over 0 to 1; equal ones tell nothing and are all 0."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    return [(value - low) / (high - low) if high > low else 0.0 for value in values]
