"""The list of watched folders: the person's choice, so it outlives the library.

A watched folder may also be a single file that was dropped on the window. The list is a
small JSON file; any process may change it under a lock, and the indexing worker notices.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.errors import FolderMissing, FolderNotWatched
from desktop_app.stored_list import StoredList


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """`path` is absolute; `added` is seconds since 1970; `sample` marks what ships with Carrel."""

    path: str
    added: float
    sample: bool = False


@dataclass(frozen=True, slots=True)
class WatchedFolders:
    """Reads and changes the list in `file`."""

    file: Path

    def list(self) -> Sequence[WatchedFolder]:
        """Return the watched folders, oldest first; a list that can't be read is an error, never empty."""
        return self._stored.read()

    def add(self, path: Path, *, sample: bool = False) -> WatchedFolder:
        """Watch `path`; adding it twice changes nothing. Raises FolderMissing."""
        path = path.expanduser().absolute()
        if not path.exists():
            raise FolderMissing(f"There is no file or folder {path}; check the path.")
        with self._stored.locked():
            folders = list(self.list())
            for folder in folders:
                if folder.path == str(path):
                    return folder
            added = WatchedFolder(str(path), time.time(), sample)
            self._stored.write([*folders, added])
        return added

    def remove(self, path: Path) -> WatchedFolder:
        """Watch `path` no longer. Raises FolderNotWatched."""
        wanted = str(path.expanduser().absolute())
        with self._stored.locked():
            folders = list(self.list())
            for folder in folders:
                if folder.path == wanted:
                    self._stored.write([other for other in folders if other is not folder])
                    return folder
        raise FolderNotWatched(f"{wanted} is not a watched folder; `carrel folder list` shows those that are.")

    @property
    def _stored(self) -> StoredList[WatchedFolder]:
        damaged = f"The list of watched folders {self.file} is damaged; mend or delete it, then add the folders again."
        return StoredList(self.file, lambda entry: WatchedFolder(**entry), damaged)
