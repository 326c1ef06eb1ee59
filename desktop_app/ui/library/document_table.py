"""Documents as rows of a table. Rows come from the store alone, never from an event."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop_app.domain import DocumentRow, DocumentState
from desktop_app.ui.icons import file_icon_name, icon
from desktop_app.ui.sentences import day, place_name
from desktop_app.ui.theme import ThemeHolder
from desktop_app.ui.widgets.plain import plainly

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
NAME, FOLDER, TYPE, PAGES, CHANGED, STATE = range(6)
TITLES = ("Name", "Folder", "Type", "Pages", "Changed", "State")

STATE_WORDS = {
    DocumentState.SEARCHABLE: "searchable",
    DocumentState.WAITING: "waiting",
    DocumentState.FAILED: "needs you",
    DocumentState.AWAY: "away",
    DocumentState.LEFT_OUT: "left out",
}
TYPE_WORDS = {
    "docx": "Word",
    "odt": "Text",
    "md": "Markdown",
    "markdown": "Markdown",
    "txt": "Text",
    "htm": "HTML",
    "mhtml": "HTML",
    "mht": "HTML",
    **dict.fromkeys(("xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv"), "Sheet"),
    **dict.fromkeys(("pptx", "pptm", "ppsx", "odp"), "Slides"),
    **dict.fromkeys(("eml", "emlx", "msg", "mbox"), "Mail"),
    **dict.fromkeys(("sqlite", "sqlite3", "db"), "Database"),
    **dict.fromkeys(("srt", "vtt"), "Subtitles"),
    "epub": "Book",
    "ipynb": "Notebook",
    "rtf": "Rich text",
}


class DocumentTable(QAbstractTableModel):
    """Shows the documents of one watched folder, or all, that contain the words of the filter."""

    def __init__(self, theme: ThemeHolder, now: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._theme, self._now = theme, now
        self._all: Sequence[DocumentRow] = ()
        self._rows: list[DocumentRow] = []
        self._root = ""
        self._names: Mapping[str, str] = {}
        self._words: list[str] = []
        self._column, self._order = NAME, Qt.SortOrder.AscendingOrder
        theme.theme_changed.connect(self._on_theme_changed)
        self._icons: dict[str, Any] = {}

    def set_documents(self, documents: Sequence[DocumentRow]) -> None:
        """Show what the store says now; a selected document stays selected."""
        if documents != self._all:
            self._all = documents
            self._arrange()

    def show_root(self, root: str) -> None:
        """Show one watched folder, all of them for ""."""
        if root != self._root:
            self._root = root
            self._arrange()

    def name_roots(self, names: Mapping[str, str]) -> None:
        """Call watched folders by these names; takes effect with the next documents."""
        self._names = names

    def filter(self, text: str) -> None:
        """Show documents whose path or title has all these words."""
        self._words = text.casefold().split()
        self._arrange()

    def row(self, index: Index) -> DocumentRow:
        return self._rows[index.row()]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._order = column, order
        self._arrange()

    def _arrange(self) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [(self._rows[index.row()].path, index.column()) for index in before]
        wanted = [row for row in self._all if self._is_wanted(row)]
        wanted.sort(key=self._sort_key(), reverse=self._order == Qt.SortOrder.DescendingOrder)
        self._rows = wanted
        if before:
            places = {row.path: at for at, row in enumerate(wanted)}
            after = [self.index(places[path], column) if path in places else QModelIndex() for path, column in kept]
            self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _sort_key(self) -> Callable[[DocumentRow], Any]:
        if self._column == FOLDER:
            return lambda row: folder_text(row, self._names).casefold()
        return _SORT_KEYS[self._column]

    def _is_wanted(self, row: DocumentRow) -> bool:
        if self._root and row.root != self._root:
            return False
        text = f"{row.path}\n{row.title}".casefold() if self._words else ""
        return all(word in text for word in self._words)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return TITLES[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.DecorationRole and column == NAME:
            return self._icon(row)
        if role == Qt.ItemDataRole.ForegroundRole and column != NAME:
            return self._theme.current.color("dim")
        if role == Qt.ItemDataRole.ToolTipRole:
            return plainly(row.message or row.path)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{TITLES[column]}: {self._text(row, column)}"
        return row if role == ROW_ROLE else None

    def _text(self, row: DocumentRow, column: int) -> str:
        if column == NAME:
            return place_name(row.path)
        if column == FOLDER:
            return folder_text(row, self._names)
        if column == TYPE:
            return type_text(row)
        if column == PAGES:
            return str(row.pages) if row.pages else ""
        if column == CHANGED:
            return day(row.modified, self._now())
        return STATE_WORDS[row.state]

    def _icon(self, row: DocumentRow) -> Any:
        name = file_icon_name(row.path)
        if name not in self._icons:
            self._icons[name] = icon(name, self._theme.current)
        return self._icons[name]

    def _on_theme_changed(self) -> None:
        self._icons.clear()
        self.layoutChanged.emit()


def folder_text(row: DocumentRow, names: Mapping[str, str]) -> str:
    """Return the watched folder's name and the way from there, say "House › Heating"."""
    try:
        between = PurePath(row.path).parent.relative_to(row.root).parts
    except ValueError:
        between = ()
    if row.root == row.path:  # a single file is watched
        top = place_name(str(PurePath(row.path).parent))
    else:
        top = names.get(row.root) or place_name(row.root)
    return " › ".join((top, *between))


def type_text(row: DocumentRow) -> str:
    """Return the kind of file in a word."""
    ending = PurePath(row.path).suffix[1:].lower()
    return TYPE_WORDS.get(ending, ending.upper() or "File")


_SORT_KEYS: Mapping[int, Callable[[DocumentRow], Any]] = {
    NAME: lambda row: place_name(row.path).casefold(),
    TYPE: type_text,
    PAGES: lambda row: row.pages,
    CHANGED: lambda row: row.modified,
    STATE: lambda row: STATE_WORDS[row.state],
}
