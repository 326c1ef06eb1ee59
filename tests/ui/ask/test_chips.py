"""Promises of the chips: what says where to look is seen above the question, and can be taken away."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from desktop_app.ui.ask.question_field import QuestionField
from desktop_app.ui.ask.view import AskView

QUESTION = "How much notice must a tenant give?"
ANSWER = "Ninety days."


@pytest.fixture
def field(view: AskView, qtbot: QtBot) -> QuestionField:
    view.activateWindow()
    view.composer.field.setFocus()
    qtbot.waitUntil(view.composer.field.hasFocus)
    return view.composer.field


def chips(view: AskView) -> list[str]:
    """What can be taken away, in the words of a screen reader."""
    buttons = view.composer._chips.findChildren(QToolButton)
    return [button.accessibleName() for button in buttons if button.isVisibleTo(view)]


def test_a_filter_that_is_typed_becomes_a_chip_and_is_sent_as_scope(
    view: AskView, field: QuestionField, script, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    script.say(QUESTION, ANSWER)
    qtbot.keyClicks(field, "type:pdf ")
    assert chips(view) == ["Ask PDF no longer"]
    assert field.toPlainText() == ""
    qtbot.keyClicks(field, 'since:"last year"')
    assert chips(view) == ["Ask PDF no longer"], "it may still be written on"
    ask(QUESTION)
    assert script.asked()[0]["scope"] == ["type:pdf"]


def test_a_filter_at_the_end_of_a_question_counts_when_it_is_sent(view: AskView, field: QuestionField, script) -> None:
    script.say(QUESTION, ANSWER)
    field.setPlainText(f"{QUESTION} before:2024-03")
    field.take_filters()
    assert field.toPlainText() == f"{QUESTION} "
    assert view.scope.entries == ["before:2024-03"]


def test_what_is_no_filter_stays_in_the_question(view: AskView, field: QuestionField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "since:soon type:*** where? ")
    assert field.toPlainText() == "since:soon type:*** where? "
    assert view.scope.entries == []


def test_backspace_at_the_beginning_takes_the_last_chip(view: AskView, field: QuestionField, qtbot: QtBot) -> None:
    view.scope.set_paths(["type:mail", "in:Taxes"])
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert view.scope.entries == ["type:mail"]
    qtbot.keyClicks(field, "a")
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert view.scope.entries == ["type:mail"]


def test_of_two_dates_on_the_same_side_the_last_one_counts(view: AskView) -> None:
    view.scope.add("since:2024")
    view.scope.add('since:"this week"')
    assert view.scope.entries == ['since:"this week"']
    assert view.header.scope_button.choice == "since this week"


def test_at_proposes_kinds_and_dates(view: AskView, field: QuestionField, lease: Path, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "@")
    proposed = [field.mentions.item(row).text() for row in range(field.mentions.count())]
    assert any(text.startswith("PDF ") for text in proposed)
    assert any(text.startswith("Since this month ") for text in proposed)
    qtbot.keyClicks(field, "this w")
    assert field.mentions.count() == 1
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert view.scope.entries == ['since:"this week"']
    qtbot.keyClicks(field, "@2024")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert view.scope.entries == ['since:"this week"', "before:2024"]
    assert view.scope.paths == []


def test_a_chip_is_taken_away_by_its_button_and_the_field_has_the_keyboard_again(
    view: AskView, field: QuestionField, qtbot: QtBot
) -> None:
    view.scope.set_paths(["type:pdf"])
    button = view.composer._chips.findChildren(QToolButton)[0]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert view.scope.entries == []
    assert field.hasFocus()


def test_where_chips_have_no_room_the_whole_choice_is_opened(view: AskView, qtbot: QtBot) -> None:
    view.scope.set_paths(["type:pdf", "type:mail", "in:Taxes", "since:2024"])
    with qtbot.waitSignal(view.composer.whole_scope_wanted):
        view.composer.whole_scope_wanted.emit()
    opened = view.header.scope_button.list
    assert opened is not None
    assert set(opened.boxes) == {"type:pdf", "type:mail", "in:Taxes", "since:2024"}
    opened.boxes["type:mail"].click()
    opened.close()
    assert view.scope.entries == ["type:pdf", "in:Taxes", "since:2024"]


def test_plain_words_that_say_where_to_look_are_a_chip_too_and_go_with_it(
    view: AskView, field: QuestionField, qtbot: QtBot
) -> None:
    field.setPlainText("Who wrote to me in the mails from last week?")
    assert chips(view) == ["Ask Mail from last week no longer"]
    qtbot.keyClicks(field, " ")
    view.composer._chips.findChildren(QToolButton)[0].click()
    assert field.toPlainText() == "Who wrote to me?"
    assert chips(view) == []
    assert view.scope.entries == []
    field.setPlainText("What is in all my documents?")
    assert chips(view) == []
