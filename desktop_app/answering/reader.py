"""What else than words tells whether a text answers a question: a small model that reads both together.

To bring another one: an object with `read`. Without any, or where it can't read a question,
answering goes by the words alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from desktop_app.answering.rarity import terms_asked, weights_among
from desktop_app.domain import ReadAnswer
from desktop_app.sentences import split_sentences
from desktop_app.terms import terms

WINDOWS = 4  # read for each question; more found no more answers and take longer


class Reader(Protocol):
    def read(self, question: str, texts: Sequence[str]) -> Sequence[ReadAnswer]:
        """Return one finding a text, in their order; none at all where this question can't be read."""
        ...


class NoReader:
    """Reads nothing."""

    def read(self, question: str, texts: Sequence[str]) -> Sequence[ReadAnswer]:  # noqa: ARG002 - the Reader's shape
        return ()


NO_READER = NoReader()


@dataclass(frozen=True, slots=True)
class Finding:
    """A window of the texts, and what a reader found there for the question."""

    window: str
    read: ReadAnswer

    @property
    def answer(self) -> str:
        return self.window[self.read.start : self.read.end]


class NearestRead:
    """The sentences of `texts` that are nearest to `question`, read when first asked for, and once."""

    def __init__(self, question: str, texts: Sequence[str], reader: Reader) -> None:
        self.question = question
        self.texts = texts
        self._reader = reader

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What was found in each window; nothing where this question can't be read."""
        windows = nearest_windows(self.question, self.texts)
        read = self._reader.read(self.question, windows)
        return tuple(Finding(*pair) for pair in zip(windows, read, strict=True)) if read else ()


def nearest_windows(question: str, texts: Sequence[str], most: int = WINDOWS) -> list[str]:
    """Return the sentences that hold most of the question, each with the one before it: "He" is often named there."""
    asked = terms_asked(question)
    cut = [(text, split_sentences(text)) for text in texts]
    spans = [(text, place, sentences) for text, sentences in cut for place in range(len(sentences))]
    held = [asked & set(terms(text[slice(*sentences[place])])) for text, place, sentences in spans]
    weights = weights_among(asked, held)
    shares = [sum(weights[term] for term in found) for found in held]
    best = sorted(range(len(spans)), key=lambda index: -shares[index])[:most]
    return [_window(*spans[index]) for index in best]


def _window(text: str, place: int, sentences: Sequence[tuple[int, int]]) -> str:
    return text[sentences[max(0, place - 1)][0] : sentences[place][1]]
