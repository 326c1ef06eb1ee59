"""The words spoken about comparisons and question sets; the language itself is in protocol.py."""

from dataclasses import dataclass
from typing import Any

from desktop_app.workers.protocol import Message


@dataclass(frozen=True, slots=True)
class ListComparisons(Message):
    """Name all comparisons, the newest first: one `ComparisonsListed`."""


@dataclass(frozen=True, slots=True)
class ReadComparison(Message):
    """Read one comparison with its answers: one `ComparisonRead`."""

    comparison: int


@dataclass(frozen=True, slots=True)
class BeginComparison(Message):
    """Begin to compare approaches on a file of questions, or go on with it: one `ComparisonRead`.

    Nothing is asked yet. `adapter`, from 0 to 1.5 strong, is for the approaches that use one;
    `again` asks anew what was answered before.
    """

    path: str
    approaches: list[str]
    model: str = ""
    adapter: str = ""
    strength: float = 1.0
    scope: list[str] | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class CompareNext(Message):
    """Answer the next question of a comparison one way: one `QuestionCompared`; with the last a `ComparisonRead`."""

    comparison: int


@dataclass(frozen=True, slots=True)
class ExportComparison(Message):
    """Write a comparison to a .csv or .md file: nothing but the end of the request."""

    comparison: int
    path: str


@dataclass(frozen=True, slots=True)
class DeleteComparison(Message):
    """Delete a comparison with those of its answers that no other one uses: nothing but the end of the request."""

    comparison: int


@dataclass(frozen=True, slots=True)
class VoteOnAnswers(Message):
    """Keep which answer to the question `row` was preferred without seeing its approach: one `ComparisonRead`.

    `column` is -1 where none is better than the others; None takes the vote back.
    """

    comparison: int
    row: int
    column: int | None


@dataclass(frozen=True, slots=True)
class CompareRuns(Message):
    """Say what became better or worse since an earlier run of the same questions: one `RunsCompared`."""

    comparison: int
    earlier: int


@dataclass(frozen=True, slots=True)
class DraftQuestions(Message):
    """Begin to draft questions from the documents in `scope`: nothing but the end of the request."""

    count: int
    model: str = ""
    scope: list[str] | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class DraftNext(Message):
    """Go on with it: one `QuestionDrafted`; none where enough are drafted, or the documents give no more."""


@dataclass(frozen=True, slots=True)
class AskAdvice(Message):
    """Say which approach to begin with: one `AdviceGiven`. The values are those of evaluation.advice.Needs.

    `approved` are the answers that the person approved of in their conversations.
    """

    changes: str
    wish: str
    examples: int
    sources: bool
    pace: str
    approved: int = 0


@dataclass(frozen=True, slots=True)
class ComparisonsListed(Message):
    comparisons: list[dict[str, Any]]  # as `carrel compare --list --json` prints them


@dataclass(frozen=True, slots=True)
class ComparisonRead(Message):
    """A comparison as it is shown: `columns` are the approaches, `rows` a question and its cells,

    `figures` a label and a text per approach. A cell is {"text", "mark"}, None while not answered.
    `votes` are blind votes by row: the column that was preferred, -1 for none of them, None where
    nobody voted. `earlier` are other runs of the same questions, as {"comparison", "label"}.
    """

    comparison: int
    name: str
    path: str
    done: int
    total: int
    verdict: str
    approaches: list[str]
    columns: list[str]
    rows: list[dict[str, Any]]
    figures: list[list[str]]
    votes: list[int | None] | None = None
    earlier: list[dict[str, Any]] | None = None
    adapter: str = ""
    strength: float = 1.0
    scope: list[str] | None = None


@dataclass(frozen=True, slots=True)
class QuestionCompared(Message):
    """One more cell is known; `row` and `column` count from 0."""

    comparison: int
    row: int
    column: int
    cell: dict[str, str]
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class RunsCompared(Message):
    """What changed between two runs in sentences, and a line per approach: its name, then, now, and the difference."""

    comparison: int
    earlier: int
    text: str
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class QuestionDrafted(Message):
    """A question as evaluation.question_set reads it, None where a try came to nothing; `tried` counts them."""

    question: dict[str, Any] | None
    tried: int


@dataclass(frozen=True, slots=True)
class AdviceGiven(Message):
    """An approach, sentences for and against it, and the names of the next steps; `seen` is what was looked at."""

    approach: str
    reasons: list[str]
    doubts: list[str]
    steps: list[str]
    seen: dict[str, Any]
