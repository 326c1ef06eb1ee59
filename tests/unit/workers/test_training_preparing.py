"""What the window is told of a file of examples before anything is trained."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.domain import Turn
from desktop_app.errors import BadInput
from desktop_app.paths import DataPaths
from desktop_app.training.examples import Example
from desktop_app.training.findings import Finding
from desktop_app.training.preparation import Choice, PreparedExample
from desktop_app.training.split import Part
from desktop_app.workers.training_preparing import most_needed, prepare_request
from desktop_app.workers.training_protocol import ExamplesPrepared, PrepareExamples
from tests.samples.gguf_files import write_tiny_model

LINES = [
    {"instruction": "Greet the captain", "output": "Good morning, captain.", "document": "Letters.md"},
    {"instruction": "Greet the captain", "output": "Good morning, captain.", "document": "Letters.md"},
    {"instruction": "Write to jo@example.org", "output": "Done, it is sent."},
    {"instruction": "What now?", "output": ""},
    *({"instruction": f"Describe {word}", "output": f"It is a fine {word}."} for word in ("rope", "lamp", "harbour")),
]


@pytest.fixture
def request_for(tmp_path: Path) -> PrepareExamples:
    model = write_tiny_model(tmp_path / "tiny.gguf")
    file = tmp_path / "examples.jsonl"
    file.write_text("\n".join(map(json.dumps, LINES)))
    return PrepareExamples(7, str(file), model=str(model), max_tokens=400)


def prepared(request: PrepareExamples, folder: Path, **decisions: dict[str, str]) -> ExamplesPrepared:
    asked = PrepareExamples(7, request.path, request.model, request.max_tokens, decisions)
    return prepare_request(DataPaths(folder / "data").create(), asked)


def test_each_example_is_a_row_with_its_part_and_reasons(request_for: PrepareExamples, tmp_path: Path) -> None:
    event = prepared(request_for, tmp_path)
    assert [row["source"] for row in event.rows[:3]] == ["Letters.md", "Letters.md", "line 3"]
    assert [row["part"] for row in event.rows[1:4]] == ["left_out"] * 3
    assert event.rows[1]["findings"] == ["It says the same as line 1."]
    assert event.rows[3]["must_mend"] is True
    assert event.counts["left_out"] == 3
    assert event.found == {"duplicate": 1, "personal": 1, "empty": 1}
    assert any("few" in hint for hint in event.hints)


def test_decisions_come_back_with_what_they_changed(request_for: PrepareExamples, tmp_path: Path) -> None:
    first = prepared(request_for, tmp_path)
    personal, empty = first.rows[2]["id"], first.rows[3]["id"]
    edit = {"choice": "edit", "question": "What now?", "answer": "Now we sail."}
    event = prepared(request_for, tmp_path, **{personal: {"choice": "keep"}, empty: edit})
    assert [row["decision"] for row in event.rows[2:4]] == ["keep", "edit"]
    assert event.rows[3]["answer"] == "Now we sail."
    assert event.counts["left_out"] == 1


def test_a_decision_that_is_none_is_refused(request_for: PrepareExamples, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="keep, drop or edit"):
        prepared(request_for, tmp_path, some={"choice": "burn"})


def test_of_very_many_examples_those_that_need_the_person_are_shown() -> None:
    found = Finding("personal", "It holds a mail address.")
    rows = [
        PreparedExample(str(number), Example((Turn("user", "x" * 90),), "x" * 10), Part.LEARN) for number in range(20)
    ]
    rows[17] = replace(rows[17], findings=(found,))
    rows[18] = replace(rows[18], decision=Choice.DROP)
    assert most_needed(rows) == rows
    assert [row.id for row in most_needed(rows, most=4)] == ["0", "1", "17", "18"]
    assert [row.id for row in most_needed(rows, characters=300)] == ["0", "17", "18"]
    assert [row.id for row in most_needed(rows, characters=1)] == ["17"]
