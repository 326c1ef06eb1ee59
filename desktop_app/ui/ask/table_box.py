"""A table under an answer: while every document is read with a meter, afterwards with what to do with it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop_app.answer_table import RowState, TableGrown, TableRow
from desktop_app.domain import Answer, Citation
from desktop_app.durations import duration
from desktop_app.ui.ask.cited_table import CitedTable
from desktop_app.ui.sentences import counted
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label

WITHOUT = frozenset({RowState.NOT_FOUND, RowState.NOT_READ})


class Meter(QWidget):
    """How many documents are read, a bar, and Stop."""

    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.label = Label(tone="dim")
        self.bar = QProgressBar()
        self.bar.setAccessibleName("How many documents are read")
        self.bar.setTextVisible(False)
        self.stop = Button("Stop", self.stop_wanted.emit, kind="quiet", name="Stop reading, and keep the table so far")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label, 1)
        row.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(STEP)
        column.addLayout(row)
        column.addWidget(self.bar)

    def show_grown(self, grown: TableGrown) -> None:
        """Tell how far it is."""
        unreadable = f", {grown.unreadable:,} unreadable" if grown.unreadable else ""
        left = "" if grown.seconds_left is None else f" · {duration(grown.seconds_left)} left"
        text = f"Read {grown.read:,} of {counted(grown.documents, 'file')}{unreadable} · {grown.found:,} found{left}"
        self.label.setText(text)
        self.label.setAccessibleName(text)
        self.bar.setRange(0, max(1, grown.documents))
        self.bar.setValue(grown.read)


class TableBox(QFrame):
    """`citation_opened` tells what to show beside it, `export_wanted` and `stop_wanted` are its buttons."""

    citation_opened = Signal(Citation)
    export_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, theme: ThemeHolder) -> None:
        super().__init__()
        self._told: list[TableRow] = []  # rows that say something, or why they can't
        self._rest: list[TableRow] = []  # rows that say nothing
        self._shows_rest = False
        self.meter = Meter()
        self.meter.stop_wanted.connect(self.stop_wanted)
        self.table = CitedTable(theme)
        self.table.citation_opened.connect(self.citation_opened)
        self.export_button = Button("Export CSV…", self.export_wanted.emit)
        self.rest_button = Button("", self._on_rest, kind="link")
        frame = Card(name="Table")
        frame.column.setContentsMargins(STEP, STEP, STEP, STEP)
        frame.column.addWidget(self.table)
        self._frame = frame
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self.export_button)
        foot.addSpacing(2 * STEP)
        foot.addWidget(self.rest_button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * STEP)
        for part in (self.meter, frame, self._foot):
            column.addWidget(part)
        self._foot.hide()
        frame.hide()

    def show_grown(self, grown: TableGrown) -> None:
        """Add what was just read."""
        self.meter.show_grown(grown)
        if not self.table.cited.titles:
            self.table.cited.show(grown.heading, grown.columns, ())
        self.table.cited.add([row for row in grown.rows if row.state not in WITHOUT])
        self._frame.setVisible(bool(self.table.cited.rows))

    def show_answer(self, answer: Answer) -> None:
        """Show the whole table."""
        if answer.table is None:
            return
        table = answer.table
        self.meter.hide()
        self.table.cited.citations = {citation.marker: citation for citation in answer.citations}
        self._rest = [row for row in table.rows if row.state in WITHOUT]
        self._told = [row for row in table.rows if row.state not in WITHOUT]
        self._shows_rest = False
        self.table.cited.show(table.heading, table.columns, self._told)
        self._frame.setVisible(bool(self._told))
        self._foot.setVisible(bool(table.rows))
        self._name_rest()

    def stop_moving(self) -> None:
        """Take away the meter; what is in the table stays."""
        self.meter.hide()

    def select(self, citation: Citation | None) -> None:
        """Let go of the cell whose source is no longer open."""
        if citation is None:
            self.table.clearSelection()

    def _on_rest(self) -> None:
        self._shows_rest = not self._shows_rest
        cited = self.table.cited
        cited.show(cited.titles[0], cited.titles[1:], [*self._told, *(self._rest if self._shows_rest else ())])
        self._frame.setVisible(bool(cited.rows))
        self._name_rest()

    def _name_rest(self) -> None:
        others = counted(len(self._rest), "other file" if any(row.path for row in self._rest) else "other line")
        text = f"{'Hide' if self._shows_rest else 'Show'} {others}"
        self.rest_button.setText(text)
        self.rest_button.setAccessibleName(text)
        self.rest_button.setVisible(bool(self._rest))
