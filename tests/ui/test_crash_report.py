"""A crash of the last run is offered as a report: read first, kept only on request."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.crash_trace import RUNNING, CrashTrace
from desktop_app.ui.context import WindowContext
from desktop_app.ui.crash_report import CrashReport, offer_report
from desktop_app.ui.notices import Notice


def crash(logs: Path) -> None:
    program = (
        "import ctypes, sys; from pathlib import Path; from desktop_app.crash_trace import CrashTrace;"
        "CrashTrace(Path(sys.argv[1])).begin(); ctypes.string_at(0)"
    )
    logs.mkdir(parents=True, exist_ok=True)
    done = subprocess.run([sys.executable, "-c", program, str(logs)], capture_output=True, check=False)
    assert done.returncode != 0


def test_a_run_that_ends_leaves_nothing(tmp_path: Path) -> None:
    run = CrashTrace(tmp_path)
    run.begin()
    assert (tmp_path / RUNNING).exists()
    run.end()
    assert CrashTrace(tmp_path).report is None


def test_a_run_that_was_ended_from_outside_is_no_crash(tmp_path: Path) -> None:
    (tmp_path / RUNNING).touch()
    assert CrashTrace(tmp_path).report is None


def test_a_crash_leaves_where_it_was_and_the_logs_last_lines(tmp_path: Path) -> None:
    crash(tmp_path)
    (tmp_path / "window.log").write_text("the last line\n", encoding="utf-8")
    report = CrashTrace(tmp_path).report
    assert report is not None
    assert "string_at" in report
    assert report.endswith("the last line")


def test_nothing_is_kept_that_was_not_asked_for(qtbot: QtBot, context: WindowContext, tmp_path: Path) -> None:
    logs, parent = tmp_path / "logs", QWidget()
    qtbot.addWidget(parent)
    crash(logs)
    given: list[Notice] = []
    context.notices.given.connect(given.append)
    offer_report(None, logs, context.notices, parent)
    assert given == []
    offer_report("what happened", logs, context.notices, parent)
    assert given[0].action == "Read the report"
    assert list(logs.glob("crash-*")) == []


def test_what_is_kept_is_what_was_read(qtbot: QtBot, context: WindowContext, tmp_path: Path) -> None:
    dialog = CrashReport("what happened", tmp_path, context.notices)
    qtbot.addWidget(dialog)
    assert dialog.text.toPlainText() == "what happened"
    keep = next(button for button in dialog.findChildren(QPushButton) if button.text() == "Keep")
    keep.click()
    (kept,) = tmp_path.glob("crash-*.txt")
    assert kept.read_text(encoding="utf-8") == "what happened"
