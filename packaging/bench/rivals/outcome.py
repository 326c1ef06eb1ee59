"""What is noted of each side, and what a side must be able to do. Knows neither of them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from desktop_app.evaluation.metrics import f1, gives
from desktop_app.questions import Question


@dataclass(frozen=True, slots=True)
class Indexing:
    """`seconds` without the imports, `whole_s` from the start of the process to its end, memory at its height.

    `tokens` are those that the embedder read: the ends of longer chunks are not among them.
    """

    seconds: float
    whole_s: float
    memory_mb: float
    tokens: int


@dataclass(frozen=True, slots=True)
class Search:
    """Seconds, and the (file name, text) of what was found, best first."""

    seconds: float
    found: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reply:
    """Seconds from the question to the first word and to the last, and all of the text."""

    first_word_s: float
    whole_s: float
    text: str
    refused: bool = False


class Side(Protocol):
    """One of those that are compared. `index` begins anew each time; the last one is what is asked."""

    name: str

    def index(self, documents: Path) -> Indexing: ...

    def open(self, question: str) -> float:
        """Start a process that answers; return the seconds to its first passage, then load and warm up the rest."""
        ...

    def find(self, question: str) -> Search:
        """Find five passages."""
        ...

    def ask(self, question: str) -> Reply: ...

    def memory_mb(self) -> float: ...

    def close(self) -> None: ...


@dataclass(slots=True)
class Outcome:
    """Everything one side did; seconds and megabytes, and for each question whether it was right."""

    indexed: list[Indexing] = field(default_factory=list)
    ready_s: float = 0.0
    answering_mb: float = 0.0
    searches: list[float] = field(default_factory=list)
    first_words: list[float] = field(default_factory=list)
    wholes: list[float] = field(default_factory=list)
    files_found: list[bool] = field(default_factory=list)
    quotes_found: list[bool] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    f1: list[float] = field(default_factory=list)

    def note_search(self, question: Question, search: Search) -> None:
        self.searches.append(search.seconds)
        self.files_found.append(any(name in question.gold_files for name, _ in search.found))
        quote = squeezed(question.gold_quote)
        self.quotes_found.append(any(quote in squeezed(text) for _, text in search.found))

    def note_reply(self, question: Question, reply: Reply) -> None:
        """Judge a reply as `carrel compare` does: the right words given, and words in common (SQuAD's F1)."""
        self.first_words.append(reply.first_word_s)
        self.wholes.append(reply.whole_s)
        said = "" if reply.refused else reply.text
        self.right.append(any(gives(question.text, said, gold) for gold in question.answers))
        self.f1.append(max(f1(said, gold) for gold in question.answers))


def squeezed(text: str) -> str:
    """Return the letters and digits alone, so that line breaks and dashes don't part what is the same."""
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text)).lower()
