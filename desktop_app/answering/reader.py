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
from desktop_app.sentences import CELL_SEPARATOR, split_sentences
from desktop_app.terms import STOP_WORDS, stop_words_of, terms

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

    def __init__(
        self, question: str, texts: Sequence[str], reader: Reader, *, similarity: float = 0.0, stands_alone: bool = True
    ) -> None:
        """`similarity` is the best of the texts to the question; one that leans on another does not stand alone."""
        self.question = question
        self.texts = texts
        self.similarity = similarity
        self._reader = reader
        self._stands_alone = stands_alone

    @cached_property
    def windows(self) -> Sequence[str]:
        """What is read: the nearest sentences."""
        return nearest_windows(self.question, self.texts)

    @cached_property
    def can_be_judged(self) -> bool:
        """Whether it is of the kind that reader and doubt learnt from: one whole question and prose, both in English.

        What they make of "Why?", of other languages and of the rows of tables tells nothing: of 100 questions about
        tables they doubted 33 that the tables answer.
        """
        is_prose = not any(CELL_SEPARATOR in window for window in self.windows)
        return self._stands_alone and is_prose and is_english(self.question) and is_english(" ".join(self.windows))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What was found in each window; nothing where this question can't be read."""
        read = self._reader.read(self.question, self.windows) if self.can_be_judged else ()
        return tuple(Finding(*pair) for pair in zip(self.windows, read, strict=True)) if read else ()


def is_english(text: str) -> bool:
    """Whether the commonest words of a text are English; one without any is English if all its letters are."""
    stop = stop_words_of(text)
    return stop is STOP_WORDS["en"] and (text.isascii() or not stop.isdisjoint(text.casefold().split()))


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
