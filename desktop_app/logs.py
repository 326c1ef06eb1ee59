"""The log file: what happened, never what a document says."""

import logging
import sys
from logging.handlers import RotatingFileHandler
from types import TracebackType

from desktop_app.paths import DataPaths
from desktop_app.sealed import ATTEMPTS

LOG_BYTES = 1_000_000
ATTEMPTS_FILE = "connections.log"
FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


class _LogFile(RotatingFileHandler):
    """A log that gives way on a full disk: whoever needs the room says so to the person, in a sentence."""

    def handleError(self, record: logging.LogRecord) -> None:
        if not isinstance(sys.exception(), OSError):
            super().handleError(record)


def log_to_file(paths: DataPaths, name: str, level: int = logging.INFO) -> None:
    """Send this process's log to `name`.log in the data folder, and keep it small."""
    handler = _LogFile(paths.logs / f"{name}.log", maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    _log_attempts(paths)
    root.setLevel(level)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught


def _log_attempts(paths: DataPaths) -> None:
    """Keep refused connections in a file of their own too, so that who must check them reads nothing else."""
    handler = logging.FileHandler(paths.logs / ATTEMPTS_FILE, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter(FORMAT))
    logging.getLogger(ATTEMPTS).handlers[:] = [handler]


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        logging.getLogger("carrel").critical("uncaught", exc_info=(kind, error, trace))
