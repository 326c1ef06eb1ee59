"""Comparisons as files: what documents and models wrote stays text."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import Answer, Approach, Citation
from desktop_app.errors import BadInput
from desktop_app.evaluation.comparison import Result
from desktop_app.evaluation.metrics import judge
from desktop_app.evaluation.report import as_csv, as_markdown, as_table, mark_of, require_export
from desktop_app.questions import Question, Way


def result(text: str, question: Question | None = None, *, refused: bool = False) -> Result:
    asked = question or Question("1", "Who?", ("Ada",))
    citations = (Citation(1, "/papers/ada.md", "Ada", 1, "", "Ada"),)
    answer = Answer(asked.text, text, refused, Approach.DOCUMENTS, "tiny", citations, total_ms=1500.0)
    return Result(asked, Way(Approach.DOCUMENTS, "tiny"), answer, judge(asked, answer))


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\r")))
def test_any_answer_survives_the_table_and_none_is_a_formula(text: str) -> None:
    (row,) = csv.DictReader(io.StringIO(as_csv([result(text)]), newline=""))
    assert row["answer"].removeprefix("'") == text.removeprefix("'")
    assert not row["answer"].startswith(("=", "+", "-", "@", "\t"))
    assert row["cited_files"] == "/papers/ada.md"


@given(st.text())
def test_any_answer_stays_in_its_cell(text: str) -> None:
    lines = as_markdown("Set", 0.0, [result(text)]).split("\n")
    row = lines[lines.index("| Question | Documents |") + 2]
    assert row.replace("\\\\", "").replace("\\|", "").count("|") == 3
    assert "<" not in row


def test_each_outcome_has_its_word() -> None:
    roof, open_question = Question("2", "Roof?", unanswerable=True), Question("3", "Why?")
    assert mark_of(result("Ada [1].")) == "right"
    assert mark_of(result("Bob [1].")) == "wrong"
    assert mark_of(result("Not there.", refused=True)) == "refused"
    assert mark_of(result("Red.", roof)) == "invented"
    assert mark_of(result("Not there.", roof, refused=True)) == "right"
    assert mark_of(result("Because.", open_question)) == ""


def test_the_table_for_a_terminal_is_as_wide_as_its_figures() -> None:
    lines = as_table([result("Ada [1].")])
    assert lines[1].split() == ["Correct", "1", "/", "1"]
    assert len({len(line) for line in lines}) == 1


def test_memory_and_blind_votes_are_lines_of_the_table() -> None:
    judged = result("Ada [1].")
    lines = as_table([replace(judged, answer=replace(judged.answer, memory_bytes=1_260_000_000))])
    assert lines[-1].split() == ["Memory", "1.3", "GB"]
    assert as_table([judged])[-1].split() == ["Memory", "–"]
    voted = as_table([judged], {Approach.DOCUMENTS: 3})
    assert voted[-1].split() == ["Preferred", "in", "blind", "votes", "3"]
    assert "| Preferred in blind votes | 3 |" in as_markdown("Set", 0.0, [judged], {Approach.DOCUMENTS: 3})


def test_only_csv_and_markdown_are_written() -> None:
    for name in ("out.csv", "out.MD"):
        require_export(Path(name))
    with pytest.raises(BadInput):
        require_export(Path("out.xlsx"))
