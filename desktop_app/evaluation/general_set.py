"""The fixed general set: short questions and paragraphs that tell what an adapter made a model forget.

The files ship with the app and never change, so that reports can be compared.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from desktop_app.evaluation.question_set import read_question_set
from desktop_app.questions import Question

QUESTIONS, PARAGRAPHS = "questions.jsonl", "paragraphs.json"


@dataclass(frozen=True, slots=True)
class GeneralSet:
    """Questions with short known answers, and paragraphs of ordinary text."""

    questions: tuple[Question, ...]
    paragraphs: tuple[str, ...]


def read_general_set(folder: Path) -> GeneralSet:
    """Read the set that ships in `folder`."""
    paragraphs = json.loads((folder / PARAGRAPHS).read_text(encoding="utf-8"))["paragraphs"]
    return GeneralSet(read_question_set(folder / QUESTIONS).questions, tuple(paragraphs))
