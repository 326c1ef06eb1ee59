"""Words for every worker that has to do with safety: trying the seal, and the key of a locked data folder."""

import logging
from dataclasses import dataclass
from pathlib import Path

from desktop_app.locked import is_locked, key_for
from desktop_app.sealed import ATTEMPTS
from desktop_app.workers.protocol import Message

LONGEST_ATTEMPT = 160  # characters of one that are kept


@dataclass(frozen=True, slots=True)
class TryToConnect(Message):
    """Try to open a connection, for a person who wants to see it refused: one `ConnectionTried`."""


@dataclass(frozen=True, slots=True)
class ConnectionTried(Message):
    """Whether Python's layer refused, and the kernel's; None where the system has none."""

    python: bool
    kernel: bool | None


@dataclass(frozen=True, slots=True)
class ConnectionAttempted(Message):
    """Something was refused in a process that may write no file (request id 0); its parent keeps it in the log."""

    what: str


def keep_attempt(attempt: ConnectionAttempted, process: str) -> None:
    """Write another process's attempt down among this one's; it may have been made up by a hostile file."""
    what = "".join(letter if letter.isprintable() else "?" for letter in attempt.what[:LONGEST_ATTEMPT])
    logging.getLogger(ATTEMPTS).warning("in the %s: %s", process, what)


@dataclass(frozen=True, slots=True)
class UseKey(Message):
    """The first line to a worker whose data folder is locked; it goes over a pipe, never into arguments or files."""

    key: str  # hexadecimal


def key_message(folder: Path) -> UseKey | None:
    """Return what a worker on this data folder must hear first, None where it is not locked. Raises DataLocked."""
    key = key_for(folder) if is_locked(folder) else None
    return UseKey(0, key.hex()) if key else None
