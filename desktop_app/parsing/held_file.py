"""Files inside files: members of archives and attachments of mails, held in memory and never written.

A parser reads a HeldFile as it reads any other path. How much all files inside one file may
be, and how deep they may lie, is counted here, so that a few kilobytes can't unfold to
terabytes.
"""

import io
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from desktop_app.errors import DocumentTooLarge

MEGABYTE = 1024 * 1024
MAX_INSIDE = 500 * MEGABYTE  # of all files inside one file, unpacked
MAX_FILES = 5_000
MAX_DEPTH = 2  # an archive in an archive, a mail's attachment in an archive

if TYPE_CHECKING:
    from pathlib import Path as _Base
else:
    _Base = type(Path())  # the system's kind of path, which is the one that can be built on


@dataclass(slots=True)
class Allowance:
    """What is still allowed to the files inside one file on the disk."""

    bytes: int = MAX_INSIDE
    files: int = MAX_FILES

    def spend(self, size: int) -> None:
        """Count one more file of `size` bytes; raise DocumentTooLarge where that is too much."""
        self.files -= 1
        self.bytes -= size
        if self.files < 0:
            raise DocumentTooLarge(f"There are more than {MAX_FILES:,} files in it; unpack it into a folder.")
        if self.bytes < 0:
            raise DocumentTooLarge(
                f"The files in it have more than {MAX_INSIDE // MEGABYTE} MB together; unpack it into a folder."
            )


class HeldFile(_Base):
    """A file that lies in memory under a name of its own; no path of it exists on the disk."""

    data: bytes
    depth: int
    allowance: Allowance

    def open(self, *_: Any, **__: Any) -> Any:
        return io.BytesIO(self.data)

    def stat(self, **_: Any) -> os.stat_result:
        return os.stat_result((stat.S_IFREG | 0o400, 0, 0, 1, 0, 0, len(self.data), 0, 0, 0))

    def read_bytes(self) -> bytes:
        return self.data


class Insides:
    """Makes held files of what lies inside `outer`, on the disk or held itself."""

    def __init__(self, outer: Path) -> None:
        self._depth = outer.depth + 1 if isinstance(outer, HeldFile) else 1
        self._allowance = outer.allowance if isinstance(outer, HeldFile) else Allowance()

    def expect(self, size: int) -> None:
        """Count a file of `size` bytes before it is unpacked; raise DocumentTooLarge for too much or too deep."""
        if self._depth > MAX_DEPTH:
            raise too_deep()
        self._allowance.spend(size)

    def hold(self, name: str, data: bytes) -> HeldFile:
        """Return a file that `expect` allowed, under the last part of its name."""
        held = HeldFile(name.replace("\0", "").replace("\\", "/").rstrip("/").rpartition("/")[2] or "unnamed")
        held.data, held.depth, held.allowance = data, self._depth, self._allowance
        return held


def holds_too_deep(path: Path) -> bool:
    """Whether what is inside the file at `path` lies deeper than Carrel reads."""
    return isinstance(path, HeldFile) and path.depth >= MAX_DEPTH


def too_deep() -> DocumentTooLarge:
    """Return what is said of a file that lies too deep."""
    return DocumentTooLarge(f"It lies too deep: files in files are read down to level {MAX_DEPTH}.")


def openable(path: Path) -> Path | BinaryIO:
    """Return what a library opens that takes a path or a file."""
    return io.BytesIO(path.data) if isinstance(path, HeldFile) else path
