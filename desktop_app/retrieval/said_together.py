"""What is said together: a sentence that holds much of the question, or its words side by side.

Words strewn over a passage count as much to BM25 as words in one sentence, and an embedding tells neither. Of 500
questions on 16 articles, the passage with the answer is first for 87 % (without this for 85 %), of 472 on five long
texts for 58 % (55 %). A claim, or a description of a subject, is seldom said in one sentence: 300 scientific
claims found their papers worse with this.
"""

import itertools
from collections.abc import Mapping, Sequence

from desktop_app.domain import Passage
from desktop_app.passage_scores import with_scores
from desktop_app.retrieval.overlap import term_weights
from desktop_app.retrieval.sentence_terms import sentence_terms
from desktop_app.retrieval.words import is_statement
from desktop_app.terms import terms

MOST_READ = 30
SENTENCE_SHARE = 0.2  # of a score, what a sentence adds that holds all of the question's words
PAIR_SHARE = 0.15  # what all of the question's neighbouring words add, where they are neighbours in the passage too

Pair = tuple[str, str]


def put_said_together_first(question: str, passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages, the first of them lifted by what they say together; scores stay between 0 and 1.

    For a statement they are left as they are.
    """
    if is_statement(question):
        return list(passages)
    weights, _ = term_weights(question, passages)
    pairs = set(itertools.pairwise(term for term in terms(question) if term in weights))
    read = [sentence_terms(passage.chunk.text) for passage in passages[:MOST_READ]]
    most = 1 + SENTENCE_SHARE + PAIR_SHARE
    lifted = [
        _with_score(
            passage,
            (
                passage.score
                + SENTENCE_SHARE * _best_sentence(sentences, weights)
                + PAIR_SHARE * _share_of_pairs(sentences, pairs)
            )
            / most,
        )
        for passage, sentences in zip(passages, read, strict=False)
    ]
    rest = [_with_score(passage, passage.score / most) for passage in passages[MOST_READ:]]
    return sorted(lifted, key=lambda passage: -passage.score) + rest


def _best_sentence(sentences: Sequence[Sequence[str]], weights: Mapping[str, float]) -> float:
    """Return the most of the question's weight that one sentence holds, between 0 and 1."""
    total = sum(weights.values())
    held = (sum(weights[term] for term in weights.keys() & sentence) for sentence in sentences)
    return max(held, default=0.0) / total if total else 0.0


def _share_of_pairs(sentences: Sequence[Sequence[str]], pairs: set[Pair]) -> float:
    """Return how many of `pairs` stand side by side in one of the sentences, as a share."""
    if not pairs:
        return 0.0
    found: set[Pair] = set()
    for sentence in sentences:
        found |= pairs.intersection(itertools.pairwise(sentence))
    return len(found) / len(pairs)


def _with_score(passage: Passage, score: float) -> Passage:
    return with_scores(passage, score=score, similarity=passage.similarity, overlap=passage.overlap)
