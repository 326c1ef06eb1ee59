"""Blind voting: answers to one question beside each other, shuffled and without names."""

import re
from functools import partial
from random import Random

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.ui.ask.text_block import TextBlock
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label
from desktop_app.workers.comparison_protocol import ComparisonRead

COLUMNS = 2
_MARKER = re.compile(r" ?\[\d{1,3}\]")
NONE = -1


class VotingPage(QWidget):
    """`voted` tells the row and the column of the answer that is preferred, -1 for none; `left` when it is over."""

    voted = Signal(int, int)
    left = Signal()

    def __init__(self, theme: ThemeHolder, random: Random) -> None:
        super().__init__()
        self._theme, self._random = theme, random
        self._comparison: ComparisonRead | None = None
        self._row = 0
        self._skipped: set[int] = set()
        self.buttons: list[Button] = []
        self._question = Label(kind="title", wraps=True)
        self._progress = Label(tone="dim")
        self._cards = QGridLayout()
        self._cards.setSpacing(3 * STEP)
        inside = QWidget()
        inside.setObjectName("contents")
        holder = QVBoxLayout(inside)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addLayout(self._cards)
        holder.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setAccessibleName("Answers without names")
        self.alike = Button("None is better", lambda: self._vote(NONE))
        self.skip = Button("Skip", self._on_skipped, kind="quiet")
        self.done = Button("Show who is who", self.left.emit)
        foot = QHBoxLayout()
        foot.setSpacing(3 * STEP)
        for button in (self.alike, self.skip):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.done)
        column = QVBoxLayout(self)
        column.setContentsMargins(26, 18, 26, 14)
        column.setSpacing(3 * STEP)
        column.addWidget(self._progress)
        column.addWidget(self._question)
        column.addWidget(area, 1)
        column.addLayout(foot)

    def begin(self, comparison: ComparisonRead) -> None:
        """Ask about the questions that nobody voted on yet; about all again where there is none."""
        self._comparison = comparison
        votes = comparison.votes or []
        self._skipped = {row for row, vote in enumerate(votes) if vote is not None}
        if len(self._skipped) == len(comparison.rows):
            self._skipped = set()
        self._next()

    def _next(self) -> None:
        assert self._comparison is not None
        rows = self._comparison.rows
        open_rows = [row for row in range(len(rows)) if row not in self._skipped and all(rows[row]["cells"])]
        if not open_rows:
            self.left.emit()
            return
        self._row = open_rows[0]
        self._progress.setText(f"Question {len(self._skipped) + 1} of {len(rows)}. Which answer do you prefer?")
        self._question.setText(rows[self._row]["question"])
        self._show_cards([cell["text"] for cell in rows[self._row]["cells"]])

    def _show_cards(self, texts: list[str]) -> None:
        while (item := self._cards.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        columns = list(range(len(texts)))
        self._random.shuffle(columns)
        self.buttons = []
        for place, column in enumerate(columns):
            letter = "ABCD"[place]
            card = Card(name=f"Answer {letter}")
            words = TextBlock(self._theme, f"Answer {letter}")
            words.set_answer(_without_markers(texts[column]) or "(no answer)")
            button = Button(f"Prefer {letter}", partial(self._vote, column))
            self.buttons.append(button)
            card.column.addWidget(words)
            card.column.addStretch(1)
            card.column.addWidget(button)
            self._cards.addWidget(card, place // COLUMNS, place % COLUMNS)
        self.buttons[0].setFocus()

    def _vote(self, column: int) -> None:
        self._skipped.add(self._row)
        self.voted.emit(self._row, column)
        self._next()

    def _on_skipped(self) -> None:
        self._skipped.add(self._row)
        self._next()


def _without_markers(text: str) -> str:
    """A number in brackets would tell which answers were given from documents."""
    return _MARKER.sub("", text)
