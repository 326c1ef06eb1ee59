"""The window as a whole: what it leaves out, drops, shortcuts, notices, names for every control."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop_app.ui.context import WindowContext
from desktop_app.ui.notice_history import NoticeHistory
from desktop_app.ui.views import VIEWS
from desktop_app.ui.widgets.toast import Toast
from desktop_app.ui.window import FIRST_SIZE, MainWindow
from desktop_app.workers.protocol import (
    CheckAdapter,
    CheckModel,
    Failed,
    IndexingProgressed,
    ModelLoaded,
    NoticeGiven,
    PauseIndexing,
    ReadFirst,
    ReadFolders,
    ResumeIndexing,
)

CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit)


@pytest.fixture
def window(qtbot: QtBot, context: WindowContext) -> Iterator[MainWindow]:
    made = MainWindow(context)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, buttons, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPointF(50, 50).toPoint(), action, data, buttons, keys)
    window.dragEnterEvent(entered)
    assert entered.isAccepted()
    window.dropEvent(QDropEvent(QPointF(50, 50), action, data, buttons, keys))


def test_opening_the_window_imports_nothing_heavy() -> None:
    program = (
        "import sys; import desktop_app.ui.application, desktop_app.ui.window\n"
        "from desktop_app.ui.ask.view import AskView; from desktop_app.ui.library.view import LibraryView\n"
        "from desktop_app.ui.settings_view import SettingsView\n"
        "heavy = {'llama_cpp', 'torch', 'pypdfium2', 'sentence_transformers', 'docx', 'watchdog', 'PIL'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"


def test_a_dropped_folder_is_watched(
    window: MainWindow, context: WindowContext, requests_to: Callable[..., Any], tmp_path: Path
) -> None:
    folder, file = tmp_path / "Contracts", tmp_path / "note.txt"
    folder.mkdir()
    file.write_text("a note", encoding="utf-8")
    requests = requests_to(context.indexing)
    drop(window, folder, file)
    assert [watched.path for watched in context.folders.list()] == [str(folder), str(file)]
    assert len(requests.of(ReadFolders)) == 1
    assert [message.paths for message in requests.of(ReadFirst)] == [[str(folder), str(file)]]


def test_what_is_opened_or_asked_about_is_indexed_first(
    window: MainWindow, context: WindowContext, requests_to: Callable[..., Any]
) -> None:
    requests = requests_to(context.indexing)
    ask: Any = window.view("ask")
    ask.open_document("/docs/lease.pdf", 1)
    ask.scope.set_paths(["/docs/House"])
    ask.composer.asked.emit("What is the rent?")
    assert [message.paths for message in requests.of(ReadFirst)] == [["/docs/lease.pdf"], ["/docs/House"]]


def test_a_drop_can_be_undone(window: MainWindow, context: WindowContext, tmp_path: Path) -> None:
    drop(window, tmp_path)
    undo = context.notices.history[-1].act
    assert undo is not None
    undo()
    assert list(context.folders.list()) == []


def test_a_dropped_model_goes_to_the_models(
    window: MainWindow, context: WindowContext, requests_to: Callable[..., Any], tmp_path: Path
) -> None:
    model = tmp_path / "chat.GGUF"
    model.write_bytes(b"GGUF")
    requests = requests_to(context.inference)
    drop(window, model)
    assert list(context.folders.list()) == []
    (looked_at,) = requests.of(CheckAdapter)
    context.inference.event_received.emit(Failed(looked_at.request_id, "weights.missing", "No adapter can be told."))
    assert [message.path for message in requests.of(CheckModel)] == [str(model)]


@pytest.mark.parametrize(("at", "name"), list(enumerate((view.name for view in VIEWS), 1)))
def test_every_view_has_its_shortcut(qtbot: QtBot, window: MainWindow, at: int, name: str) -> None:
    window.show_view("library" if name != "library" else "settings")
    window.activateWindow()
    qtbot.keyClick(window, str(at), Qt.KeyboardModifier.ControlModifier)
    assert window.current_view is window.view(name)


def test_searching_in_the_library_is_ctrl_k(qtbot: QtBot, window: MainWindow) -> None:
    window.show_view("library")
    window.activateWindow()
    qtbot.keyClick(window, "k", Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(window.focusWidget(), QLineEdit))


@pytest.mark.parametrize("view", [entry.name for entry in VIEWS])
def test_every_control_has_a_name_for_those_who_cannot_see_it(window: MainWindow, view: str) -> None:
    window.show_view(view)
    nameless = [
        control
        for kind in CONTROLS
        for control in window.findChildren(kind)
        if not control.objectName().startswith("qt_")
        and not control.metaObject().className().startswith(("QTableCornerButton", "QLineEditIconButton"))
        and not (control.accessibleName() or (isinstance(control, QAbstractButton) and control.text()))
    ]
    assert [(type(control).__name__, control.objectName()) for control in nameless] == []


def test_the_place_of_the_window_is_kept_in_the_data_folder(
    qtbot: QtBot, context: WindowContext, window: MainWindow
) -> None:
    window.resize(900, 650)
    window.show_view("settings")
    window.close()
    again = MainWindow(context)
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (900, 650)
    assert again.current_view is again.view("settings")


@pytest.mark.parametrize("kept", ["", "[]", '{"geometry": 7}', '{"geometry": "!", "view": "nowhere"}'])
def test_a_damaged_memory_of_the_window_does_no_harm(qtbot: QtBot, context: WindowContext, kept: str) -> None:
    (context.paths.root / "window.json").write_text(kept, encoding="utf-8")
    window = MainWindow(context)
    qtbot.addWidget(window)
    assert window.current_view is window.view(VIEWS[0].name)


def test_a_workers_notice_is_shown(window: MainWindow, context: WindowContext) -> None:
    context.indexing.event_received.emit(NoticeGiven(0, "store.disk_full", "The disk is full."))
    assert [toast.notice.text for toast in window.findChildren(Toast)] == ["The disk is full."]


def test_a_worker_in_trouble_is_told_of(window: MainWindow, context: WindowContext) -> None:
    context.parser.troubled.emit("parser")
    assert "parser" in context.notices.history[-1].text


def test_notices_that_have_gone_can_be_read_again(window: MainWindow, context: WindowContext) -> None:
    history = window.findChild(NoticeHistory)
    assert not history.isVisible()
    context.notices.tell("First.")
    context.notices.tell("Second & last.")
    assert history.isVisible()
    newest, oldest = history.menu_of_notices().actions()
    assert newest.text().endswith("Second && last.")
    for toast in window.findChildren(Toast):
        toast.close_notice()
    oldest.trigger()
    assert [toast.notice.text for toast in window.findChildren(Toast) if toast.isVisible()] == ["First."]


class TestTheStatusBar:
    @pytest.fixture
    def status(self, window: MainWindow) -> Any:
        from desktop_app.ui.status_bar import StatusBar

        return window.findChild(StatusBar)

    def test_it_tells_how_far_indexing_is(self, context: WindowContext, status: Any) -> None:
        context.indexing.event_received.emit(IndexingProgressed(0, "embedding", 412, 1209, "Lease.pdf", 170.0))
        assert status.progress_text.text() == "Indexing 412 of 1,209 files · about 3 min left"
        assert (status.bar.value(), status.bar.maximum()) == (412, 1209)

    def test_it_promises_no_time_that_is_not_known(self, context: WindowContext, status: Any) -> None:
        context.indexing.event_received.emit(IndexingProgressed(0, "reading", 1, 5))
        assert status.progress_text.text() == "Indexing 1 of 5 files"

    def test_it_tells_what_the_time_will_not_exceed(self, context: WindowContext, status: Any) -> None:
        context.indexing.event_received.emit(IndexingProgressed(0, "reading", 1, 5, "a.md", seconds_at_most=300.0))
        assert status.progress_text.text() == "Indexing 1 of 5 files · less than 5 min left"

    def test_it_says_why_it_goes_slower(self, context: WindowContext, status: Any) -> None:
        context.indexing.event_received.emit(IndexingProgressed(0, "embedding", 1, 5, "a.pdf", 60.0, "on battery"))
        assert status.progress_text.text() == "Indexing 1 of 5 files · about 1 min left · slower, on battery"

    def test_a_file_that_takes_long_is_named_with_its_seconds(self, context: WindowContext, status: Any) -> None:
        name = "a very long name of a very large report.pdf"
        context.indexing.event_received.emit(IndexingProgressed(0, "reading", 1, 5, name, None, "", 36.2))
        assert status.progress_text.text() == "Indexing 1 of 5 files · a very long name of…port.pdf 36 s"

    def test_pause_is_seen_at_once(self, qtbot: QtBot, context: WindowContext, status: Any) -> None:
        context.indexing.event_received.emit(IndexingProgressed(0, "reading", 1, 5, "huge.pdf"))
        qtbot.mouseClick(status.pause, Qt.MouseButton.LeftButton)
        assert status.progress_text.text() == "Indexing is paused at 1 of 5 files"
        assert status.pause.text() == "Resume"

    def test_indexing_can_be_paused_and_resumed(
        self, qtbot: QtBot, context: WindowContext, status: Any, requests_to: Callable[..., Any]
    ) -> None:
        requests = requests_to(context.indexing)
        context.indexing.event_received.emit(IndexingProgressed(0, "reading", 1, 5))
        qtbot.mouseClick(status.pause, Qt.MouseButton.LeftButton)
        context.indexing.event_received.emit(IndexingProgressed(0, "paused", 1, 5))
        qtbot.mouseClick(status.pause, Qt.MouseButton.LeftButton)
        assert [type(message) for message in requests.sent if not isinstance(message, ReadFolders)] == [
            PauseIndexing,
            ResumeIndexing,
        ]

    def test_it_says_what_the_graphics_card_computes(self, context: WindowContext, status: Any) -> None:
        for layers, said in ((31, "· GPU ·"), (20, "· GPU, 20 of 31 layers, and CPU, "), (0, "· CPU, ")):
            card = "Card 9" if layers else ""
            context.inference.event_received.emit(ModelLoaded(0, {"name": "SmolLM2"}, 0.3, card, layers, 31))
            assert said in status.model_text.text()
            assert ("Card 9" in status.model_text.toolTip()) is bool(layers)

    def test_it_names_the_model_and_what_it_costs(self, context: WindowContext, status: Any) -> None:
        context.inference.event_received.emit(ModelLoaded(1, {"name": "SmolLM2 135M"}, 0.3))
        assert status.model_text.text().startswith("SmolLM2 135M · CPU, ")
        context.settings.change(threads=3)
        assert "CPU, 3 threads" in status.model_text.text()
        assert status.model_text.text().endswith(("MB", "GB"))


def test_the_first_window_fits_the_screen(window: MainWindow) -> None:
    allowed = window.screen().availableSize().expandedTo(window.minimumSizeHint()).expandedTo(window.minimumSize())
    assert window.size().boundedTo(allowed) == window.size()
    assert window.height() < FIRST_SIZE[1], "the offscreen screen is 800 high"
