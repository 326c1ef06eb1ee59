"""Remembers that a graphics card is being tried: a driver that takes the process with it is not tried again.

The file exists while a model is loaded onto the card. Who finds it without anyone holding its
lock knows that the process before died of the trial.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

_PATIENCE_S = 120.0  # another process may just be trying the same


@dataclass(frozen=True, slots=True)
class GpuTrial:
    """One data folder's; `file` is its place."""

    file: Path

    @property
    def has_failed(self) -> bool:
        """Whether a process died of trying; the card then stays alone until `forget`."""
        try:
            with self._lock(_PATIENCE_S):
                return self.file.exists()
        except Timeout:
            return True

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Load onto the card inside this block; an exception is no death."""
        with self._lock(_PATIENCE_S):
            self.file.touch()
            try:
                yield
            finally:
                self.file.unlink(missing_ok=True)

    def forget(self) -> None:
        """Let the card be tried again: the person wants it."""
        self.file.unlink(missing_ok=True)

    def _lock(self, patience: float) -> FileLock:
        return FileLock(self.file.with_name(f"{self.file.name}.lock"), timeout=patience)
