"""What a question can be about: the watched folders, the folders in them, their files, kinds of files, and dates."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from desktop_app.domain import DocumentState
from desktop_app.filter_words import proposed_filters
from desktop_app.folders import WatchedFolders
from desktop_app.ui.context import Library
from desktop_app.ui.sentences import place_name

MOST_PLACES = 8
MOST_FILTERS = 3  # kinds and dates among them, where letters were typed
MOST_FOLDERS = 2  # where none were, and all that can be chosen is shown


@dataclass(frozen=True, slots=True)
class Place:
    """A folder or file that a question can be about."""

    path: str
    is_folder: bool

    @property
    def name(self) -> str:
        return place_name(self.path)


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


@dataclass(frozen=True, slots=True)
class Proposal:
    """What @ proposes: `entry` is added to the scope; `text` and `detail` are what a person reads."""

    entry: str
    text: str
    detail: str


class Places:
    """Finds places by the letters of their names; remembers the library's until it changes."""

    def __init__(
        self, library: Library, folders: WatchedFolders, today: Callable[[], date] = lambda: date.today()
    ) -> None:
        self._library, self._folders, self._today = library, folders, today
        self._known: tuple[list[str], list[str]] | None = None

    def find(self, typed: str) -> Sequence[Proposal]:
        """Return what @ proposes: kinds and dates that fit what was typed, between folders and files."""
        if self._known is None:
            self._known = self._read()
        folders, files = self._known
        filters = proposed_filters(typed, [PurePath(path).suffix.lower() for path in files], self._today())
        proposed = [Proposal(str(filter_), _capital(filter_.label), _ABOUT[filter_.name]) for filter_ in filters]
        if not typed:
            return [*(_of_place(Place(path, True)) for path in folders[:MOST_FOLDERS]), *proposed]
        places = [_of_place(place) for place in matching_places(typed, folders, files)]
        proposed = proposed[:MOST_FILTERS]
        return [*proposed, *places[: MOST_PLACES - len(proposed)]]

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


_ABOUT = {"type": "kind", "since": "date", "before": "date"}


def _of_place(place: Place) -> Proposal:
    parent = place_name(str(PurePath(place.path).parent))
    return Proposal(
        place.path, f"{place.name}/" if place.is_folder else place.name, "folder" if place.is_folder else parent
    )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
