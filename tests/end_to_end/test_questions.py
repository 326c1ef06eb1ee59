"""`carrel questions`: question sets made with the real starter model, and from real conversations."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.domain import Answer, Approach
from desktop_app.evaluation.question_set import parse_question_set
from desktop_app.paths import DataPaths
from desktop_app.store.conversations import Conversations
from desktop_app.workers.wire import from_json

PLACES = """# Round trip

There are 99 steps up to the church of Saint Anna. The camp site can be cancelled free of charge until 10 June.
The family ticket for the museum of ships is 37 euros. In the summer the lake of Orta has about 22 degrees.
The bridge over the Elder was opened in 1907 by the mayor. The ferry to the island takes 40 minutes each way.
"""


def carrel(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "desktop_app", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=280)


@pytest.mark.slow
def test_questions_are_drafted_with_answers_that_stand_in_the_documents(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "trip.md").write_text(PLACES, encoding="utf-8")
    assert carrel("folder", "add", str(folder)).returncode == 0
    assert carrel("index").returncode == 0

    drafted = carrel("questions", "--draft", "2")

    assert drafted.returncode == 0, drafted.stderr
    found = parse_question_set(drafted.stdout, Path("drafted.jsonl")).questions
    assert 1 <= len(found) <= 2
    for question in found:
        assert question.gold_quote in " ".join(PLACES.split())
        assert question.answers[0] in question.gold_quote
        assert question.answers[0].casefold() not in question.text.casefold()
        assert question.gold_files == ("trip.md",)
    assert "read them before" in drafted.stderr


def test_what_can_not_be_drafted_is_said_in_one_sentence() -> None:
    for arguments, status, sentence in (
        (("--draft", "3"), 1, "No document there has been read yet"),
        (("--draft", "0"), 2, "'0' is no whole number"),
        (("--from-conversations",), 1, "There are no conversations yet"),
    ):
        ended = carrel("questions", *arguments)
        assert ended.returncode == status
        assert sentence in ended.stderr
        assert "Traceback" not in ended.stderr


def test_approved_answers_are_a_question_set(own_data_folder: Path) -> None:
    paths = DataPaths(own_data_folder).create()
    kept = Conversations.open(paths.conversations, lambda payload: from_json(Answer, payload))
    lease = kept.create("Lease")
    kept.add_question(lease.id, "How much notice ends the lease?")
    answer = kept.add_answer(lease.id, Answer("?", "Two weeks.", False, Approach.MODEL, "S"))
    assert carrel("questions", "--from-conversations").returncode == 1
    kept.set_feedback(answer.id, -1, "Ninety days")
    kept.close()

    made = carrel("questions", "--from-conversations")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["answers"] == ["Ninety days"]


def test_an_approach_is_advised_with_reasons_and_a_next_step(tmp_path: Path) -> None:
    plain = carrel("advise")
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout.startswith("Begin with your documents.")
    assert "carrel folder add" in plain.stdout

    asked = carrel(
        "advise", "--wish", "form", "--changes", "seldom", "--examples", "500", "--without-sources", "--json"
    )
    advice = json.loads(asked.stdout)
    assert advice["approach"] == "adapter"
    assert advice["reasons"]
    assert advice["seen"]["cores"] >= 1
    assert advice["steps"][0] in ("train", "try")
