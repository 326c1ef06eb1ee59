"""What a question can be about: the watched folders, the folders in them, and their files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from desktop_app.domain import DocumentState
from desktop_app.folders import WatchedFolders
from desktop_app.ui.context import Library

MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A folder or file that a question can be about."""

    path: str
    is_folder: bool

    @property
    def name(self) -> str:
        return PurePath(self.path).name or self.path


def matching_places(typed: str, folders: Iterable[str], files: Iterable[str]) -> list[Place]:
    """Return up to MOST_PLACES whose name holds what was typed; names that begin with it first."""
    wanted = typed.casefold()
    found = [
        place
        for place in (*(Place(path, True) for path in folders), *(Place(path, False) for path in files))
        if wanted in place.name.casefold()
    ]
    found.sort(key=lambda place: (not place.name.casefold().startswith(wanted), not place.is_folder))
    return found[:MOST_PLACES]


class Places:
    """Finds places by the letters of their names; remembers the library's until it changes."""

    def __init__(self, library: Library, folders: WatchedFolders) -> None:
        self._library, self._folders = library, folders
        self._known: tuple[list[str], list[str]] | None = None

    def find(self, typed: str) -> Sequence[Place]:
        """Return what @ proposes."""
        if self._known is None:
            self._known = self._read()
        return matching_places(typed, *self._known)

    def forget(self) -> None:
        """The library changed: it is read again when it is needed."""
        self._known = None

    def _read(self) -> tuple[list[str], list[str]]:
        rows = [row for row in self._library.documents() if row.state is not DocumentState.LEFT_OUT]
        folders = dict.fromkeys(folder.path for folder in self._folders.list())
        for row in rows:
            parent, root = PurePath(row.path).parent, PurePath(row.root)
            while parent != root and root in parent.parents and str(parent) not in folders:
                folders[str(parent)] = None
                parent = parent.parent
        return list(folders), [row.path for row in rows]
