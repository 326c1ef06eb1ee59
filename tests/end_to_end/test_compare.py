"""`carrel compare` with the real starter model, on three small documents and four questions."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from desktop_app.paths import DataPaths
from desktop_app.workers.comparing import open_comparisons

DOCUMENTS = {
    "lease.md": "# Lease\n\nEither party may end this lease with a notice period of ninety days.\n",
    "garden.md": "# Garden\n\nThe hedge of the garden is cut by the tenant every October.\n",
    "club.md": "# Sailing club\n\nThe treasurer of the sailing club is Wilhelmina Okonkwo.\n",
}
QUESTIONS = [
    {"id": "notice", "question": "What is the notice period of the lease?", "answers": ["ninety days", "90 days"],
     "gold_files": ["lease.md"]},
    {"id": "hedge", "question": "In which month is the hedge of the garden cut?", "answers": ["October"]},
    {"id": "treasurer", "question": "Who is the treasurer of the sailing club?", "answers": ["Wilhelmina Okonkwo"]},
    {"id": "orbit", "question": "How many moons orbit Jupiter?", "unanswerable": True},
]  # fmt: skip


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "desktop_app", *arguments]


def carrel(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, encoding="utf-8", timeout=280)


def compared(*arguments: str) -> dict[str, Any]:
    ended = carrel("compare", *arguments, "--json")
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


@pytest.fixture
def questions(tmp_path: Path, own_data_folder: Path) -> Path:
    """A question set about an indexed folder; answers are kept short for the sake of time."""
    own_data_folder.mkdir()
    (own_data_folder / "settings.json").write_text('{"answer_tokens": 48}', encoding="utf-8")
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert carrel("folder", "add", str(folder)).returncode == 0
    assert carrel("index").returncode == 0
    file = tmp_path / "lease questions.jsonl"
    file.write_text("".join(json.dumps(question) + "\n" for question in QUESTIONS), encoding="utf-8")
    return file


@pytest.mark.slow
def test_documents_beat_the_model_alone_and_the_results_stay(
    questions: Path, tmp_path: Path, own_data_folder: Path
) -> None:
    table = tmp_path / "answers.csv"
    first = compared(str(questions), "--approaches", "model,documents", "--export", str(table))

    documents, model = first["approaches"]["documents"], first["approaches"]["model"]
    assert documents["questions"] == model["questions"] == 4
    assert documents["right"] == 4
    assert (documents["contains"], documents["cited"], documents["refused_right"]) == (1.0, 1.0, 1.0)
    assert documents["right"] > model["right"]
    assert model["cited"] is None
    assert documents["milliseconds"]["total"] > 0
    assert first["verdict"].startswith("Too few questions to tell: Documents 4 of 4")

    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["approach"]) for row in rows] == [
        (question["id"], approach) for question in QUESTIONS for approach in ("model", "documents")
    ]
    assert {row["mark"] for row in rows if row["approach"] == "documents"} == {"right"}

    times = answered_at(own_data_folder)
    assert compared(str(questions))["approaches"] == first["approaches"]
    assert answered_at(own_data_folder) == times, "nothing was asked twice"
    assert [json.loads(line)["set"] for line in carrel("compare", "--list", "--json").stdout.splitlines()] == [
        "lease questions"
    ]
    shown = carrel("compare", "--show", str(first["comparison"]))
    assert "Documents" in shown.stdout
    assert first["verdict"] in shown.stdout
    assert "Memory" in shown.stdout

    again = compared(str(questions), "--approaches", "model,documents", "--again", "--sample", "4")
    since = carrel("compare", "--show", str(again["comparison"]), "--against", str(first["comparison"]))
    assert "Documents is as good as before: 4 of 4 right." in since.stdout
    assert carrel("compare", "--delete", str(again["comparison"])).returncode == 0
    assert carrel("compare", "--show", str(again["comparison"])).returncode == 1


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="a signal can't be sent to one process there")
def test_interrupted_it_ends_quietly_and_goes_on_where_it_stopped(questions: Path, own_data_folder: Path) -> None:
    running = subprocess.Popen(
        command("compare", str(questions)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 120
    while not answered_at(own_data_folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    out, complaint = running.communicate(timeout=60)
    before = answered_at(own_data_folder)

    assert (running.returncode, out) == (130, "")
    assert "Traceback" not in complaint
    assert "goes on from there" in complaint
    assert 1 <= len(before) < 8

    resumed = carrel("compare", str(questions), "--json")
    assert json.loads(resumed.stdout)["approaches"]["documents"]["questions"] == 4
    assert f"{len(before)} of 8 answers were given earlier" in resumed.stderr
    after = answered_at(own_data_folder)
    assert len(after) == 8
    assert {key: after[key] for key in before} == before


def answered_at(data: Path) -> dict[tuple[str, str], float]:
    """Return which answers of the newest comparison there are, with how long each took: no two take the same."""
    if not DataPaths(data).comparisons.exists():
        return {}
    store = open_comparisons(DataPaths(data))
    try:
        return {
            key: answer.total_ms for comparison in store.list()[:1] for key, answer in store.answers(comparison).items()
        }
    finally:
        store.close()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["QUESTIONS", "--approaches", "both", "--adapter", "tone"], "There is no adapter tone"),
        (["QUESTIONS", "--model", "nothing.gguf"], "model"),
        (["QUESTIONS", "--export", "answers.pdf"], ".csv or .md"),
        (["missing.jsonl"], "can't be read"),
        (["--show", "7"], "There is no comparison 7"),
        (["--delete", "7"], "There is no comparison 7"),
        ([], "Name a file of questions"),
    ],
)
def test_what_can_not_be_compared_is_said_in_one_sentence(arguments: list[str], sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text('{"question": "Why?", "answers": ["so"]}\n', encoding="utf-8")
    ended = carrel("compare", *(str(file) if argument == "QUESTIONS" else argument for argument in arguments))

    assert ended.returncode == 1
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr
