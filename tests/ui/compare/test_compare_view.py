"""The Compare view: begun, answer by answer, stopped, gone on with, read again, exported."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_app.domain import Approach
from desktop_app.ui.ask.text_block import TextBlock
from desktop_app.ui.compare.answers_table import MARK_ROLE
from desktop_app.ui.compare.view import CompareView
from desktop_app.ui.context import WindowContext
from desktop_app.workers.comparison_protocol import (
    AdviceGiven,
    AskAdvice,
    BeginComparison,
    CompareNext,
    CompareRuns,
    ComparisonRead,
    ComparisonsListed,
    DeleteComparison,
    DraftQuestions,
    ExportComparison,
    QuestionCompared,
    ReadComparison,
    RunsCompared,
    VoteOnAnswers,
)
from desktop_app.workers.protocol import Failed, Finished, Message

RIGHT = {"text": "Ninety days [1].", "mark": "right"}
WRONG = {"text": "<b>One</b> month.", "mark": "wrong"}


def comparison(request_id: int, cells: list[dict[str, str] | None], verdict: str = "") -> ComparisonRead:
    done = sum(cell is not None for cell in cells)
    figures = [["Correct", "0 / 1", "1 / 1"]] if verdict else []
    rows = [{"question": "How much notice?", "cells": cells}]
    columns = ["Model only", "Documents"]
    return ComparisonRead(
        request_id, 4, "Lease", "/sets/lease.jsonl", done, 2, verdict, ["model", "documents"], columns, rows, figures
    )


def tell(context: WindowContext, *events: Message) -> None:
    for event in events:
        context.inference.event_received.emit(event)


def begin(view: CompareView, context: WindowContext, sent: Any) -> int:
    """Choose a file; return the id of the request for its first answer."""
    view.choose_file("/sets/lease.jsonl")
    (request,) = sent.of(BeginComparison)
    tell(context, comparison(request.request_id, [None, None]), Finished(request.request_id))
    (step,) = sent.of(CompareNext)
    return int(step.request_id)


def marks(view: CompareView) -> list[object]:
    return [view.page.answers.data(view.page.answers.index(0, column), MARK_ROLE) for column in (1, 2)]


def test_a_chosen_file_is_asked_question_by_question_until_the_verdict(
    view: CompareView, context: WindowContext, sent: Any
) -> None:
    first = begin(view, context, sent)
    assert sent.of(BeginComparison)[0].approaches == ["model", "documents"]
    assert view.page.go.text() == "Stop"
    assert view.page.progress.text() == "0 of 2 answers"

    tell(context, QuestionCompared(first, 4, 0, 0, WRONG, 1, 2), Finished(first))
    assert marks(view) == ["wrong", ""]
    assert view.page.progress.text() == "1 of 2 answers"

    second = sent.of(CompareNext)[1].request_id
    tell(context, QuestionCompared(second, 4, 0, 1, RIGHT, 2, 2))
    tell(context, comparison(second, [WRONG, RIGHT], "Use Documents."), Finished(second))

    assert len(sent.of(CompareNext)) == 2
    assert (view.page.verdict.text(), view.page.verdict.isVisible(), view.page.go.text()) == (
        "Use Documents.",
        True,
        "Compare",
    )
    assert marks(view) == ["wrong", "right"]
    assert view.page.answers.data(view.page.answers.index(0, 1)) == "<b>One</b> month."


def test_stopped_it_asks_nothing_more_and_goes_on_when_wanted(
    view: CompareView, context: WindowContext, sent: Any
) -> None:
    first = begin(view, context, sent)
    view.stop()
    tell(context, QuestionCompared(first, 4, 0, 0, WRONG, 1, 2), Finished(first))

    assert len(sent.of(CompareNext)) == 1
    assert not view.running.is_running
    assert not view.page.verdict.isVisible()

    view.page.go.click()
    request = sent.of(BeginComparison)[-1]
    tell(context, comparison(request.request_id, [WRONG, None]), Finished(request.request_id))
    assert len(sent.of(CompareNext)) == 2


def test_a_comparison_that_fails_says_so_and_stands_still(view: CompareView, context: WindowContext, sent: Any) -> None:
    view.page.boxes[Approach.BOTH].setChecked(True)
    view.choose_file("/sets/lease.jsonl")
    request = sent.of(BeginComparison)[0]
    assert request.approaches == ["model", "documents", "both"]

    tell(context, Failed(request.request_id, "adapter.unknown", "There is no adapter to compare with."))

    assert not view.running.is_running
    assert not sent.of(CompareNext)
    assert "There is no adapter" in context.notices.history[-1].text


def test_earlier_comparisons_are_listed_and_the_newest_is_shown(
    view: CompareView, context: WindowContext, sent: Any
) -> None:
    view.shown()
    entry = {
        "comparison": 4,
        "set": "Lease",
        "questions": 1,
        "date": "2026-01-02T03:04:05",
        "model": "S",
        "adapters": [],
    }
    tell(
        context,
        ComparisonsListed(sent.sent[-1].request_id, [entry | {"adapters": []}]),
        Finished(sent.sent[-1].request_id),
    )

    (request,) = sent.of(ReadComparison)
    tell(context, comparison(request.request_id, [WRONG, RIGHT], "Use Documents."), Finished(request.request_id))

    assert view.side.sets.item(0).text() == "Lease, 1 question"
    assert view.side.sets.item(0).isSelected()
    assert view.page.verdict.text() == "Use Documents."
    assert not view.running.is_running


def test_results_are_exported_where_the_person_says(
    view: CompareView, context: WindowContext, sent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = begin(view, context, sent)
    view.stop()
    tell(context, Finished(first))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("/out.csv", ""))
    view.page.export.click()

    (request,) = sent.of(ExportComparison)
    assert (request.comparison, request.path) == (4, "/out.csv")
    tell(context, Finished(request.request_id))
    assert "/out.csv" in context.notices.history[-1].text


def finish(view: CompareView, context: WindowContext, sent: Any, **fields: Any) -> None:
    """Run a comparison to its verdict."""
    first = begin(view, context, sent)
    shown = replace(comparison(first, [WRONG, RIGHT], "Use Documents."), **fields)
    tell(context, shown, Finished(first))


def test_adapter_strength_and_folders_go_with_the_comparison(
    view: CompareView, context: WindowContext, sent: Any
) -> None:
    view.page.how.adapter.addItem("tone")
    assert not view.page.how.slider.isVisibleTo(view.page.how)
    view.page.boxes[Approach.BOTH].setChecked(True)
    assert view.page.how.slider.isVisibleTo(view.page.how)
    view.page.how.slider.setValue(10)
    view.page.how.scope.set_paths(["/papers"])
    view.choose_file("/sets/lease.jsonl")
    (request,) = sent.of(BeginComparison)
    assert (request.adapter, request.strength, request.scope) == ("tone", 0.5, ["/papers"])


def test_a_comparison_that_is_shown_again_brings_its_choices(
    view: CompareView, context: WindowContext, sent: Any
) -> None:
    view.page.how.adapter.addItems(["form", "tone"])
    finish(view, context, sent, approaches=["model", "both"], adapter="tone", strength=0.75, scope=["/papers"])
    assert view.page.how.approaches == ["model", "both"]
    assert (view.page.how.chosen_adapter, view.page.how.strength, view.page.how.scope.paths) == (
        "tone",
        0.75,
        ["/papers"],
    )


def test_answers_are_voted_on_without_names_and_in_any_order(
    view: CompareView, context: WindowContext, sent: Any
) -> None:
    finish(view, context, sent, votes=[None])
    view.page.ballot.click()
    assert view.voting.isVisible()
    words = [block.text for block in view.voting.findChildren(TextBlock)]
    assert sorted(words) == ["<b>One</b> month.", "Ninety days."]  # a marker would give a source away
    column = 0 if words[0].startswith("<b>") else 1
    view.voting.buttons[0].click()
    (vote,) = sent.of(VoteOnAnswers)
    assert (vote.comparison, vote.row, vote.column) == (4, 0, column)
    assert not view.voting.isVisible()


def test_none_of_the_answers_may_be_better(view: CompareView, context: WindowContext, sent: Any) -> None:
    finish(view, context, sent, votes=[None])
    view.vote()
    view.voting.alike.click()
    assert sent.of(VoteOnAnswers)[0].column == -1


def test_what_changed_since_an_earlier_run_is_said(view: CompareView, context: WindowContext, sent: Any) -> None:
    finish(view, context, sent, earlier=[{"comparison": 2, "label": "2026-01-02 03:04, tiny"}])
    assert view.page.since.isVisible()
    view.page.since.runs.setCurrentIndex(1)
    view.page.since.runs.activated.emit(1)
    (request,) = sent.of(CompareRuns)
    assert (request.comparison, request.earlier) == (4, 2)
    rows = [["Documents", "3 / 10", "8 / 10", "50 (20 to 80)"]]
    tell(context, RunsCompared(request.request_id, 4, 2, "Since then the model changed.", rows))
    assert view.page.since.text.isVisible()
    assert view.page.since.text.text() == "Since then the model changed."


def test_a_deleted_comparison_is_gone_after_it_was_said_what_that_costs(
    view: CompareView, context: WindowContext, sent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(view, context, sent)
    asked: list[str] = []

    def answer(box: QMessageBox) -> int:
        asked.append(box.informativeText())
        wanted = "Keep it" if len(asked) == 1 else "Delete"
        next(button for button in box.buttons() if button.text() == wanted).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    view.page.delete.click()
    assert sent.of(DeleteComparison) == []
    view.page.delete.click()
    assert "can't be undone" in asked[0]
    (request,) = sent.of(DeleteComparison)
    tell(context, Finished(request.request_id))
    assert not view.page.verdict.isVisible()


def test_the_guide_asks_recommends_and_does_the_next_step(
    view: CompareView, context: WindowContext, sent: Any, qtbot: QtBot
) -> None:
    view.show_advice()
    view.advice.wish.value_chosen.emit("facts")
    view.advice.examples.setValue(60)
    request = sent.of(AskAdvice)[-1]
    assert (request.changes, request.wish, request.examples, request.sources) == ("unsure", "facts", 60, True)
    seen = {"documents": 3, "folders": 1, "changed": 0.5, "approved": 0, "adapters": 0, "memory_bytes": 8e9,
            "cores": 2, "gpu": ""}  # fmt: skip
    stale = AdviceGiven(sent.of(AskAdvice)[0].request_id, "adapter", [], [], ["train"], seen)
    fresh = AdviceGiven(request.request_id, "documents", ["Facts are found."], ["It reads."], ["try", "train"], seen)
    tell(context, fresh, stale)
    assert view.advice.title.text() == "Begin with your documents"
    assert list(view.advice.buttons) == ["try", "train"]

    with qtbot.waitSignal(view.view_wanted) as wanted:
        view.advice.buttons["train"].click()
    assert wanted.args == ["adapters"]
    view.advice.buttons["try"].click()
    assert sent.of(DraftQuestions)[0].count == 10
    assert view.editor.isVisible()
