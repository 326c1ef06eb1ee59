"""Where the person types: the question, and above it a chip for each thing that says where to look."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.filter_words import label_of
from desktop_app.plain_filters import PlainFilter, find_plain_filter
from desktop_app.ui.ask.empty_talk import GAP
from desktop_app.ui.ask.places import Proposal
from desktop_app.ui.ask.question_field import QuestionField
from desktop_app.ui.ask.scope import ScopeChoice
from desktop_app.ui.icons import icon
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.buttons import Button, IconButton
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.look import set_look
from desktop_app.ui.widgets.plain import plainly

MOST_CHIPS = 3
CHIP_TEXT = 140  # pixels


class Composer(QFrame):
    """`asked` tells the words, `asked_of_every` too, for every document to be read.

    `stop_wanted` is the Stop button, `whole_scope_wanted` where not all chips have room.
    """

    asked = Signal(str)
    asked_of_every = Signal(str)
    stop_wanted = Signal()
    whole_scope_wanted = Signal()

    def __init__(
        self, scope: ScopeChoice, find_places: Callable[[str], Sequence[Proposal]], theme: ThemeHolder
    ) -> None:
        super().__init__()
        self.setObjectName("composer")
        set_look(self, kind="card")
        self._scope, self._theme = scope, theme
        self._busy = False
        self.field = QuestionField(find_places)
        self.field.sent.connect(self._ask)
        self.field.sent_to_every.connect(self._ask_every)
        self.field.entry_chosen.connect(scope.add)
        self.field.emptied_further.connect(self._remove_last)
        self.field.textChanged.connect(self._show_state)
        self.field.textChanged.connect(self._show_plain_filter)
        self._hint = Label(tone="dim")
        self.every_button = IconButton("table", "Ask every document, one by one (Ctrl+Enter)", theme, self._ask_every)
        self.button = Button("Ask", self._on_button, kind="primary")
        self._chips = QWidget()
        self._chip_row = QHBoxLayout(self._chips)
        self._chip_row.setContentsMargins(0, 0, 0, 0)
        self._chip_row.setSpacing(2 * STEP)
        self._editing = Label("Editing: the conversation goes on from this question.", kind="small", tone="accent")
        self._editing.hide()
        row = QHBoxLayout()
        row.setSpacing(3 * STEP)
        row.addWidget(self.field, 1)
        row.addWidget(self._hint, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.every_button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * STEP, 3 * STEP, 3 * STEP, 3 * STEP)
        column.setSpacing(2 * STEP)
        column.addWidget(self._editing)
        column.addWidget(self._chips)
        column.addLayout(row)
        scope.changed.connect(self._show_chips)
        theme.theme_changed.connect(self._show_state)
        self._plain: PlainFilter | None = None  # what the question says in plain words
        self._show_chips()
        self._show_state()

    def set_busy(self, busy: bool) -> None:
        """While an answer is written the button stops it; typing the next question goes on."""
        self._busy = busy
        self._show_state()

    def edit(self, text: str) -> None:
        """Put a question back to change it."""
        self.field.setPlainText(text)
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self._editing.show()
        self.field.setFocus()

    def begin(self, question: str) -> None:
        """Put a question there whose gap the person fills."""
        self.field.setPlainText(question)
        cursor = self.field.textCursor()
        cursor.setPosition(question.index(GAP))
        cursor.setPosition(question.index(GAP) + len(GAP), QTextCursor.MoveMode.KeepAnchor)
        self.field.setTextCursor(cursor)
        self.field.setFocus()

    def end_editing(self) -> None:
        """What is typed now is a new question again."""
        self._editing.hide()

    def clear(self) -> None:
        """Empty the field."""
        self.field.clear()
        self.end_editing()

    def _ask(self) -> None:
        if text := self._question():
            self.asked.emit(text)

    def _ask_every(self) -> None:
        if text := self._question():
            self.asked_of_every.emit(text)

    def _question(self) -> str:
        """Return the words, empty where there are none or an answer is on its way."""
        self.field.take_filters()
        return "" if self._busy else self.field.toPlainText().strip()

    def _on_button(self) -> None:
        if self._busy:
            self.stop_wanted.emit()
        else:
            self._ask()

    def _show_state(self) -> None:
        empty = not self.field.toPlainText().strip()
        theme = self._theme.current
        self.button.setText("Stop" if self._busy else "Ask")
        self.button.setAccessibleName("Stop the answer" if self._busy else "Ask")
        usable = self._busy or not empty
        self.button.setIcon(icon("stop" if self._busy else "send", theme, "on_accent", size=14) if usable else QIcon())
        self.button.setEnabled(usable)
        self.button.setToolTip(
            "Stop writing (Esc)" if self._busy else "Type a question first" if empty else "Ask (Enter)"
        )
        self.every_button.setVisible(not self._busy)
        self.every_button.setEnabled(usable)
        self._hint.setText("Esc stops" if self._busy else "")
        self._hint.setVisible(self._busy)

    def _show_chips(self) -> None:
        while item := self._chip_row.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        entries = self._scope.entries
        for entry in entries[:MOST_CHIPS]:
            self._chip_row.addWidget(self._chip(label_of(entry), entry, partial(self._remove, entry)))
        if self._plain:
            words = f"Said in the question; without it everything is asked: {self._plain.label}"
            self._chip_row.addWidget(self._chip(self._plain.label, words, self._remove_plain_filter))
        if (more := len(entries) - MOST_CHIPS) > 0:
            self._chip_row.addWidget(Button(f"and {more} more", self.whole_scope_wanted.emit, kind="link"))
        self._chip_row.addStretch(1)
        self._chips.setVisible(bool(entries or self._plain))

    def _show_plain_filter(self) -> None:
        found = find_plain_filter(self.field.toPlainText(), date.today())
        if (found and found.label) != (self._plain and self._plain.label):
            self._plain = found
            self._show_chips()

    def _remove_plain_filter(self) -> None:
        text = self.field.toPlainText()
        if found := find_plain_filter(text, date.today()):
            self.field.setPlainText(found.without(text))
            self.field.moveCursor(QTextCursor.MoveOperation.End)
        self.field.setFocus()

    def _chip(self, name: str, tooltip: str, on_removed: Callable[[], object]) -> QWidget:
        chip = QFrame()
        set_look(chip, kind="chip")
        chip.setToolTip(plainly(tooltip))
        row = QHBoxLayout(chip)
        row.setContentsMargins(2 * STEP, 0, 0, 0)
        row.setSpacing(0)
        label = Label(kind="small")
        label.setText(label.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, CHIP_TEXT))
        row.addWidget(label)
        row.addWidget(IconButton("close", f"Ask {name} no longer", self._theme, on_removed, size=12))
        return chip

    def _remove(self, entry: str) -> None:
        self._scope.remove(entry)
        self.field.setFocus()

    def _remove_last(self) -> None:
        """Backspace where there is nothing left to delete takes the last chip."""
        for entry in self._scope.entries[-1:]:
            self._scope.remove(entry)
