"""Starting and ending the real program: one window per data folder, nothing left running."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.errors import LibraryBusy
from desktop_app.paths import DataPaths
from desktop_app.ui.application import add_samples, make_context
from desktop_app.ui.bug_reporter import BugReporter
from desktop_app.ui.context import WindowContext
from desktop_app.ui.opened_files import OpenedFiles
from desktop_app.ui.single_instance import SingleInstance
from desktop_app.workers.protocol import PauseIndexing

RUN = (
    "import sys; from pathlib import Path\n"
    "from desktop_app.paths import DataPaths; from desktop_app.ui import application\n"
    "sys.exit(application.run(DataPaths(Path(sys.argv[1]))))"
)


def start(folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", RUN, str(folder)], stderr=subprocess.PIPE)


@pytest.fixture
def first(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    running = start(tmp_path / "data")
    deadline = time.monotonic() + 20
    while len(psutil.Process(running.pid).children()) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    yield running
    running.kill()
    running.wait()
    assert running.stderr is not None
    running.stderr.close()


def test_a_second_start_raises_the_first_window_and_ends(first: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    second = start(tmp_path / "data")
    _, said = second.communicate(timeout=20)
    assert second.returncode == 0, said
    assert first.poll() is None


def test_a_killed_window_leaves_no_worker_and_no_lock(first: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    children = psutil.Process(first.pid).children(recursive=True)
    assert len(children) >= 2
    first.kill()
    first.wait()
    _, alive = psutil.wait_procs(children, timeout=15)
    assert alive == []
    instance = SingleInstance(tmp_path / "data")
    assert instance.take()
    instance.release()


def test_an_unwritable_data_folder_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    refused = start(tmp_path / "file" / "data")
    _, said = refused.communicate(timeout=20)
    assert refused.returncode == 1
    assert said.decode().strip().count("\n") == 0
    assert "Carrel can't write to its data folder" in said.decode()


def test_the_window_hears_of_a_second_start(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.take()
    assert not second.take()
    with qtbot.waitSignal(first.raise_asked):
        assert second.raise_first()
    first.release()


def test_files_given_to_a_second_start_reach_the_first_window(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.claim()
    files = [tmp_path / "an odd\nname.pdf", tmp_path / "model.gguf"]
    with qtbot.waitSignal(first.raise_asked) as asked:
        assert not second.claim(files)
    assert asked.args == [files]
    first.release()


def test_a_start_while_the_first_is_closing_waits_for_its_place(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.claim()
    first.stop_listening()
    leaving = threading.Timer(0.5, first.release)
    leaving.start()
    assert second.claim()
    leaving.join()
    second.release()


def test_a_place_that_stays_taken_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.claim()
    first.stop_listening()
    with pytest.raises(LibraryBusy):
        second.claim(patience=0.3)
    first.release()


def test_a_path_too_long_for_a_socket_still_has_one_window(qtbot: QtBot, tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 120)
    deep.mkdir()
    first, second = SingleInstance(deep), SingleInstance(deep)
    assert first.take()
    assert not second.take()
    with qtbot.waitSignal(first.raise_asked):
        assert second.raise_first()
    first.release()


def test_the_sample_library_is_there_at_the_first_start_and_not_again(context: WindowContext) -> None:
    add_samples(context)
    (samples,) = context.folders.list()
    assert samples.sample
    context.folders.remove(Path(samples.path))
    add_samples(context)
    assert list(context.folders.list()) == []


def test_the_workers_are_the_three_of_the_house(qapp: QApplication, tmp_path: Path) -> None:
    made = make_context(qapp, DataPaths(tmp_path / "data").create())
    workers = (made.indexing, made.inference, made.parser)
    assert [worker.name for worker in workers] == ["indexing", "inference", "parser"]
    assert [worker.pid for worker in workers] == [0, 0, 0]
    assert made.indexing.send(PauseIndexing) == 1
    assert made.indexing.is_busy


def test_a_bug_is_logged_without_the_words_it_quotes_and_can_be_reported(
    context: WindowContext, caplog: pytest.LogCaptureFixture
) -> None:
    report_bug = BugReporter(context.notices)
    try:
        raise ValueError("".join(["the ten", "ant owes 400 euros"]))  # a traceback quotes lines of code
    except ValueError as error:
        report_bug(type(error), error, error.__traceback__)
    assert "ValueError" in caplog.text
    assert "tenant" not in caplog.text
    told = context.notices.history[-1]
    assert told.action == "Copy report"
    assert told.act is not None
    told.act()
    assert "test_application" in QApplication.clipboard().text()
    assert "tenant" not in QApplication.clipboard().text()


def test_an_expected_error_that_nobody_caught_is_told_in_its_own_words(context: WindowContext) -> None:
    error = LibraryBusy()
    BugReporter(context.notices)(type(error), error, None)
    assert context.notices.history[-1].text == str(error)


def test_a_file_that_macos_hands_over_is_taken(qtbot: QtBot, tmp_path: Path) -> None:
    taken: list[list[Path]] = []
    opened, target = OpenedFiles(), QObject()
    opened.opened.connect(taken.append)
    target.installEventFilter(opened)
    QCoreApplication.sendEvent(target, QFileOpenEvent(str(tmp_path / "an adapter.gguf")))
    QCoreApplication.sendEvent(target, QEvent(QEvent.Type.User))
    assert taken == [[tmp_path / "an adapter.gguf"]]
