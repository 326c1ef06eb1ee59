"""The figures of each approach, one line a measure."""

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.labels import Label
from desktop_app.workers.comparison_protocol import ComparisonRead

SHOWN = (
    "Correct", "Cites the right file", "Cited text supports the answer", "Refuses when it should", "Invented",
    "Median time to first word", "Tokens a second", "Memory", "Preferred in blind votes",
)  # fmt: skip


class FiguresTable(QWidget):
    """Stands under the answers, in the same columns; empty while nothing is answered."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(3 * STEP, 0, 3 * STEP, 0)
        self._grid.setVerticalSpacing(STEP)

    def show_figures(self, comparison: ComparisonRead) -> None:
        """Replace the figures."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        lines = [line for line in comparison.figures if line[0] in SHOWN]
        for row, (label, *values) in enumerate(lines):
            self._grid.addWidget(Label(label, tone="dim"), row, 0)
            for column, value in enumerate(values, start=1):
                figure = Label(value, kind="heading" if row == 0 else "")
                figure.setAccessibleName(f"{label}, {comparison.columns[column - 1]}: {value}")
                self._grid.addWidget(figure, row, column)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column <= len(comparison.columns) else 0)
