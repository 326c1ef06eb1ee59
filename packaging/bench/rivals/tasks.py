"""What both sides are given: folders of documents with questions that have an answer there."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.evaluation.question_set import read_question_set
from desktop_app.questions import Question
from desktop_app.resources import resource_path

SETS_VARIABLE = "CARREL_SETS"
SAMPLES = "sample documents"
LEASE, OFFER, MEETING = "Lease Alder Street.pdf", "Offer heat pump.docx", "Board meeting 2024-09-18.txt"
RULES, TRIP = "House rules.html", "Trip to Slovenia.md"
# What is asked, answers that are right, the file, and words of it.
SAMPLE_QUESTIONS = tuple(
    Question(str(number), text, answers, gold_files=(file,), gold_quote=quote)
    for number, (text, answers, file, quote) in enumerate(
        (
            ("What is the notice period for the tenants?", ("three months",), LEASE, "notice period of three months"),
            ("How high is the deposit for the flat?", ("2,670", "three times"), LEASE, "a deposit of 2,670 euros"),
            ("How long is the warranty on the heat pump?", ("seven years",), OFFER, "a warranty of seven years"),
            ("How large is the rainwater tank that the board chose?", ("3,000",), MEETING, "the tank of 3,000 litres"),
            ("What does a wash in the laundry room cost?", ("1.50 euros",), RULES, "A wash costs 1.50 euros"),
            ("What is the booking reference of the train?", ("KX7-2291",), TRIP, "booking reference is KX7-2291"),
        )
    )
)


@dataclass(frozen=True, slots=True)
class Task:
    """A folder and questions about it, each with `answers`, `gold_files` and a `gold_quote`."""

    name: str
    documents: Path
    questions: Sequence[Question]

    @property
    def files(self) -> int:
        return sum(path.is_file() for path in self.documents.rglob("*"))


def tasks(folders: Sequence[Path], most: int) -> Iterator[Task]:
    """Yield what these folders hold, else those of CARREL_SETS, else the samples; `most` questions of each."""
    named = [Path(name) for name in os.environ.get(SETS_VARIABLE, "").split(os.pathsep) if name]
    chosen = [folder for folder in folders or named if (folder / "questions.jsonl").exists()]
    for folder in chosen:
        yield Task(folder.name, folder / "docs", spread(_answerable(folder / "questions.jsonl"), most))
    if not chosen:
        yield Task(SAMPLES, resource_path("samples/documents"), spread(SAMPLE_QUESTIONS, most))


def spread(questions: Sequence[Question], most: int) -> list[Question]:
    """Return at most so many, evenly from all of them: sets are sorted by file."""
    count = min(most, len(questions))
    return [questions[place * len(questions) // count] for place in range(count)]


def _answerable(file: Path) -> list[Question]:
    """Return the questions of which it is known what is right."""
    return [
        question
        for question in read_question_set(file).questions
        if question.answers and question.gold_files and question.gold_quote and not question.unanswerable
    ]
