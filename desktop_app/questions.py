"""The nouns of comparing: a question whose right answer is known, and a way of answering.

Beside domain.py because the store keeps them and the evaluation judges by them.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from desktop_app.domain import AdapterUse, Approach


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose right answer is known.

    Any of `answers` is right; none is where it is `unanswerable` from the documents. With neither
    its answers can be read, not judged. `gold_files` are names of files that hold the answer,
    `gold_quote` words of theirs; both may be empty.
    """

    id: str
    text: str
    answers: tuple[str, ...] = ()
    unanswerable: bool = False
    gold_files: tuple[str, ...] = ()
    gold_quote: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One way of answering: two answers of the same way to the same question need not be made twice.

    `conditions` is all else that may change an answer, as text that can be compared: the files of
    model and adapters, settings, what the library holds. `scope` are the paths that are asked, all
    where it is empty; the conditions hold it already.
    """

    approach: Approach
    model: str
    adapters: tuple[AdapterUse, ...] = ()
    conditions: str = ""
    scope: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return what tells this way from every other; the adapters' order does not count."""
        adapters = sorted((use.name, use.strength) for use in self.adapters)
        return sha256(repr((self.approach.value, self.model, adapters, self.conditions)).encode()).hexdigest()


def as_lines(questions: Iterable[Question]) -> str:
    """Return the text of a file of questions, one JSON object a line, as evaluation.question_set reads it."""
    return "".join(json.dumps(_fields(question), ensure_ascii=False) + "\n" for question in questions)


def _fields(question: Question) -> dict[str, object]:
    return {
        "id": question.id,
        "question": question.text,
        "answers": list(question.answers),
        "unanswerable": question.unanswerable,
        "gold_files": list(question.gold_files),
        "gold_quote": question.gold_quote,
    }
