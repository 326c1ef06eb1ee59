"""What every view is handed, and what every view is.

A view is a QWidget below View, built from a WindowContext alone. It reads the store, sends
requests to the workers and listens to their events. To add one: a file with a subclass of
View, and a line in ui/views.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.catalogue import ModelCatalogue
from desktop_app.domain import DocumentRow, LibraryCounts, Page
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.ui.notices import Notices
from desktop_app.ui.reopening import Reopening
from desktop_app.ui.settings_holder import SettingsHolder
from desktop_app.ui.theme import ThemeHolder
from desktop_app.ui.worker_process import WorkerProcess


class Library(Protocol):
    """The library, read-only; it holds nothing while there is none yet."""

    def documents(self) -> list[DocumentRow]:
        """Return every document that is known."""

    def counts(self) -> LibraryCounts: ...

    def document(self, path: str) -> DocumentRow | None:
        """Return what is known of the file, None where it is not in the library."""

    def page(self, path: str, number: int) -> Page | None:
        """Return a page as it was read, None where it is not in the library."""

    def folder_counts(self, roots: Sequence[str]) -> dict[str, int]:
        """Return how many documents each watched folder has."""

    def away_roots(self) -> set[str]:
        """Return the watched folders that are missing just now."""


@dataclass(frozen=True, slots=True)
class WindowContext:
    """The parts of one window, made once when it opens."""

    paths: DataPaths
    settings: SettingsHolder
    theme: ThemeHolder
    notices: Notices
    folders: WatchedFolders
    library: Library
    models: ModelCatalogue
    indexing: WorkerProcess
    inference: WorkerProcess
    parser: WorkerProcess
    training: WorkerProcess  # started when it is first needed
    reopening: Reopening = field(default_factory=Reopening)


class View(QWidget):
    """Base of the views. The window calls these when a shortcut is pressed; most views need few."""

    adapter_wanted = Signal(str)  # name: let it help to write answers in Ask
    document_opened = Signal(str, int)  # path, page from 1: show it in the source pane of Ask
    view_wanted = Signal(str)  # name of another view to bring to the front
    middle: QWidget | None = None  # the part that notices stand over; None for the whole view

    def shown(self) -> None:
        """The view came to the front."""

    def start_new(self) -> None:
        """Ctrl+N: begin whatever this view makes."""

    def search(self) -> None:
        """Ctrl+K: put the cursor where this view searches."""

    def focus_main(self) -> None:
        """Ctrl+L: put the cursor where this view takes its main input."""

    def stop(self) -> None:
        """Esc: stop what is running at once."""

    def take_file(self, path: Path) -> None:
        """A model or an adapter was dropped; Settings has a place for the one, Adapters for the other."""

    def use_adapter(self, name: str) -> None:
        """Let this adapter help to write the next answers; only Ask has a place for it."""

    def open_document(self, path: str, page: int) -> None:
        """Show a document at a page; only Ask has a place for it."""
