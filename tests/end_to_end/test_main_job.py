"""The main job in the real window: real workers, real weights, a real PDF.

Drop a PDF, wait until it is searchable, ask, see the answer stream in, click the citation,
see the right page with the right words marked.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.domain import DocumentState
from desktop_app.paths import DataPaths
from desktop_app.ui.application import make_context
from desktop_app.ui.ask.answer_box import AnswerBox
from desktop_app.ui.ask.view import AskView
from desktop_app.ui.context import WindowContext
from desktop_app.ui.window import MainWindow
from tests.samples.documents import Big, make_pdf

PATIENCE = 120_000  # ms; torch is imported twice, on a machine that may be busy
CLAUSE = "Either party may end this agreement with a notice period of ninety days."
PAGES = (
    (Big("Lease"), "This agreement is made between the owner of the house and the tenant."),
    (Big("Rent"), "The rent is eight hundred euros a month and is paid on the third day of the month."),
    (Big("Notice"), "The tenancy began in May.", CLAUSE, "The keys are returned on the last day."),
)


@pytest.fixture
def context(qapp: QApplication, tmp_path: Path) -> Iterator[WindowContext]:
    """The window's parts on an empty data folder, with the real workers running."""
    paths = DataPaths(tmp_path / "data").create()
    paths.folders.write_text("[]", encoding="utf-8")  # no sample library: the drop is the first document
    context = make_context(qapp, paths)
    workers = (context.indexing, context.inference, context.parser)
    for worker in workers:
        worker.start()
    yield context
    for worker in workers:
        worker.close()


@pytest.fixture
def window(context: WindowContext, qtbot: QtBot) -> MainWindow:
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.resize(1360, 860)
    window.show()
    return window


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(
        QDropEvent(
            QPointF(400, 300),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def is_searchable(context: WindowContext, path: Path) -> bool:
    row = context.library.document(str(path))
    return row is not None and row.state is DocumentState.SEARCHABLE


def ask(view: AskView, qtbot: QtBot, question: str) -> AnswerBox:
    """Type a question, press Enter, and return the answer's box when the answer is there."""
    shown = len(view.talk.messages)
    qtbot.keyClicks(view.composer.field, question)
    qtbot.keyClick(view.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(view.talk.messages) > shown + 1, timeout=PATIENCE)
    box = view.talk.messages[-1]
    assert isinstance(box, AnswerBox)
    return box


def ask_view(window: MainWindow) -> AskView:
    view = window.view("ask")
    assert isinstance(view, AskView)
    return view


def test_drop_ask_and_open_the_citation(
    window: MainWindow, context: WindowContext, qtbot: QtBot, tmp_path: Path
) -> None:
    lease = make_pdf(tmp_path / "Lease.pdf", PAGES)
    drop(window, lease)
    qtbot.waitUntil(lambda: is_searchable(context, lease), timeout=PATIENCE)

    view = ask_view(window)
    streamed: list[str] = []
    view.asking.text_generated.connect(lambda *arguments: streamed.append(str(arguments[-1])))
    box = ask(view, qtbot, "How long is the notice period?")
    qtbot.waitUntil(lambda: not view.asking.is_busy, timeout=PATIENCE)
    assert "ninety days" in box.text_block.toPlainText().lower()
    assert "".join(streamed).strip()
    assert len(box.cards.cards) == 1

    qtbot.mouseClick(box.cards.cards[0], Qt.MouseButton.LeftButton)
    page = view.source.pages.page
    qtbot.waitUntil(lambda: not page._image.isNull(), timeout=PATIENCE)
    assert view.source.page_number == 3
    assert view.source.citation is not None
    assert view.source.citation.quote == CLAUSE
    qtbot.wait(300)  # a sharper picture may follow once the pane has its size
    (marked,) = page.marked()
    image = page.grab().toImage()
    ratio = image.devicePixelRatio()
    yellow = [
        is_yellow(QColor(image.pixel(QPoint(x, round(marked.center().y() * ratio)))))
        for x in range(round((marked.left() + 2) * ratio), round((marked.right() - 2) * ratio))
    ]
    assert sum(yellow) > 0.5 * len(yellow)
    above = QPoint(round(marked.center().x() * ratio), round((marked.top() - 4) * ratio))
    assert not is_yellow(QColor(image.pixel(above)))


def is_yellow(colour: QColor) -> bool:
    return colour.red() - colour.blue() > 30


def test_every_worker_may_be_killed_and_the_window_goes_on(
    window: MainWindow, context: WindowContext, qtbot: QtBot, tmp_path: Path
) -> None:
    lease = make_pdf(tmp_path / "Lease.pdf", PAGES)
    drop(window, lease)
    qtbot.waitUntil(lambda: is_searchable(context, lease), timeout=PATIENCE)
    view = ask_view(window)

    os.kill(context.inference.pid, signal.SIGKILL)
    box = ask(view, qtbot, "How long is the notice period?")
    qtbot.waitUntil(lambda: not view.asking.is_busy, timeout=PATIENCE)
    if not box.cards.cards:  # the question may have gone down with the worker: then it can be asked again
        box = ask(view, qtbot, "How long is the notice period?")
        qtbot.waitUntil(lambda: not view.asking.is_busy, timeout=PATIENCE)
    assert "ninety days" in box.text_block.toPlainText().lower()

    os.kill(context.indexing.pid, signal.SIGKILL)
    second = make_pdf(tmp_path / "Second.pdf", ((Big("Boat"), "The ferry leaves at half past six."),))
    drop(window, second)
    qtbot.waitUntil(lambda: is_searchable(context, second), timeout=PATIENCE)

    os.kill(context.parser.pid, signal.SIGKILL)
    qtbot.mouseClick(box.cards.cards[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not view.source.pages.page._image.isNull(), timeout=PATIENCE)
    assert window.isVisible()
