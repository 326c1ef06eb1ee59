"""The Compare view: begun, answer by answer, stopped, gone on with, read again, exported."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop_app.domain import Approach
from desktop_app.ui.compare.answers_table import MARK_ROLE
from desktop_app.ui.compare.view import CompareView
from desktop_app.ui.context import WindowContext
from desktop_app.workers.comparison_protocol import (
    BeginComparison,
    CompareNext,
    ComparisonRead,
    ComparisonsListed,
    ExportComparison,
    QuestionCompared,
    ReadComparison,
)
from desktop_app.workers.protocol import Failed, Finished, Message

RIGHT = {"text": "Ninety days [1].", "mark": "right"}
WRONG = {"text": "<b>One</b> month.", "mark": "wrong"}


@pytest.fixture
def view(qtbot: QtBot, context: WindowContext) -> CompareView:
    made = CompareView(context)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    return made


@pytest.fixture
def sent(context: WindowContext, requests_to: Callable[..., Any]) -> Any:
    return requests_to(context.inference)


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
    return [view.answers.data(view.answers.index(0, column), MARK_ROLE) for column in (1, 2)]


def test_a_chosen_file_is_asked_question_by_question_until_the_verdict(
    view: CompareView, context: WindowContext, sent: Any
) -> None:
    first = begin(view, context, sent)
    assert sent.of(BeginComparison)[0].approaches == ["model", "documents"]
    assert view.go.text() == "Stop"
    assert view.progress.text() == "0 of 2 answers"

    tell(context, QuestionCompared(first, 4, 0, 0, WRONG, 1, 2), Finished(first))
    assert marks(view) == ["wrong", ""]
    assert view.progress.text() == "1 of 2 answers"

    second = sent.of(CompareNext)[1].request_id
    tell(context, QuestionCompared(second, 4, 0, 1, RIGHT, 2, 2))
    tell(context, comparison(second, [WRONG, RIGHT], "Use Documents."), Finished(second))

    assert len(sent.of(CompareNext)) == 2
    assert (view.verdict.text(), view.verdict.isVisible(), view.go.text()) == ("Use Documents.", True, "Compare")
    assert marks(view) == ["wrong", "right"]
    assert view.answers.data(view.answers.index(0, 1)) == "<b>One</b> month."


def test_stopped_it_asks_nothing_more_and_goes_on_when_wanted(
    view: CompareView, context: WindowContext, sent: Any
) -> None:
    first = begin(view, context, sent)
    view.stop()
    tell(context, QuestionCompared(first, 4, 0, 0, WRONG, 1, 2), Finished(first))

    assert len(sent.of(CompareNext)) == 1
    assert not view.running.is_running
    assert not view.verdict.isVisible()

    view.go.click()
    request = sent.of(BeginComparison)[-1]
    tell(context, comparison(request.request_id, [WRONG, None]), Finished(request.request_id))
    assert len(sent.of(CompareNext)) == 2


def test_a_comparison_that_fails_says_so_and_stands_still(view: CompareView, context: WindowContext, sent: Any) -> None:
    view.boxes[Approach.BOTH].setChecked(True)
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

    assert view.sets.item(0).text() == "Lease, 1 question"
    assert view.sets.item(0).isSelected()
    assert view.verdict.text() == "Use Documents."
    assert not view.running.is_running


def test_results_are_exported_where_the_person_says(
    view: CompareView, context: WindowContext, sent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = begin(view, context, sent)
    view.stop()
    tell(context, Finished(first))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("/out.csv", ""))
    view.export.click()

    (request,) = sent.of(ExportComparison)
    assert (request.comparison, request.path) == (4, "/out.csv")
    tell(context, Finished(request.request_id))
    assert "/out.csv" in context.notices.history[-1].text
