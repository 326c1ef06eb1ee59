"""Whether the last run of the window ended as it should, and what it left behind where it did not.

A run makes an empty file in the logs when it begins and removes it when it ends. What Python can
still write when a library crashes (the calls at that moment, no values) goes into it; a run that
was ended from outside (a logout, a power cut) leaves it empty and is no crash.
"""

import faulthandler
import platform
import sys
from datetime import datetime
from pathlib import Path
from typing import IO

from desktop_app import __version__

RUNNING = "window-running.txt"
LOG = "window.log"
LAST_LINES = 60


class CrashTrace:
    """One run's file. `report` is what the run before left, None where that ended well."""

    def __init__(self, logs: Path) -> None:
        self._file = logs / RUNNING
        self.report = self._read(logs) if _text(self._file) else None
        self._open: IO[str] | None = None

    def begin(self) -> None:
        """From here on a crash leaves its traces; raises nothing where the disk is full."""
        try:
            self._open = self._file.open("w", encoding="utf-8")
        except OSError:
            return
        faulthandler.enable(self._open)

    def end(self) -> None:
        """The run ended as it should."""
        if self._open is not None:
            faulthandler.disable()
            self._open.close()
            self._open = None
            self._file.unlink(missing_ok=True)

    def _read(self, logs: Path) -> str:
        """Return system, calls at the crash and the log's last lines; logs never hold a document's text."""
        head = f"Carrel {__version__} on {platform.platform()}, Python {sys.version.split()[0]}"
        return "\n".join([head, "", _text(self._file), "", *_text(logs / LOG).splitlines()[-LAST_LINES:]])


def keep_report(logs: Path, report: str, now: datetime) -> Path:
    """Write the report beside the logs, and return its file."""
    file = logs / f"crash-{now:%Y-%m-%d-%H%M%S}.txt"
    file.write_text(report, encoding="utf-8")
    return file


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
