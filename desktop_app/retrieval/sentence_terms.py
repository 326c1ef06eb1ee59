"""The terms of a text, sentence by sentence."""

from functools import lru_cache

from desktop_app.sentences import split_sentences
from desktop_app.terms import terms


@lru_cache(maxsize=2000)  # about 10 MB; the next search meets many of the same passages
def sentence_terms(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the terms of each sentence of `text`, in order."""
    return tuple(tuple(terms(text[start:end])) for start, end in split_sentences(text))
