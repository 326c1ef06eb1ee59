"""Examples before a training: what becomes of each, the person's decisions, a name, and how long."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHBoxLayout, QHeaderView, QLineEdit, QTableView

from desktop_app.ui.adapters.example_editor import edited_example
from desktop_app.ui.adapters.examples_model import ExamplesModel, outcome
from desktop_app.ui.adapters.training_cost import TrainingCost
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label
from desktop_app.workers.training_protocol import ExamplesPrepared

FOUND = {
    "draft": "drafted",
    "duplicate": "copied",
    "near_duplicate": "nearly copied",
    "empty": "without question or answer",
    "too_long": "too long",
    "contradictory": "contradictory",
    "other_answer": "with another answer elsewhere",
    "personal": "with personal data",
}
# Fields of TrainAdapter: passes over all examples and minutes, whichever is over first.
LENGTHS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("Three passes over the examples", {"epochs": 3.0}),
    ("15 minutes at most", {"epochs": 10.0, "minutes": 15.0}),
    ("An hour at most", {"epochs": 10.0, "minutes": 60.0}),
    ("An hour, with a search for settings", {"minutes": 60.0, "search": True}),
    ("One pass, to try it", {"epochs": 1.0}),
)


class ExamplesPanel(Card):
    """`decided` carries all decisions by the examples' ids; `start_wanted` the name and how long."""

    decided = Signal(dict)
    start_wanted = Signal(str, dict)  # name, fields of TrainAdapter

    def __init__(self, theme: ThemeHolder) -> None:
        super().__init__(name="Examples")
        self.decisions: dict[str, dict[str, str]] = {}
        self.model = ExamplesModel(theme)
        self.summary = Label(tone="dim", wraps=True)
        self.hints = Label(tone="warning", wraps=True)
        self.cost = TrainingCost()
        self.table = self._build_table()
        self.column.addWidget(Label("Examples", kind="heading"))
        self.column.addWidget(self.summary)
        self.column.addWidget(self.hints)
        self.column.addWidget(self.table, 1)
        self.column.addLayout(self._build_choices())
        self.column.addSpacing(STEP)
        self.column.addLayout(self._build_start())
        self.column.addWidget(self.cost)
        self._on_selected()

    def begin(self, name: str, *, can_search: bool = True) -> None:
        """Look at another file: no decision holds any more. `can_search` offers a search for settings, too."""
        self.decisions = {}
        self.cost.forget()
        self.name.setText(name)
        self._offer_lengths(can_search)
        self.model.show([])
        self.hints.hide()
        self.summary.setText("Looking at the examples…")
        self.set_busy(True)

    def show_prepared(self, prepared: ExamplesPrepared) -> None:
        """Show what becomes of each example."""
        counts = prepared.counts
        said = f"{counts['learn']:,} to learn, {counts['check']:,} to check, {counts['kept_back']:,} kept back"
        found = ", ".join(f"{count:,} {FOUND[code]}" for code, count in prepared.found.items() if code in FOUND)
        left_out = f" · {counts['left_out']:,} left out" if counts["left_out"] else ""
        self.summary.setText(said + left_out + (f" · {found}" if found else ""))
        self.hints.setText("\n".join(prepared.hints))
        self.hints.setVisible(bool(prepared.hints))
        chosen = {row["id"] for row in self._selected()}
        self.model.show(prepared.rows)
        for number, row in enumerate(self.model.rows):
            if row["id"] in chosen:
                self.table.selectRow(number)
        self.set_busy(False)
        self.start.setEnabled(counts["learn"] > 0)

    def show_problem(self, text: str) -> None:
        """Say why the examples can't be used."""
        self.summary.setText(text)
        self.start.setEnabled(False)

    def set_busy(self, is_busy: bool) -> None:
        """Take no decisions while the last ones are worked on."""
        self.start.setEnabled(not is_busy)
        self._on_selected()

    def decide(self, choice: str) -> None:
        """Keep or drop what is selected, or with "" take the decision back."""
        rows = self._selected()
        for row in rows:
            if choice:
                self.decisions[row["id"]] = {"choice": choice}
            else:
                self.decisions.pop(row["id"], None)
        if rows:
            self.decided.emit(self.decisions)

    def edit(self) -> None:
        """Let the person write the selected example anew."""
        rows = self._selected()
        if len(rows) != 1:
            return
        written = edited_example(self, rows[0]["question"], rows[0]["answer"])
        if written is not None:
            question, answer = written
            self.decisions[rows[0]["id"]] = {"choice": "edit", "question": question, "answer": answer}
            self.decided.emit(self.decisions)

    def _build_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setAccessibleName("Examples")
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setAccessibleName("Rows")
        header = table.horizontalHeader()
        header.setAccessibleName("Columns")
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 60 * STEP), (2, 30 * STEP)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            table.setColumnWidth(column, width)
        table.setMinimumHeight(60 * STEP)
        table.selectionModel().selectionChanged.connect(lambda *_: self._on_selected())
        table.doubleClicked.connect(lambda _index: self.edit())
        return table

    def _build_choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.keep = Button("Keep", lambda: self.decide("keep"), name="Keep the selected examples")
        self.drop = Button("Drop", lambda: self.decide("drop"), name="Drop the selected examples")
        self.change = Button("Edit…", self.edit, name="Edit the selected example")
        self.undo = Button("Undo", lambda: self.decide(""), kind="quiet", name="Take back what you decided of them")
        for button in (self.keep, self.drop, self.change, self.undo):
            row.addWidget(button)
        self.outcome = Label(tone="dim", wraps=True)
        row.addWidget(self.outcome, 1)
        return row

    def _build_start(self) -> QHBoxLayout:
        self.name = QLineEdit()
        self.name.setAccessibleName("Name of the adapter")
        self.name.setPlaceholderText("Name of the adapter")
        self.name.setMaximumWidth(70 * STEP)
        self.name.returnPressed.connect(self._on_start)
        self.length = QComboBox()
        self.length.setAccessibleName("How long to train")
        self.length.view().setAccessibleName("Lengths")
        self.length.currentIndexChanged.connect(self._on_length_chosen)
        self._offer_lengths(can_search=True)
        self.start = Button("Start training", self._on_start, kind="primary")
        row = QHBoxLayout()
        row.addWidget(self.name, 1)
        row.addWidget(self.length)
        row.addWidget(self.start)
        row.addStretch()
        return row

    def _on_start(self) -> None:
        name = self.name.text().strip()
        if not name:
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.start.isEnabled():
            self.start_wanted.emit(name, dict(self._lengths[self.length.currentIndex()][1]))

    def _offer_lengths(self, can_search: bool) -> None:
        self._lengths = [length for length in LENGTHS if can_search or "search" not in length[1]]
        self.length.clear()
        self.length.addItems([text for text, _ in self._lengths])

    def _on_length_chosen(self, index: int) -> None:
        if index >= 0:
            self.cost.show_length(self._lengths[index][1])

    def _on_selected(self) -> None:
        rows = self._selected()
        for button in (self.keep, self.drop, self.undo):
            button.setEnabled(bool(rows))
        self.change.setEnabled(len(rows) == 1)
        self.outcome.setText(f"{rows[0]['source']}: {outcome(rows[0])}".lstrip(": ") if len(rows) == 1 else "")

    def _selected(self) -> list[Mapping[str, Any]]:
        chosen = self.table.selectionModel().selectedRows()
        return [self.model.rows[index.row()] for index in chosen]
