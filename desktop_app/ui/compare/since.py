"""What became of a comparison since an earlier run of the same questions."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.labels import Label
from desktop_app.workers.comparison_protocol import ComparisonRead, RunsCompared

HEAD = ("", "Then", "Now", "Points (95 % interval)")


class SinceEarlier(QWidget):
    """A list of earlier runs, and what changed since the chosen one; hidden where there is none."""

    def __init__(self, compare: Callable[[int], object]) -> None:
        super().__init__()
        self._compare = compare
        self.runs = QComboBox()
        self.runs.setAccessibleName("Earlier run to compare with")
        self.runs.view().setAccessibleName("Earlier runs")
        self.runs.activated.connect(lambda _at: self._on_chosen())
        self.text = Label(wraps=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(6 * STEP)
        self._grid.setVerticalSpacing(STEP)
        self._card = Card(name="Since then")
        self._card.column.addWidget(self.text)
        self._card.column.addLayout(self._grid)
        self._card.hide()
        row = QHBoxLayout()
        row.setSpacing(3 * STEP)
        row.addWidget(Label("Compare with an earlier run of these questions:", tone="dim"))
        row.addWidget(self.runs)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * STEP)
        column.addLayout(row)
        column.addWidget(self._card)
        self.hide()

    def show_comparison(self, comparison: ComparisonRead) -> None:
        """Offer the other runs of this one's questions."""
        self._card.hide()
        self.runs.clear()
        self.runs.addItem("Choose a run…", 0)
        for run in comparison.earlier or []:
            self.runs.addItem(str(run["label"]), run["comparison"])
        self.setVisible(bool(comparison.earlier) and bool(comparison.figures))

    def show_change(self, change: RunsCompared) -> None:
        """Say what became better or worse."""
        self.text.setText(change.text)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for row, values in enumerate([list(HEAD), *change.rows]):
            for column, value in enumerate(values):
                self._grid.addWidget(Label(value, tone="dim" if row == 0 or column == 0 else ""), row, column)
        self._grid.setColumnStretch(len(HEAD), 1)
        self._card.show()

    def _on_chosen(self) -> None:
        if self.runs.currentData():
            self._compare(self.runs.currentData())
        else:
            self._card.hide()
