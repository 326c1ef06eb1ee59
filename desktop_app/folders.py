"""The list of watched folders: the person's choice, so it outlives the library.

A watched folder may also be a single file that was dropped on the window. The list is a
small JSON file; any process may change it under a lock, and the indexing worker notices.
Beside it stand the folders that were removed: for 30 days they can be restored, and as their
embeddings are kept as long, that costs no more than reading their files.
"""

import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.errors import FolderMissing, FolderNotRemoved, FolderNotWatched
from desktop_app.stored_list import StoredList

KEPT_SECONDS = 30 * 24 * 3600.0  # as long as the store keeps embeddings that nothing needs


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """`path` is absolute; `added` is seconds since 1970; `sample` marks what ships with Carrel."""

    path: str
    added: float
    sample: bool = False


@dataclass(frozen=True, slots=True)
class RemovedFolder:
    """A folder that is watched no longer; `removed` is seconds since 1970."""

    path: str
    removed: float
    sample: bool = False


@dataclass(frozen=True, slots=True)
class WatchedFolders:
    """Reads and changes the list in `file`."""

    file: Path
    now: Callable[[], float] = time.time

    def list(self) -> Sequence[WatchedFolder]:
        """Return the watched folders, oldest first; a list that can't be read is an error, never empty."""
        return self._stored.read()

    def add(self, path: Path, *, sample: bool = False) -> WatchedFolder:
        """Watch `path`; adding it twice changes nothing. Raises FolderMissing."""
        path = as_on_disk(path.expanduser().absolute())
        if not path.exists():
            raise FolderMissing(f"There is no file or folder {path}; check the path.")
        with self._stored.locked():
            folders = list(self.list())
            for folder in folders:
                if folder.path == str(path):
                    return folder
            added = WatchedFolder(str(path), self.now(), sample)
            self._stored.write([*folders, added])
            self._forget_removed(added.path)
        return added

    def remove(self, path: Path) -> WatchedFolder:
        """Watch `path` no longer; `restore` takes that back for 30 days. Raises FolderNotWatched."""
        wanted = str(as_on_disk(path.expanduser().absolute()))
        with self._stored.locked():
            folders = list(self.list())
            for folder in folders:
                if folder.path == wanted:
                    self._forget_removed(wanted, RemovedFolder(wanted, self.now(), folder.sample))
                    self._stored.write([other for other in folders if other is not folder])
                    return folder
        raise FolderNotWatched(f"{wanted} is not a watched folder; `carrel folder list` shows those that are.")

    def removed(self) -> Sequence[RemovedFolder]:
        """Return the folders that can be restored, the latest first."""
        kept = [folder for folder in self._stored_removed.read() if self._is_recent(folder)]
        return sorted(kept, key=lambda folder: -folder.removed)

    def restore(self, path: Path) -> WatchedFolder:
        """Watch a removed folder again, also one that is away just now. Raises FolderNotRemoved."""
        wanted = str(as_on_disk(path.expanduser().absolute()))
        with self._stored.locked():
            found = next((folder for folder in self.removed() if folder.path == wanted), None)
            if found is None:
                raise FolderNotRemoved
            restored = WatchedFolder(wanted, self.now(), found.sample)
            self._stored.write([*self.list(), restored])
            self._forget_removed(wanted)
        return restored

    def _forget_removed(self, path: str, *instead: RemovedFolder) -> None:
        removed = self._stored_removed.read()
        kept = [folder for folder in removed if folder.path != path and self._is_recent(folder)]
        if [*kept, *instead] != removed:
            self._stored_removed.write([*kept, *instead])

    def _is_recent(self, folder: RemovedFolder) -> bool:
        return self.now() - folder.removed < KEPT_SECONDS

    @property
    def _stored_removed(self) -> StoredList[RemovedFolder]:
        file = self.file.with_name(f"{self.file.stem}-removed.json")
        damaged = f"The list of removed folders {file} is damaged; delete it."
        return StoredList(file, lambda entry: RemovedFolder(**entry), damaged)

    @property
    def _stored(self) -> StoredList[WatchedFolder]:
        damaged = f"The list of watched folders {self.file} is damaged; mend or delete it, then add the folders again."
        return StoredList(self.file, lambda entry: WatchedFolder(**entry), damaged)


def as_on_disk(path: Path) -> Path:
    """Return an absolute path with its names as the disk has them: "ä" may be one character there or two.

    What is not on the disk stays as it is.
    """
    if path.exists() or path == path.parent:
        return path
    above = as_on_disk(path.parent)
    wanted = unicodedata.normalize("NFC", path.name)
    try:
        names = [entry.name for entry in above.iterdir()]
    except OSError:
        return above / path.name
    same = (name for name in names if unicodedata.normalize("NFC", name) == wanted)
    return above / next(same, path.name)
