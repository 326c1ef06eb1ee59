"""A small list kept as JSON: of watched folders, of chat models, of adapters.

Any process may change it, under a lock; a crash leaves the old list or the new one. Knows
nothing of what is listed.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from filelock import FileLock

from desktop_app.errors import BadInput
from desktop_app.small_file import replace_file

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class StoredList(Generic[Entry]):
    """The list in `file`.

    `build` makes an entry (a dataclass) of its JSON and raises TypeError or ValueError for
    anything else; `damaged` is the sentence for a list that can't be read.
    """

    file: Path
    build: Callable[[Any], Entry]
    damaged: str

    def read(self) -> list[Entry]:
        """Return the entries, oldest first; a list that can't be read is an error (BadInput), never empty."""
        try:
            return [self.build(entry) for entry in json.loads(self.file.read_text(encoding="utf-8"))]
        except FileNotFoundError:
            return []
        except (ValueError, TypeError) as error:
            raise BadInput(self.damaged) from error

    def write(self, entries: Sequence[Entry]) -> None:
        """Replace the list in one step; raises DiskFull or DataUnwritable."""
        replace_file(self.file, json.dumps([asdict(entry) for entry in entries], indent=2))  # type: ignore[call-overload]

    def locked(self) -> FileLock:
        """Return the lock to hold from reading to writing."""
        return FileLock(self.file.with_suffix(".lock"))


def unique_name(name: str, taken: set[str]) -> str:
    """Return `name`, or "name (2)" and so on where it is among `taken` (which are casefolded)."""
    candidate, number = name, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{name} ({number})"
    return candidate
