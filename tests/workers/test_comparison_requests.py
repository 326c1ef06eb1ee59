"""Comparisons through the inference worker, as the window makes them: one question a request."""

import json
from collections.abc import Callable
from pathlib import Path

from desktop_app.paths import DataPaths
from desktop_app.workers.comparison_protocol import (
    BeginComparison,
    CompareNext,
    CompareRuns,
    ComparisonRead,
    ComparisonsListed,
    DeleteComparison,
    ExportComparison,
    ListComparisons,
    QuestionCompared,
    ReadComparison,
    RunsCompared,
    VoteOnAnswers,
)
from desktop_app.workers.protocol import Failed, Finished, Message
from tests.workers.conftest import Worker


def read_in(events: list[Message]) -> ComparisonRead:
    (found,) = [event for event in events if isinstance(event, ComparisonRead)]
    return found


def test_a_comparison_goes_on_one_question_at_a_time_and_ends_with_its_verdict(
    start_worker: Callable[[str], Worker], data: DataPaths, tmp_path: Path
) -> None:
    data.settings.write_text('{"answer_tokens": 32}', encoding="utf-8")
    questions = tmp_path / "pets.jsonl"
    lines = [
        {"question": "What does a cat say?", "answers": ["meow"]},
        {"question": "What did Zorblax eat?", "unanswerable": True},
    ]
    questions.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    worker = start_worker("inference")
    fields = {"path": str(questions), "approaches": ["model", "documents"]}

    begun = read_in(worker.ask(BeginComparison, **fields))
    assert (begun.name, begun.columns, begun.done, begun.total) == ("pets", ["Model only", "Documents"], 0, 4)
    assert [row["cells"] for row in begun.rows] == [[None, None], [None, None]]

    places = []
    for step in range(1, 5):
        events = worker.ask(CompareNext, comparison=begun.comparison)
        (compared,) = [event for event in events if isinstance(event, QuestionCompared)]
        assert (compared.done, compared.total) == (step, 4)
        places.append((compared.row, compared.column))
    assert places == [(0, 0), (0, 1), (1, 0), (1, 1)]
    finished = read_in(events)
    assert finished.verdict.startswith("Too few questions to tell")
    # Nothing is indexed: from no documents all is refused, which is right for the second question.
    assert [row["cells"][1]["mark"] for row in finished.rows] == ["refused", "right"]
    assert finished.figures[0][0] == "Correct"

    again = read_in(worker.ask(BeginComparison, **fields))
    assert (again.comparison, again.done, again.rows) == (begun.comparison, 4, finished.rows)
    assert read_in(worker.ask(ReadComparison, comparison=begun.comparison)).rows == finished.rows
    (listed,) = [event for event in worker.ask(ListComparisons) if isinstance(event, ComparisonsListed)]
    assert [entry["set"] for entry in listed.comparisons] == ["pets"]

    voted = read_in(worker.ask(VoteOnAnswers, comparison=begun.comparison, row=0, column=1))
    assert voted.votes == [1, None]
    assert ["Preferred in blind votes", "0", "1"] in voted.figures
    assert voted.figures[-2][0] == "Memory"
    assert all(value.endswith(" GB") for value in voted.figures[-2][1:])

    anew = read_in(worker.ask(BeginComparison, **fields, again=True))
    assert [run["comparison"] for run in anew.earlier or []] == [begun.comparison]
    (change,) = [
        event
        for event in worker.ask(CompareRuns, comparison=begun.comparison, earlier=begun.comparison)
        if isinstance(event, RunsCompared)
    ]
    assert change.text.startswith("Nothing else changed between them. Model only is as good as before")
    assert isinstance(worker.ask(DeleteComparison, comparison=anew.comparison)[-1], Finished)
    assert isinstance(worker.ask(ReadComparison, comparison=anew.comparison)[-1], Failed)

    assert isinstance(worker.ask(ExportComparison, comparison=1, path=str(tmp_path / "out.md"))[-1], Finished)
    assert "What did Zorblax eat?" in (tmp_path / "out.md").read_text(encoding="utf-8")


def test_what_can_not_be_compared_fails_with_its_sentence(
    start_worker: Callable[[str], Worker], tmp_path: Path
) -> None:
    questions = tmp_path / "set.csv"
    questions.write_text("question\nWhy?\n", encoding="utf-8")
    worker = start_worker("inference")

    for request, fields, code in (
        (
            BeginComparison,
            {"path": str(questions), "approaches": ["both"], "adapter": "gone"},
            "adapter.unknown",
        ),
        (BeginComparison, {"path": str(questions), "approaches": []}, "input"),
        (BeginComparison, {"path": str(tmp_path / "gone.csv"), "approaches": ["model"]}, "input"),
        (CompareNext, {"comparison": 9}, "input"),
    ):
        end = worker.ask(request, **fields)[-1]
        assert isinstance(end, Failed)
        assert end.code == code
