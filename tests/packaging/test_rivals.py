"""The bench beside LlamaIndex: what is asked, how it is judged, and how the table tells it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from environment import asked_for
from outcome import Indexing, Outcome, Reply, Search
from peak_memory import PeakMemory
from rival_table import Row, rows, table
from tasks import SAMPLES, SETS_VARIABLE, spread, tasks

from desktop_app.questions import Question

DEPOSIT = Question(
    "1", "How high is the deposit?", ("2,670 euros",), gold_files=("lease.txt",), gold_quote="2,670 euros"
)


def outcome(index_s: float, search_s: float, first_word_s: float, text: str, *, refused: bool = False) -> Outcome:
    made = Outcome(ready_s=1.0, answering_mb=100.0)
    made.indexed += [Indexing(seconds, seconds + 1, 200.0, 1000) for seconds in (index_s, index_s, 100 * index_s)]
    made.note_search(DEPOSIT, Search(search_s, [("lease.txt", "A deposit of 2,670\neuros is paid.")]))
    made.note_reply(DEPOSIT, Reply(first_word_s, 2 * first_word_s, text, refused))
    return made


def row(figures: list[Row], name: str) -> Row:
    return next(figure for figure in figures if figure.figure.startswith(name))


def test_times_are_medians_and_their_ratio_says_how_many_times_faster_carrel_is() -> None:
    figures = rows(outcome(2.0, 0.010, 0.5, "2,670 euros"), outcome(6.0, 0.020, 4.0, "2,670 euros"))
    assert (row(figures, "indexing (").ours, row(figures, "indexing (").result) == (2.0, "3.0 ×")
    assert row(figures, "text embedded").result == "3.0 ×"
    assert row(figures, "search").result == "2.0 ×"
    assert row(figures, "time to the first word").result == "8.0 ×"


def test_shares_are_compared_by_their_difference() -> None:
    figures = rows(outcome(1, 1, 1, "I do not know."), outcome(1, 1, 1, "It is 2,670 euros."))
    assert row(figures, "right words answered").result == "-1.00"
    assert row(figures, "quote in five").result == "+0.00"


def test_a_quote_is_found_over_a_line_break_and_a_wrong_file_is_not_found() -> None:
    made = outcome(1, 1, 1, "")
    made.note_search(DEPOSIT, Search(1.0, [("other.txt", "nothing of it")]))
    assert made.quotes_found == [True, False]
    assert made.files_found == [True, False]


def test_a_refusal_gives_no_right_words_whatever_it_says() -> None:
    assert outcome(1, 1, 1, "The documents do not tell of 2,670 euros.", refused=True).right == [False]


def test_the_table_has_a_line_for_each_figure_with_its_goal() -> None:
    lines = table([Row("search", 12.0, 24.0, "ms", "at least 1.5 ×"), Row("right", 0.5, 0.25, "")]).splitlines()
    assert lines[2] == "| search | 12.0 ms | 24.0 ms | 2.0 × | at least 1.5 × |"
    assert lines[3] == "| right | 0.50 | 0.25 | +0.25 |  |"


def test_questions_are_taken_evenly_from_all_of_a_set() -> None:
    questions = [Question(str(number), "?") for number in range(10)]
    assert [question.id for question in spread(questions, 3)] == ["0", "3", "6"]
    assert spread(questions, 50) == questions


def test_folders_are_asked_only_what_has_an_answer_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "lease.txt").write_text("A deposit of 2,670 euros.")
    known = {
        "id": "1",
        "question": "How high?",
        "answers": ["2,670"],
        "gold_files": ["lease.txt"],
        "gold_quote": "of 2,670",
    }
    lines = [known, {"id": "2", "question": "How late?", "unanswerable": True}]
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    monkeypatch.setenv(SETS_VARIABLE, str(tmp_path))
    (task,) = tasks([], most=30)
    assert [question.id for question in task.questions] == ["1"]
    assert task.files == 1


def test_without_folders_the_sample_documents_are_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETS_VARIABLE, raising=False)
    (task,) = tasks([], most=30)
    assert task.name == SAMPLES
    assert all((task.documents / name).is_file() for question in task.questions for name in question.gold_files)


def test_memory_at_its_height_counts_the_processes_that_a_process_starts() -> None:
    child = "held = b'x' * 60_000_000; import time; time.sleep(0.6)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen([sys.executable, "-c", parent]) as process, PeakMemory(process.pid) as memory:
        process.wait()
    assert memory.mb > 60


def test_every_rival_is_asked_for_in_one_version() -> None:
    assert all("==" in requirement for requirement in asked_for())
