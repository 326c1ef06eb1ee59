"""Asking in the window: the question goes out, words stream in, the answer stands with its sources."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.errors import ModelMissing, WorkerCrashed
from desktop_app.ui.ask.answer_box import AnswerBox, State
from desktop_app.ui.ask.question_bubble import QuestionBubble
from desktop_app.ui.ask.view import AskView
from desktop_app.ui.context import WindowContext

QUESTION = "How much notice do I have to give?"
CLAUSE = "Either party may terminate this agreement by giving the other party ninety (90) days written notice"
ANSWER = "Either party may end it with **ninety days' notice** [1]."


@pytest.fixture
def answers(script, lease: Path):  # type: ignore[no-untyped-def]
    """A script that answers the question from page 7 of the lease."""
    script.say(QUESTION, ANSWER, script.cite(1, lease, 7, CLAUSE, "Termination"))
    return script


def last_answer(view: AskView) -> AnswerBox:
    box = view.talk.messages[-1]
    assert isinstance(box, AnswerBox)
    return box


def test_a_question_is_answered_with_its_source(view: AskView, answers, ask: Callable[[str], None]) -> None:
    ask(QUESTION)
    bubble, box = view.talk.messages
    assert isinstance(bubble, QuestionBubble)
    assert bubble.text == QUESTION
    assert isinstance(box, AnswerBox)
    assert box.state is State.ANSWERED
    assert box.text_block.toPlainText().startswith("Either party may end it with ninety days' notice")
    assert [card.citation.marker for card in box.cards.cards] == [1]
    assert "0.6 s to the first word · 31 tokens/s" in box.footer.label.text()
    assert "1 quote found word for word in 1 document" in box.footer.label.text()
    assert view.composer.field.toPlainText() == ""


def test_words_appear_while_they_are_written(view: AskView, answers, qtbot: QtBot) -> None:
    answers.say(QUESTION, ANSWER, then="endless")
    seen: list[str] = []
    view.asking.prompt_read.connect(lambda done, total: seen.append(view.talk.messages[-1]._waiting.label.text()))
    view.composer.field.setPlainText(QUESTION)
    qtbot.keyClick(view.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "and so on" in last_answer(view).text_block.toPlainText(), timeout=10_000)
    assert last_answer(view).state is State.WRITING
    assert any("%" in text for text in seen)
    assert view.composer.button.text() == "Stop"
    with qtbot.waitSignal(view.asking.ended, timeout=10_000):
        view.asking.stop()


def test_stopping_shows_at_once_and_keeps_what_was_written(view: AskView, answers, qtbot: QtBot) -> None:
    answers.say(QUESTION, ANSWER, then="endless")
    view.composer.field.setPlainText(QUESTION)
    view.composer.field.sent.emit()
    qtbot.waitUntil(lambda: last_answer(view).state is State.WRITING, timeout=10_000)
    with qtbot.waitSignal(view.asking.ended, timeout=10_000):
        view.stop()
        assert view.composer.button.text() == "Ask"
    assert last_answer(view).answer is not None
    assert last_answer(view).answer.stopped
    assert "Stopped" in last_answer(view).footer.label.text()


def test_a_worker_that_ignores_the_stop_does_not_hold_the_window(
    view: AskView, answers, qtbot: QtBot, ask_context: WindowContext
) -> None:
    answers.say(QUESTION, ANSWER, then="refuse_to_stop")
    view.composer.field.setPlainText(QUESTION)
    view.composer.field.sent.emit()
    qtbot.waitUntil(lambda: "notice" in last_answer(view).streamed, timeout=10_000)
    view.asking._patience.setInterval(50)
    with qtbot.waitSignal(view.asking.ended, timeout=10_000):
        view.stop()
    (question, answer) = view.conversations.messages(view.dialogue.conversation_id)
    assert answer.text.startswith("Either party")
    assert question.text == QUESTION


def test_a_crash_in_the_middle_stands_in_the_conversation_and_can_be_tried_again(
    view: AskView, answers, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    working = dict(answers.parts[QUESTION])
    answers.say(QUESTION, "This will stop in the middle of a sentence, sadly.", then="crash")
    ask(QUESTION)
    box = last_answer(view)
    assert box.state is State.FAILED
    assert str(WorkerCrashed()) in [label.text() for label in box.findChildren(type(box._closest))]
    assert box.text_block.toPlainText().startswith("This will stop")

    answers.parts[QUESTION] = working
    answers.file.write_text(__import__("json").dumps(answers.parts))
    with qtbot.waitSignal(view.asking.ended, timeout=15_000):
        box.try_again.click()
    assert last_answer(view).state is State.ANSWERED
    assert len(view.talk.messages) == 2
    assert len(view.conversations.messages(view.dialogue.conversation_id)) == 2


def test_a_failure_says_what_to_do(view: AskView, answers, ask: Callable[[str], None]) -> None:
    answers.say(QUESTION, "", then="fail")
    ask(QUESTION)
    assert last_answer(view).state is State.FAILED
    stored = view.conversations.messages(view.dialogue.conversation_id)[-1]
    assert (stored.error_code, stored.error) == (ModelMissing.code, str(ModelMissing()))


def test_a_refusal_without_passages_says_what_to_try(view: AskView, answers, ask: Callable[[str], None]) -> None:
    answers.say(QUESTION, "Not in your documents.", refused=True)
    ask(QUESTION)
    text = last_answer(view).text_block.toPlainText()
    assert text == "Not in your documents\nTry other words, or ask more of your documents."
    assert "No passage came close" in last_answer(view).footer.label.text()


def test_an_answer_that_can_not_be_read_is_a_failure_not_a_crash(
    view: AskView, answers, ask: Callable[[str], None]
) -> None:
    answers.say(QUESTION, ANSWER, then="garble")
    ask(QUESTION)
    assert last_answer(view).state is State.FAILED
    answers.say(QUESTION, ANSWER)
    ask(QUESTION)
    assert last_answer(view).state is State.ANSWERED


def test_escape_closes_the_proposals_before_it_stops_the_answer(
    view: AskView, answers, ask_context: WindowContext, lease: Path, qtbot: QtBot
) -> None:
    answers.say(QUESTION, ANSWER, then="endless")
    view.composer.field.setPlainText(QUESTION)
    view.composer.field.sent.emit()
    view.activateWindow()
    view.composer.field.setFocus()
    qtbot.waitUntil(view.composer.field.hasFocus)
    qtbot.keyClicks(view.composer.field, "@Lea")
    assert view.composer.field.mentions.isVisible()
    view.stop()
    assert not view.composer.field.mentions.isVisible()
    assert view.asking.is_busy
    with qtbot.waitSignal(view.asking.ended, timeout=10_000):
        view.stop()


def test_a_refusal_is_calm_and_offers_the_closest_passages(
    view: AskView, answers, lease: Path, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    cited = answers.cite(1, lease, 12, "Notices under this agreement are sent to the property manager", "Annex B")
    answers.say(QUESTION, "Nothing in them speaks of parking.", cited, refused=True, citations=())
    ask(QUESTION)
    box = last_answer(view)
    assert box.state is State.REFUSED
    assert box.text_block.toPlainText().startswith("Not in your documents")
    box.cards.cards[0].clicked.emit()
    qtbot.waitUntil(lambda: view.source.page_number == 12)


def test_earlier_turns_and_the_scope_go_with_the_question(
    view: AskView, answers, lease: Path, ask: Callable[[str], None]
) -> None:
    answers.say("And to whom?", "To the manager.")
    ask(QUESTION)
    view.scope.add(str(lease.parent))
    ask("And to whom?")
    first, second = answers.asked()
    assert first["scope"] is None
    assert second["scope"] == [str(lease.parent)]
    assert second["approach"] == "documents"
    assert second["history"] == [{"role": "user", "text": QUESTION}, {"role": "assistant", "text": ANSWER}]


def test_model_only_is_sent_as_such(view: AskView, answers, ask: Callable[[str], None], qtbot: QtBot) -> None:
    qtbot.keyClick(view.header.approaches, Qt.Key.Key_Left)
    ask(QUESTION)
    assert answers.asked()[0]["approach"] == "model"


def test_an_edited_question_takes_the_place_of_the_old_one_and_what_followed_can_come_back(
    view: AskView, answers, ask: Callable[[str], None], qtbot: QtBot, ask_context: WindowContext
) -> None:
    answers.say("And to whom?", "To the manager.")
    answers.say("How much notice in days?", "Ninety.")
    ask(QUESTION)
    ask("And to whom?")
    view.talk.messages[0].edit_button.click()
    assert view.composer.field.toPlainText() == QUESTION
    ask("How much notice in days?")
    assert [message.text for message in view.conversations.messages(view.dialogue.conversation_id)] == [
        "How much notice in days?",
        "Ninety.",
    ]
    assert view.conversations.list()[0].title == "How much notice in days?"
    (notice,) = ask_context.notices.history
    assert notice.action == "Bring back"
    notice.act()
    assert len(view.talk.messages) == 6


def test_escape_ends_editing(view: AskView, answers, ask: Callable[[str], None]) -> None:
    ask(QUESTION)
    view.talk.messages[0].edit_button.click()
    view.stop()
    assert view.composer.field.toPlainText() == ""
    assert view._editing == 0


def test_asking_again_replaces_the_answer(view: AskView, answers, ask: Callable[[str], None], qtbot: QtBot) -> None:
    ask(QUESTION)
    with qtbot.waitSignal(view.asking.ended, timeout=15_000):
        last_answer(view).footer.again_button.click()
    assert len(view.talk.messages) == 2
    assert len(answers.asked()) == 2


def test_copying_takes_the_answer_as_it_was_written(
    view: AskView, answers, ask: Callable[[str], None], qapp: QApplication
) -> None:
    ask(QUESTION)
    last_answer(view).footer.copy_button.click()
    assert qapp.clipboard().text() == ANSWER


def test_an_answer_goes_on_while_another_conversation_is_looked_at(
    view: AskView, answers, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    ask(QUESTION)
    first = view.dialogue.conversation_id
    view.start_new()
    answers.say("Something long", ANSWER, then="endless")
    view.composer.field.setPlainText("Something long")
    view.composer.field.sent.emit()
    second = view.dialogue.conversation_id
    qtbot.waitUntil(lambda: last_answer(view).state is State.WRITING, timeout=10_000)
    view.dialogue.open(first)
    assert last_answer(view).state is State.ANSWERED
    view.dialogue.open(second)
    assert last_answer(view).state is State.WRITING
    view.dialogue.open(first)
    with qtbot.waitSignal(view.asking.ended, timeout=10_000):
        view.stop()
    assert len(view.talk.messages) == 2
    view.dialogue.open(second)
    assert last_answer(view).answer.stopped


def test_enter_sends_and_shift_enter_breaks_the_line(view: AskView, qtbot: QtBot) -> None:
    sent: list[str] = []
    view.composer.asked.disconnect()
    view.composer.asked.connect(sent.append)
    qtbot.keyClicks(view.composer.field, "one")
    qtbot.keyClick(view.composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(view.composer.field, "two")
    qtbot.keyClick(view.composer.field, Qt.Key.Key_Return)
    assert sent == ["one\ntwo"]


def test_the_field_grows_with_its_text(view: AskView) -> None:
    low = view.composer.field.height()
    view.composer.field.setPlainText("one\ntwo\nthree")
    assert view.composer.field.height() > low
    view.composer.field.setPlainText("\n" * 40)
    assert view.composer.field.height() < 12 * low


def test_an_empty_question_is_not_sent(view: AskView) -> None:
    view.composer.field.setPlainText("   \n ")
    view.composer.field.sent.emit()
    assert not view.asking.is_busy
    assert not view.composer.button.isEnabled()
    assert view.composer.button.toolTip() == "Type a question first"


def test_at_proposes_places_and_a_chosen_one_narrows_the_question(
    view: AskView, lease: Path, ask_context: WindowContext, qtbot: QtBot
) -> None:
    ask_context.folders.add(lease.parent)
    field = view.composer.field
    view.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "What of @lea")
    assert field.mentions.isVisible()
    assert field.mentions.count() == 1
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert view.scope.paths == [str(lease)]
    assert field.toPlainText() == "What of "
    assert not field.mentions.isVisible()
    view.scope.remove(str(lease))
    assert view.scope.paths == []
