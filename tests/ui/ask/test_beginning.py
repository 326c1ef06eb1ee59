"""Promises of the page that stands before the first question: what there is, and what to do next."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.ui.ask.answer_box import AnswerBox, State
from desktop_app.ui.ask.empty_talk import GAP
from desktop_app.ui.ask.view import AskView
from desktop_app.ui.context import WindowContext

QUESTION = "How much notice do I have to give?"


@pytest.fixture
def with_samples(view: AskView, ask_context: WindowContext, lease: Path) -> AskView:
    """The window at its very first start, its one sample read."""
    ask_context.folders.add(lease.parent, sample=True)
    view.shown()
    return view


def test_at_the_first_start_the_samples_are_called_so_and_a_folder_can_be_watched(with_samples: AskView) -> None:
    assert "1 sample document" in with_samples.empty._text.text()
    assert with_samples.empty.watch_button.isVisible()
    assert all(button.isVisible() for button in with_samples.empty.samples)
    assert not any(button.isVisible() for button in with_samples.empty.ways)


def test_a_suggestion_is_asked_with_one_click(with_samples: AskView, script, qtbot: QtBot) -> None:
    suggestion = with_samples.empty.samples[0]
    script.say(suggestion.text(), "Ninety days.")
    with qtbot.waitSignal(with_samples.asking.ended, timeout=15_000):
        suggestion.click()
    box = with_samples.talk.messages[-1]
    assert isinstance(box, AnswerBox)
    assert box.state is State.ANSWERED


def test_beside_documents_of_ones_own_nothing_about_the_samples_is_suggested(
    with_samples: AskView, ask_context: WindowContext, tmp_path: Path
) -> None:
    ask_context.folders.add(tmp_path)
    with_samples.shown()
    assert "sample" not in with_samples.empty._text.text()
    assert not any(button.isVisible() for button in with_samples.empty.samples)
    assert not with_samples.empty.watch_button.isVisible()


def test_a_way_to_ask_waits_for_the_words_that_are_missing(
    view: AskView, ask_context: WindowContext, lease: Path, qtbot: QtBot
) -> None:
    ask_context.folders.add(lease.parent)
    view.shown()
    way = view.empty.ways[0]
    assert way.isVisible()
    way.click()
    assert not view.asking.is_busy
    assert view.composer.field.textCursor().selectedText() == GAP
    qtbot.keyClicks(view.composer.field, "parking")
    assert view.composer.field.toPlainText() == way.text().replace(GAP, "parking")


def test_a_damaged_list_of_folders_is_told_and_the_window_stays(
    view: AskView, ask_context: WindowContext, qtbot: QtBot
) -> None:
    ask_context.paths.folders.write_text("{")
    with qtbot.waitSignal(ask_context.notices.given):
        view.shown()


def test_a_new_conversation_asks_everything_again(view: AskView) -> None:
    view.scope.set_paths(["type:pdf"])
    view.start_new()
    assert view.scope.entries == []


def test_a_conversation_that_is_opened_goes_on_where_its_last_question_looked(
    view: AskView, script, ask: Callable[[str], None]
) -> None:
    script.say(QUESTION, "Ninety days.")
    view.scope.set_paths(["type:pdf"])
    ask(QUESTION)
    assert view.scope.entries == ["type:pdf"], "the next question looks where this one did"
    conversation_id = view.dialogue.conversation_id
    view.start_new()
    view.list.chosen.emit(conversation_id)
    assert view.scope.entries == ["type:pdf"]


def test_what_is_not_where_the_question_looked_may_be_asked_of_everything(
    view: AskView, script, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    script.say(QUESTION, "Not in your documents.", refused=True)
    view.scope.set_paths(["type:pdf"])
    ask(QUESTION)
    box = view.talk.messages[-1]
    assert isinstance(box, AnswerBox)
    assert box.text_block.toPlainText().startswith("Not in the documents you chose")
    with qtbot.waitSignal(view.asking.ended, timeout=15_000):
        box.everything_button.click()
        assert view.composer.button.text() == "Stop"
    assert script.asked()[1]["scope"] is None
    assert view.scope.entries == []
    everywhere = view.talk.messages[-1]
    assert isinstance(everywhere, AnswerBox)
    assert everywhere.text_block.toPlainText().startswith("Not in your documents")
    assert not everywhere.everything_button.isVisible()
