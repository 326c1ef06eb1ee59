"""Conversations in the window: kept, found, renamed, exported, deleted and brought back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.parsing import parser_for
from desktop_app.store.conversations import Conversation
from desktop_app.ui.ask.answer_box import AnswerBox
from desktop_app.ui.ask.export import choose_file, export_conversation
from desktop_app.ui.ask.open_messages import SHOWN_AT_ONCE
from desktop_app.ui.ask.titles import ID, grouped
from desktop_app.ui.ask.view import AskView
from desktop_app.ui.context import WindowContext

QUESTION = "How long is the warranty of the heat pump?"


@pytest.fixture
def asked(view: AskView, script, lease: Path, ask: Callable[[str], None]) -> int:
    cited = script.cite(1, lease, 12, "Notices under this agreement are sent to the property manager", "Annex B")
    script.say(QUESTION, "Until **March 2029** [1].", cited)
    ask(QUESTION)
    return view.dialogue.conversation_id


def titles(view: AskView) -> list[str]:
    items = (view.list.list.item(row) for row in range(view.list.list.count()))
    return [item.text() for item in items if item.data(ID)]


def test_a_conversation_is_there_again_after_a_restart(
    view: AskView, asked: int, ask_context: WindowContext, qtbot: QtBot
) -> None:
    second = AskView(ask_context)
    qtbot.addWidget(second)
    assert titles(second) == [QUESTION]
    second.list.chosen.emit(asked)
    box = second.talk.messages[1]
    assert isinstance(box, AnswerBox)
    assert box.text_block.toPlainText().startswith("Until March 2029")
    assert box.cards.cards[0].citation.page == 12
    assert box.footer.label.text()
    second.conversations.close()


def test_conversations_are_found_by_the_words_of_their_answers(view: AskView, asked: int, qtbot: QtBot) -> None:
    view.search()
    qtbot.keyClicks(view.list.search_field, "march")
    qtbot.waitUntil(lambda: titles(view) == [QUESTION])
    qtbot.keyClicks(view.list.search_field, " nowhere")
    qtbot.waitUntil(lambda: titles(view) == [])
    assert view.list._nothing.text() == "No conversation holds these words."


def test_a_conversation_is_renamed_in_its_place(view: AskView, asked: int, qtbot: QtBot) -> None:
    view.list.list.setFocus()
    qtbot.keyClick(view.list.list, Qt.Key.Key_F2)
    editor = view.list.list.findChild(QLineEdit)
    editor.setText("Heat pump")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: titles(view) == ["Heat pump"])
    assert view.conversations.find(asked).title == "Heat pump"


def test_a_deleted_conversation_can_be_brought_back(
    view: AskView, asked: int, ask_context: WindowContext, qtbot: QtBot
) -> None:
    view.list.list.setFocus()
    qtbot.keyClick(view.list.list, Qt.Key.Key_Delete)
    assert titles(view) == []
    assert view.talk.messages == []
    (notice,) = ask_context.notices.history
    notice.act()
    assert titles(view) == [QUESTION]


def test_the_menu_of_a_conversation_says_what_can_be_done(view: AskView, asked: int) -> None:
    item = view.list.list.currentItem()
    assert [action.text() for action in view.list.menu_for(item).actions()] == [
        "Rename",
        "Export…",
        "Delete",
    ]


def test_a_conversation_is_exported_as_pdf_with_its_sources(
    view: AskView, asked: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "talk.md"), "PDF (*.pdf)"))
    file = choose_file("Lease", view)
    assert file == tmp_path / "talk.pdf"
    export_conversation(view.conversations, asked, file, view._context.notices)

    pages = list(parser_for(file).open(file).pages)
    text = " ".join(" ".join(page.text.split()) for page in pages)
    assert QUESTION in text
    assert "[1]" in text
    assert "Sources" in text
    assert "[^1]" not in text


def test_a_conversation_is_exported_with_its_sources(view: AskView, asked: int, tmp_path: Path) -> None:
    export_conversation(view.conversations, asked, tmp_path / "talk.md", view._context.notices)
    text = (tmp_path / "talk.md").read_text(encoding="utf-8")
    assert "Until **March 2029** [^1]." in text
    assert "[^1]: Lease 2024.pdf, page 12, Annex B" in text

    export_conversation(view.conversations, asked, tmp_path / "no" / "such.md", view._context.notices)
    assert view._context.notices.history[-1].tone == "warning"


def test_a_new_conversation_is_kept_with_its_first_question_only(view: AskView, asked: int) -> None:
    view.start_new()
    assert titles(view) == [QUESTION]
    assert view.empty.isVisible()


def test_conversations_that_can_not_be_opened_do_not_keep_the_window_shut(
    ask_context: WindowContext, qtbot: QtBot
) -> None:
    ask_context.paths.conversations.write_bytes(b"no database" * 100)
    view = AskView(ask_context)
    qtbot.addWidget(view)
    assert "damaged" in ask_context.notices.history[0].text
    view.conversations.create("works")
    assert ask_context.paths.conversations.read_bytes().startswith(b"no database")
    view.conversations.close()


def test_conversations_are_grouped_by_day() -> None:
    today = date(2026, 11, 20)
    noon = datetime(2026, 11, 20, 12)
    days = {0: "Today", 1: "Yesterday", 2: "Last week", 7: "Last week", 8: "Earlier"}
    for back, name in days.items():
        changed = (noon - timedelta(days=back)).timestamp()
        conversation = Conversation(1, "x", changed, changed)
        assert dict(grouped([conversation], today))[name] == [conversation]


def test_the_answer_at_hand_is_kept_when_the_program_closes(
    view: AskView, script, asked: int, qtbot: QtBot, qapp: QApplication
) -> None:
    script.say("more", "Some words that go", then="endless")
    view.composer.field.setPlainText("more")
    view.composer.field.sent.emit()
    qtbot.waitUntil(lambda: "that go" in view.talk.messages[-1].streamed, timeout=10_000)
    qapp.aboutToQuit.emit()
    last = view.conversations.messages(asked)[-1]
    assert last.answer is not None
    assert last.answer.stopped
    assert last.text.startswith("Some words that go")
    with qtbot.waitSignal(view.asking.ended, timeout=10_000):
        view.stop()


def test_every_control_has_a_name_and_can_be_reached_by_keyboard(view: AskView, asked: int) -> None:
    view.dialogue.citation_opened.emit(view.talk.messages[1].cards.cards[0].citation)
    seen, widget = set(), view.composer.field
    for _ in range(200):
        seen.add(widget)
        widget = widget.nextInFocusChain()
    wanted = [
        view.list.new_button, view.list.search_field, view.list.list, view.header.model_button, view.composer.field,
        view.composer.button, view.talk.messages[0].edit_button, view.talk.messages[1].text_block,
        view.talk.messages[1].cards.cards[0], view.talk.messages[1].footer.copy_button,
        view.talk.messages[1].footer.again_button, view.source.next,
    ]  # fmt: skip
    for control in wanted:
        assert control in seen
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    unnamed = [
        part
        for part in view.findChildren(QWidget)
        if part.isVisible()
        and part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not part.accessibleName()
        and not part.objectName().startswith("qt_")
    ]
    assert unnamed == []


def test_a_long_conversation_shows_its_end_first_and_the_rest_when_asked(
    view: AskView, script, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    long = view.conversations.create("Long")
    for number in range(20):
        view.conversations.add_question(long.id, f"Question {number}")
        view.conversations.add_failure(long.id, "failed", f"Failure {number}")
    view.dialogue.open(long.id)
    assert len(view.talk.messages) == SHOWN_AT_ONCE
    assert view.talk.messages[0].text == f"Question {20 - SHOWN_AT_ONCE // 2}"
    view.talk._earlier.click()
    assert len(view.talk.messages) == 40
    assert view.talk.messages[0].text == "Question 0"
    assert view.talk._earlier.isHidden()

    view.dialogue.open(long.id)
    script.say("Question 19", "An answer.")
    with qtbot.waitSignal(view.asking.ended, timeout=15_000):
        view.talk.messages[-1].try_again.click()
    assert len(view.conversations.messages(long.id)) == 40
    assert view.conversations.messages(long.id)[-1].text == "An answer."
