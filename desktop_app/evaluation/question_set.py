"""Question sets: files of questions whose right answers are known.

JSON lines (or one JSON list) or CSV with the fields `id, question, answers, unanswerable, gold_files, gold_quote`;
only `question` must be there, others are ignored. In a CSV cell several answers or files are
parted by `|`, or are a JSON list.
"""

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from desktop_app.errors import BadInput
from desktop_app.file_rows import csv_rows, json_rows, read_rows_text
from desktop_app.questions import Question

_MOST_BYTES = 64 * 1024 * 1024
_TRUE, _FALSE = frozenset({"true", "yes", "1", "x"}), frozenset({"false", "no", "0", ""})


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of one file, in its order; never empty, ids are unique."""

    name: str
    path: str
    questions: tuple[Question, ...]

    @property
    def sha256(self) -> str:
        """Return what tells this set from others: its questions, not how the file writes them."""
        return sha256(repr([astuple(question) for question in self.questions]).encode()).hexdigest()

    def first(self, limit: int) -> "QuestionSet":
        """Return the set with its first `limit` questions; 0 means all."""
        return QuestionSet(self.name, self.path, self.questions[:limit]) if limit > 0 else self

    def sample(self, size: int, seed: int) -> "QuestionSet":
        """Return `size` of the questions, drawn by `seed`, in the file's order; all where there are not more."""
        if not 0 < size < len(self.questions):
            return self
        drawn = sorted(Random(seed).sample(range(len(self.questions)), size))
        return QuestionSet(self.name, self.path, tuple(self.questions[place] for place in drawn))


def read_question_set(file: Path) -> QuestionSet:
    """Read a file of questions; raises BadInput with a sentence that names the line."""
    text = read_rows_text(file, what="question set", most_bytes=_MOST_BYTES)
    return parse_question_set(text, file)


def parse_question_set(text: str, file: Path) -> QuestionSet:
    """Read what stands in `file`: CSV where its name says so, JSON lines otherwise."""
    rows = (
        csv_rows(
            text,
            file,
            any_of=frozenset({"question"}),
            no_columns="the columns, “question” among them; add it and try again.",
        )
        if file.suffix.lower() == ".csv"
        else json_rows(text, file, no_object='{"id": …, "question": …}; mend it and try again.')
    )
    questions: dict[str, Question] = {}
    for number, row in rows:
        try:
            question = _question(row, number)
        except ValueError as error:
            raise BadInput(f"Line {number} of {file}: {error}; mend it and try again.") from error
        if question.id in questions:
            raise BadInput(f"Line {number} of {file}: the id {question.id} is there twice; give each its own.")
        questions[question.id] = question
    if not questions:
        raise BadInput(f"There is no question in {file}; write one a line, with its answers.")
    return QuestionSet(file.stem, str(file.absolute()), tuple(questions.values()))


def _question(row: Mapping[str, Any], number: int) -> Question:
    """Build a question; raises ValueError with half a sentence."""
    text = row.get("question")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("it has no question")
    identity = row.get("id")
    if not isinstance(identity, str | int | None):
        raise ValueError("its id must be a word or a number")
    quote = row.get("gold_quote") or ""
    if not isinstance(quote, str):
        raise ValueError("its gold_quote must be text")
    unanswerable = _truth(row.get("unanswerable"))
    return Question(
        id=str(number) if identity in (None, "") else str(identity),
        text=text.strip(),
        answers=() if unanswerable else _texts(row, "answers"),
        unanswerable=unanswerable,
        gold_files=_texts(row, "gold_files"),
        gold_quote=quote,
    )


def _texts(row: Mapping[str, Any], field: str) -> tuple[str, ...]:
    value = row.get(field)
    if isinstance(value, str):
        value = _list_in(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        value = [value]
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str | int | float) for item in value):
        raise ValueError(f"its {field} must be a list of texts")
    return tuple(text for item in value if (text := str(item).strip()))


def _list_in(cell: str) -> Any:
    """Read a cell as a JSON list where it is one, and as texts parted by `|` otherwise."""
    if cell.lstrip().startswith("["):
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            pass  # an answer may begin with a bracket
    return cell.split("|")


def _truth(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    word = str(value).strip().lower()
    if word not in _TRUE | _FALSE:
        raise ValueError("its unanswerable must be true or false")
    return word in _TRUE
