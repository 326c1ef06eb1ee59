"""The main window: rail, views, status bar; drops, shortcuts, notices. Knows no view's insides."""

import base64
import json
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.ui.context import View, WindowContext
from desktop_app.ui.drop_overlay import DropOverlay
from desktop_app.ui.dropped_weights import DroppedWeights, is_weights
from desktop_app.ui.rail import Rail
from desktop_app.ui.status_bar import StatusBar
from desktop_app.ui.views import VIEWS
from desktop_app.ui.watching import watch
from desktop_app.ui.widgets.toast import ToastStack
from desktop_app.workers.protocol import Message, NoticeGiven

logger = logging.getLogger(__name__)

FIRST_SIZE = (1360, 860)
SMALLEST_SIZE = (900, 600)


class MainWindow(QMainWindow):
    """One window on one data folder; views are built when they are first shown.

    While `may_hide` says so, closing only hides it; `end` closes it for good, and so does the end
    of the person's session.
    """

    closed = Signal()

    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self._context = context
        self._file = context.paths.root / "window.json"
        self._views: dict[str, View] = {}
        self._current = ""
        self.may_hide: Callable[[], bool] = lambda: False
        self._dropped = DroppedWeights(context.inference, self)
        self._dropped.model_found.connect(lambda path: self._on_weights("settings", path))
        self._dropped.adapter_found.connect(lambda path: self._on_weights("adapters", path))
        self.setWindowTitle("Carrel")
        self.setMinimumSize(*SMALLEST_SIZE)
        self.setAcceptDrops(True)
        self._build()
        self._build_shortcuts()
        self._listen()
        self._restore()

    def view(self, name: str) -> View:
        """Return a view, built now if it was not yet."""
        if name not in self._views:
            entry = next(entry for entry in VIEWS if entry.name == name)
            view = entry.build(self._context)
            view.setObjectName("view")
            view.document_opened.connect(self._on_document_opened)
            view.view_wanted.connect(self.show_view)
            view.adapter_wanted.connect(self._on_adapter_wanted)
            for part in view.findChildren(QWidget):
                part.setAcceptDrops(False)  # files may be dropped anywhere, so all drops are the window's
            self._stack.addWidget(view)
            self._views[name] = view
        return self._views[name]

    def show_view(self, name: str) -> None:
        """Bring a view to the front."""
        view = self.view(name)
        self._current = name
        self._rail.set_current(name)
        self._stack.setCurrentWidget(view)
        view.shown()
        view.focus_main()
        self._toasts.place()

    @property
    def current_view(self) -> View:
        return self.view(self._current)

    def come_forward(self, files: Sequence[Path] = ()) -> None:
        """Show the window above others and take the files; a second start of the program asks for it."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()
        if files:
            self.take_files(list(files))

    def end(self) -> None:
        """Close the window whether it may hide or not."""
        self.may_hide = lambda: False
        self.close()

    def _build(self) -> None:
        self._rail = Rail(VIEWS, self._context.theme)
        self._rail.view_chosen.connect(self.show_view)
        self._stack = QStackedWidget()
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._rail)
        middle.addWidget(self._stack, 1)
        whole = QWidget()
        whole.setObjectName("window")
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(StatusBar(self._context))
        self.setCentralWidget(whole)
        self._toasts = ToastStack(whole, self._context.theme, over=lambda: self.current_view.middle or self._stack)
        self._overlay = DropOverlay(whole)

    def _build_shortcuts(self) -> None:
        for at, entry in enumerate(VIEWS, 1):
            self._shortcut(f"Ctrl+{at}", lambda name=entry.name: self.show_view(name))
        self._shortcut("Ctrl+N", lambda: self._on_ask("start_new"))
        self._shortcut("Ctrl+L", lambda: self._on_ask("focus_main"))
        self._shortcut("Ctrl+K", lambda: self.current_view.search())
        self._shortcut("Esc", lambda: self.current_view.stop())
        self._shortcut("Ctrl+Q", self.end)

    def _shortcut(self, keys: str, act: object) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _on_ask(self, method: str) -> None:
        self.show_view("ask")
        getattr(self.current_view, method)()

    def _listen(self) -> None:
        self._context.notices.given.connect(self._toasts.show_notice)
        for worker in (
            self._context.indexing,
            self._context.inference,
            self._context.parser,
            self._context.training,
        ):
            worker.event_received.connect(self._on_event)
            worker.troubled.connect(self._on_trouble)

    def _on_event(self, event: Message) -> None:
        if isinstance(event, NoticeGiven):
            self._context.notices.warn(event.text, event.code)

    def _on_trouble(self, worker: str) -> None:
        self._context.notices.warn(
            f"The {worker} process stopped several times in a row. It is started again and again, more slowly;"
            " Settings › Privacy › Open logs shows what it said.",
            "worker.crashed",
        )

    def _on_document_opened(self, path: str, page: int) -> None:
        self.show_view("ask")
        self.current_view.open_document(path, page)

    def _on_adapter_wanted(self, name: str) -> None:
        self.show_view("ask")
        self.current_view.use_adapter(name)

    # Files and folders dropped anywhere -----------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._overlay.appear()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._overlay.hide()
        event.acceptProposedAction()
        self.take_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def take_files(self, paths: list[Path]) -> None:
        """Add models to the models, adapters to the adapters, and watch everything else."""
        weights = [path for path in paths if is_weights(path)]
        watch(self._context, [path for path in paths if path not in weights])
        for path in weights:
            self._dropped.look(path)

    def _on_weights(self, view: str, path: Path) -> None:
        self.show_view(view)
        self.current_view.take_file(path)

    # Size and place -------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._overlay.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        kept = {"geometry": base64.b64encode(self.saveGeometry().data()).decode(), "view": self._current}
        try:
            self._file.write_text(json.dumps(kept), encoding="utf-8")
        except OSError as error:
            logger.warning("the window's place was not kept: %s", error.strerror)
        if self.may_hide() and not _session_ends():
            event.ignore()
            self.hide()
            return
        super().closeEvent(event)
        self.closed.emit()

    def _restore(self) -> None:
        self.resize(QSize(*FIRST_SIZE).boundedTo(self.screen().availableSize()))
        kept: dict[str, str] = {}
        with suppress(OSError, ValueError):
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        with suppress(ValueError, TypeError, AttributeError):
            self.restoreGeometry(QByteArray(base64.b64decode(kept.get("geometry", ""))))
        names = [entry.name for entry in VIEWS]
        kept_name = kept.get("view") if isinstance(kept, dict) else ""
        self.show_view(kept_name if kept_name in names else names[0])


def _session_ends() -> bool:
    """Whether the person logs out, or the system is about to end."""
    app = QGuiApplication.instance()
    return isinstance(app, QGuiApplication) and app.isSavingSession()
