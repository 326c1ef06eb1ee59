"""Comparisons: kept, gone on with, asked again."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from desktop_app.domain import AdapterUse, Answer, Approach, Citation
from desktop_app.errors import BadInput, ComparisonsDamaged, ComparisonsTooNew
from desktop_app.questions import Question, Way
from desktop_app.store.comparisons import Comparisons
from desktop_app.workers.wire import from_json

QUESTIONS = (Question("1", "How much notice?", ("ninety days",), gold_files=("lease.pdf",)), Question("2", "Roof?"))
MODEL = Way(Approach.MODEL, "tiny", conditions="a")
BOTH = Way(Approach.BOTH, "tiny", (AdapterUse("tone", 0.5),), "b")
ANSWER = Answer("How much notice?", "90 [1]", False, Approach.BOTH, "tiny", (Citation(1, "l.pdf", "L", 1, "", "90"),))


@pytest.fixture
def comparisons(tmp_path: Path) -> Iterator[Comparisons]:
    opened = Comparisons.open(tmp_path / "comparisons.db", from_json, itertools.count(1_000.0).__next__)
    yield opened
    opened.close()


def test_a_comparison_reads_the_same_after_closing(tmp_path: Path) -> None:
    opened = Comparisons.open(tmp_path / "comparisons.db", from_json)
    begun = opened.begin("Lease", "/sets/lease.jsonl", QUESTIONS, [MODEL, BOTH])
    opened.keep_answer(begun, QUESTIONS[0], BOTH, ANSWER)
    opened.finish(begun, {"verdict": "Use Both."})
    opened.close()

    again = Comparisons.open(tmp_path / "comparisons.db", from_json)
    (found,) = again.list()
    assert (found.name, found.questions, found.ways) == ("Lease", QUESTIONS, (MODEL, BOTH))
    assert found.finished is not None
    assert found.summary == {"verdict": "Use Both."}
    assert again.answers(found) == {("1", BOTH.key): ANSWER}
    again.close()


def test_the_same_comparison_is_gone_on_with(comparisons: Comparisons) -> None:
    begun = comparisons.begin("Lease", "/a", QUESTIONS, [MODEL, BOTH])
    comparisons.keep_answer(begun, QUESTIONS[0], BOTH, ANSWER)

    again = comparisons.begin("Lease", "/moved", QUESTIONS, [BOTH, MODEL])

    assert again.id == begun.id
    assert comparisons.find_answer(again, QUESTIONS[0], BOTH) == ANSWER
    assert comparisons.find_answer(again, QUESTIONS[0], MODEL) is None
    assert comparisons.find_answer(again, QUESTIONS[1], BOTH) is None


def test_another_set_uses_what_was_answered_already(comparisons: Comparisons) -> None:
    comparisons.keep_answer(comparisons.begin("Lease", "", QUESTIONS, [BOTH]), QUESTIONS[0], BOTH, ANSWER)
    renamed = replace(QUESTIONS[0], id="7", answers=("90",))

    other = comparisons.begin("Longer", "", [renamed], [BOTH])

    assert comparisons.find_answer(other, renamed, BOTH) == ANSWER
    assert comparisons.answers(other) == {("7", BOTH.key): ANSWER}


def test_asking_again_asks_everything_anew_and_may_be_gone_on_with(comparisons: Comparisons) -> None:
    first = comparisons.begin("Lease", "", QUESTIONS, [BOTH])
    comparisons.keep_answer(first, QUESTIONS[0], BOTH, ANSWER)
    comparisons.finish(first, {})

    anew = comparisons.begin("Lease", "", QUESTIONS, [BOTH], again=True)
    assert anew.id != first.id
    assert comparisons.find_answer(anew, QUESTIONS[0], BOTH) is None
    other = replace(ANSWER, text="80 [1]")
    comparisons.keep_answer(anew, QUESTIONS[0], BOTH, other)

    for again in (True, False):  # both go on with what was stopped
        resumed = comparisons.begin("Lease", "", QUESTIONS, [BOTH], again=again)
        assert resumed.id == anew.id
        assert comparisons.find_answer(resumed, QUESTIONS[0], BOTH) == other
    comparisons.finish(anew, {})
    assert comparisons.begin("Lease", "", QUESTIONS, [BOTH], again=True).id != anew.id
    assert comparisons.answers(first) == {("1", BOTH.key): ANSWER}


def test_deleting_a_comparison_leaves_what_others_use(comparisons: Comparisons) -> None:
    first = comparisons.begin("Lease", "", QUESTIONS, [BOTH])
    comparisons.keep_answer(first, QUESTIONS[0], BOTH, ANSWER)
    second = comparisons.begin("Short", "", QUESTIONS[:1], [BOTH])
    assert comparisons.find_answer(second, QUESTIONS[0], BOTH) == ANSWER

    comparisons.delete(first.id)

    assert [found.name for found in comparisons.list()] == ["Short"]
    assert comparisons.answers(second) == {("1", BOTH.key): ANSWER}
    with pytest.raises(BadInput):
        comparisons.find(first.id)


def test_votes_are_kept_replaced_and_taken_back(comparisons: Comparisons) -> None:
    begun = comparisons.begin("Lease", "", QUESTIONS, [MODEL, BOTH])
    comparisons.vote(begun, QUESTIONS[0], MODEL)
    comparisons.vote(begun, QUESTIONS[0], BOTH)
    comparisons.vote(begun, QUESTIONS[1], None)
    assert comparisons.votes(begun) == {"1": BOTH.key, "2": ""}
    comparisons.take_back_vote(begun, QUESTIONS[0])
    assert comparisons.votes(begun) == {"2": ""}
    comparisons.delete(begun.id)
    assert comparisons.votes(begun) == {}


def test_other_runs_of_the_same_questions_are_found_the_newest_first(comparisons: Comparisons) -> None:
    first = comparisons.begin("Lease", "", QUESTIONS, [MODEL])
    second = comparisons.begin("Lease", "", QUESTIONS, [BOTH])
    third = comparisons.begin("Lease", "", QUESTIONS, [MODEL], again=True)
    comparisons.begin("Other", "", QUESTIONS[:1], [MODEL])
    assert [run.id for run in comparisons.runs(second)] == [third.id, first.id]


def test_an_answer_of_another_version_counts_as_not_given(comparisons: Comparisons, tmp_path: Path) -> None:
    begun = comparisons.begin("Lease", "", QUESTIONS, [BOTH])
    comparisons.keep_answer(begun, QUESTIONS[0], BOTH, ANSWER)
    other = apsw.Connection(str(tmp_path / "comparisons.db"))
    other.execute("update answers set answer = '{\"new\": 1}'")
    other.close()

    assert comparisons.find_answer(begun, QUESTIONS[0], BOTH) is None
    assert comparisons.answers(begun) == {}


def test_a_file_of_a_newer_version_and_a_damaged_one_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "comparisons.db"
    Comparisons.open(path, from_json).close()
    db = apsw.Connection(str(path))
    db.pragma("user_version", 99)
    db.close()
    with pytest.raises(ComparisonsTooNew):
        Comparisons.open(path, from_json)

    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(ComparisonsDamaged):
        Comparisons.open(path, from_json)
    assert path.read_bytes().startswith(b"no database")
