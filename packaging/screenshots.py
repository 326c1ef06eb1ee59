"""`make screenshots`: the pictures of the README, taken of the real window at real work.

A fresh data folder, the sample documents, the starter models: the window is opened without a
display, asked the sample questions, and photographed in light and in dark.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_SCALE_FACTOR", "1.5")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.domain import Answer
from desktop_app.paths import DataPaths
from desktop_app.resources import resource_path
from desktop_app.ui.application import make_context
from desktop_app.ui.ask.view import AskView
from desktop_app.ui.context import WindowContext
from desktop_app.ui.window import MainWindow
from desktop_app.workers.protocol import ReadFolders

PICTURES = resource_path("screenshots")
SIZE = (1360, 860)
PATIENCE_SECONDS = 240.0
SETTLE_MS = 800  # for drawn pages and the last of a layout


def main() -> int:
    """Take every picture anew."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="carrel-pictures-") as folder:
        home = Path(folder)
        documents = home / "Documents" / "Alder Street"
        shutil.copytree(resource_path("samples/documents"), documents)
        os.environ["HOME"] = str(home)
        app = QApplication(["carrel"])
        context = make_context(app, DataPaths(home / "data").create())
        workers = (context.indexing, context.inference, context.parser)
        window = MainWindow(context)
        window.resize(*SIZE)
        window.show()
        for worker in workers:
            worker.start()
        try:
            _take_pictures(window, context, documents)
        finally:
            window.close()
            for worker in workers:
                worker.close()
    return 0


def _take_pictures(window: MainWindow, context: WindowContext, documents: Path) -> None:
    context.folders.add(documents)
    context.indexing.send(ReadFolders)
    files = len(list(documents.iterdir()))
    _wait(lambda: context.library.counts().searchable == files, "the samples did not become searchable")
    _picture(window, "first-start")
    ask = window.view("ask")
    assert isinstance(ask, AskView)
    questions = json.loads(resource_path("samples/questions.json").read_text(encoding="utf-8"))
    for entry in reversed(questions):  # the first one, with its page, is the one in the picture
        ask.start_new()
        answer = _answer(ask, entry["question"])
    if answer.citations:
        ask.dialogue.citation_opened.emit(answer.citations[0])
    for appearance in ("light", "dark"):
        context.settings.change(appearance=appearance)
        for name in ("ask", "library"):
            window.show_view(name)
            _picture(window, f"{name}-{appearance}")


def _answer(ask: AskView, question: str) -> Answer:
    answers: list[Answer] = []
    ask.asking.answered.connect(answers.append)
    ask.empty.question_chosen.emit(question)
    _wait(lambda: answers and not ask.asking.is_busy, f"no answer came to: {question}")
    ask.asking.answered.disconnect(answers.append)
    return answers[0]


def _picture(window: MainWindow, name: str) -> None:
    _pause(SETTLE_MS)
    target = PICTURES / f"{name}.png"
    window.grab().save(str(target))
    print(target.relative_to(PICTURES.parent.parent), flush=True)


def _wait(is_so: Callable[[], object], otherwise: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise SystemExit(f"No pictures: {otherwise}.")
        _pause(50)


def _pause(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main())
