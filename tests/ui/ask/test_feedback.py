"""Thumbs under an answer: kept with it, taken back, and corrected."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.ui.ask.answer_box import AnswerBox
from desktop_app.ui.ask.view import AskView

QUESTION = "How much notice do I have to give?"
CLAUSE = "giving the other party ninety (90) days written notice"


@pytest.fixture
def box(view: AskView, script, lease: Path, ask: Callable[[str], None]) -> AnswerBox:  # type: ignore[no-untyped-def]
    """An answer that was just given."""
    script.say(QUESTION, "Ninety days [1].", script.cite(1, lease, 7, CLAUSE))
    ask(QUESTION)
    return last(view)


def last(view: AskView) -> AnswerBox:
    found = view.talk.messages[-1]
    assert isinstance(found, AnswerBox)
    return found


def test_a_thumb_up_keeps_question_and_answer_until_it_is_taken_back(
    view: AskView, box: AnswerBox, qtbot: QtBot
) -> None:
    qtbot.mouseClick(box.footer.thumbs.up, Qt.MouseButton.LeftButton)
    (approved,) = view.conversations.approved_answers()
    assert (approved.question, approved.text, approved.is_corrected) == (QUESTION, "Ninety days [1].", False)
    assert approved.answer is not None
    assert approved.answer.passages

    qtbot.mouseClick(box.footer.thumbs.up, Qt.MouseButton.LeftButton)
    assert not box.footer.thumbs.up.isChecked()
    assert view.conversations.approved_answers() == []


def test_a_thumb_down_asks_what_is_right_and_the_correction_becomes_gold(
    view: AskView, box: AnswerBox, qtbot: QtBot
) -> None:
    qtbot.mouseClick(box.footer.thumbs.down, Qt.MouseButton.LeftButton)
    card = box.judgement.card
    assert card is not None
    assert not card.keep.isEnabled()
    assert view.conversations.approved_answers() == []

    qtbot.keyClicks(card.field, "Sixty days")
    qtbot.mouseClick(card.keep, Qt.MouseButton.LeftButton)
    assert box.judgement.card is None
    (approved,) = view.conversations.approved_answers()
    assert (approved.text, approved.is_corrected) == ("Sixty days", True)


def test_a_thumb_down_may_stand_alone(view: AskView, box: AnswerBox, qtbot: QtBot) -> None:
    qtbot.mouseClick(box.footer.thumbs.down, Qt.MouseButton.LeftButton)
    assert box.judgement.card is not None
    qtbot.mouseClick(box.judgement.card.leave, Qt.MouseButton.LeftButton)
    _, message = view.conversations.messages(view.dialogue.conversation_id)
    assert (message.feedback, message.correction) == (-1, "")
    assert box.judgement.card is None


def test_what_was_thought_of_an_answer_shows_again_with_the_conversation(
    view: AskView, box: AnswerBox, qtbot: QtBot
) -> None:
    qtbot.mouseClick(box.footer.thumbs.down, Qt.MouseButton.LeftButton)
    assert box.judgement.card is not None
    box.judgement.card.field.setPlainText("Sixty days")
    box.judgement.card.keep.click()
    number = view.dialogue.conversation_id
    view.start_new()
    view.dialogue.open(number)

    again = last(view)
    assert (again.footer.thumbs.up.isChecked(), again.footer.thumbs.down.isChecked()) == (False, True)
    again.footer.thumbs.up.click()  # thought better of: the answer as it was given is right
    (approved,) = view.conversations.approved_answers()
    assert (approved.text, approved.is_corrected) == ("Ninety days [1].", False)
