"""The examples of a training as a table: what is asked, what shall be answered, whence, and what becomes of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from desktop_app.ui.adapters.shared_beginning import without_shared_beginnings
from desktop_app.ui.theme import ThemeHolder
from desktop_app.ui.widgets.plain import plainly
from desktop_app.ui.widgets.row_model import Index, RowModel

COLUMNS = ("Question", "Answer", "From", "What becomes of it")
PARTS = {"learn": "learnt", "check": "checked with", "kept_back": "kept back", "left_out": "left out"}
DECISIONS = {"keep": "you keep it", "drop": "you dropped it", "edit": "you edited it"}
_TOOLTIP = 1_000  # characters


class ExamplesModel(RowModel[Mapping[str, Any]]):
    """Rows as `ExamplesPrepared` has them; what needs the person stands first."""

    def __init__(self, theme: ThemeHolder) -> None:
        super().__init__(COLUMNS)
        self._theme = theme
        self._told_apart: list[str] = []  # questions, without the beginnings that many share

    def show(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self.rows = sorted(rows, key=lambda row: (not row["findings"], row["part"] != "left_out"))
        self._told_apart = without_shared_beginnings([row["question"] for row in self.rows])
        self.endResetModel()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        text = (row["question"], row["answer"], row["source"], outcome(row))[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            shown = self._told_apart[index.row()] if index.column() == 0 else text
            return " ".join(shown.split())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plainly(text[:_TOOLTIP])
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._color(row, index.column())
        return None

    def _color(self, row: Mapping[str, Any], column: int) -> QColor | None:
        theme = self._theme.current
        if row["part"] == "left_out":
            return theme.color("warning" if column == 3 and not row["decision"] else "dim")
        return theme.color("dim") if column >= 2 else None


def outcome(row: Mapping[str, Any]) -> str:
    """Return in words what becomes of an example, and why."""
    said = str(PARTS.get(row["part"], row["part"]))
    if row["decision"]:
        said += f", {DECISIONS.get(row['decision'], '')}"
    if row["findings"]:
        said += ": " + " ".join(row["findings"])
    return said
