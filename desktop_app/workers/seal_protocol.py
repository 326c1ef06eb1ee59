"""The words by which a person has the seal tried, in whatever worker they ask."""

from dataclasses import dataclass

from desktop_app.workers.protocol import Message


@dataclass(frozen=True, slots=True)
class TryToConnect(Message):
    """Try to open a connection, for a person who wants to see it refused: one `ConnectionTried`."""


@dataclass(frozen=True, slots=True)
class ConnectionTried(Message):
    """Whether Python's layer refused, and the kernel's; None where the system has none."""

    python: bool
    kernel: bool | None
