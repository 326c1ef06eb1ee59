"""Where the person types: grows with the text, knows @ for folders and files, asks and stops."""

from collections.abc import Callable, Sequence
from pathlib import PurePath

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.ui.ask.mention_list import MentionList
from desktop_app.ui.ask.places import Place
from desktop_app.ui.ask.scope import ScopeChoice
from desktop_app.ui.icons import icon
from desktop_app.ui.theme import STEP, ThemeHolder, text_font
from desktop_app.ui.widgets.buttons import Button, IconButton
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.look import set_look
from desktop_app.ui.widgets.plain import plainly

PLACEHOLDERS = ("Ask your documents. Type @ to choose a folder or file.", "Ask your documents")
MOST_LINES = 8
MOST_CHIPS = 3
CHIP_TEXT = 140  # pixels


class Composer(QFrame):
    """`asked` tells the words; `stop_wanted` is the Stop button."""

    asked = Signal(str)
    stop_wanted = Signal()

    def __init__(self, scope: ScopeChoice, find_places: Callable[[str], Sequence[Place]], theme: ThemeHolder) -> None:
        super().__init__()
        self.setObjectName("composer")
        set_look(self, kind="card")
        self._scope, self._theme = scope, theme
        self._busy = False
        self.field = QuestionField(find_places)
        self.field.sent.connect(self._ask)
        self.field.place_chosen.connect(scope.add)
        self.field.textChanged.connect(self._show_state)
        self._hint = Label(tone="dim")
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
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * STEP, 3 * STEP, 3 * STEP, 3 * STEP)
        column.setSpacing(2 * STEP)
        column.addWidget(self._editing)
        column.addWidget(self._chips)
        column.addLayout(row)
        scope.changed.connect(self._show_chips)
        theme.theme_changed.connect(self._show_state)
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

    def end_editing(self) -> None:
        """What is typed now is a new question again."""
        self._editing.hide()

    def clear(self) -> None:
        """Empty the field."""
        self.field.clear()
        self.end_editing()

    def _ask(self) -> None:
        text = self.field.toPlainText().strip()
        if text and not self._busy:
            self.asked.emit(text)

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
        self._hint.setText("Esc stops" if self._busy else "")
        self._hint.setVisible(self._busy)

    def _show_chips(self) -> None:
        while item := self._chip_row.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        for path in self._scope.paths[:MOST_CHIPS]:
            self._chip_row.addWidget(self._chip(path))
        if (more := len(self._scope.paths) - MOST_CHIPS) > 0:
            self._chip_row.addWidget(Label(f"and {more} more", kind="small"))
        self._chip_row.addStretch(1)
        self._chips.setVisible(bool(self._scope.paths))

    def _chip(self, path: str) -> QWidget:
        chip = QFrame()
        set_look(chip, kind="chip")
        chip.setToolTip(plainly(path))
        name = PurePath(path).name or path
        row = QHBoxLayout(chip)
        row.setContentsMargins(2 * STEP, 0, 0, 0)
        row.setSpacing(0)
        label = Label(kind="small")
        label.setText(label.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, CHIP_TEXT))
        row.addWidget(label)
        row.addWidget(
            IconButton("close", f"Ask {name} no longer", self._theme, lambda: self._scope.remove(path), size=12)
        )
        return chip


class QuestionField(QPlainTextEdit):
    """As high as its text, up to MOST_LINES; Enter sends, Shift+Enter breaks the line, @ proposes places."""

    sent = Signal()
    place_chosen = Signal(str)

    def __init__(self, find_places: Callable[[str], Sequence[Place]]) -> None:
        super().__init__()
        self._find_places = find_places
        self.setProperty("kind", "bare")
        self.setAccessibleName("Your question")
        self.setFont(text_font(14))
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(6)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.mentions = MentionList(self)
        self.mentions.chosen.connect(self._on_chosen)
        self.textChanged.connect(self._fit)
        self.cursorPositionChanged.connect(self._propose)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.mentions.isVisible() and self.mentions.take_key(event):
            return
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sent.emit()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()  # meant for the view: stop, and scroll the talk
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.mentions.hide()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()
        room = self.viewport().width() - 16
        fitting = (text for text in PLACEHOLDERS if self.fontMetrics().horizontalAdvance(text) <= room)
        self.setPlaceholderText(next(fitting, PLACEHOLDERS[-1]))

    def _fit(self) -> None:
        lines = self.document().documentLayout().documentSize().height()  # in lines, for plain text
        line = self.fontMetrics().lineSpacing()
        shown = max(1, min(round(lines), MOST_LINES))
        self.setFixedHeight(shown * line + 13)
        more = lines > MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if more else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)

    def _mention(self) -> str | None:
        """Return what stands between the last @ and the cursor, None where there is no @ to complete."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        at = before.rfind("@")
        if at < 0 or (at and not before[at - 1].isspace()):
            return None
        return before[at + 1 :]

    def _propose(self) -> None:
        typed = self._mention()
        places = self._find_places(typed) if typed is not None and self.hasFocus() else []
        self.mentions.propose(places, self.cursorRect())

    def _on_chosen(self, path: str) -> None:
        typed = self._mention()
        cursor = self.textCursor()
        for _ in range(len(typed or "") + 1):
            cursor.deletePreviousChar()
        self.mentions.hide()
        self.place_chosen.emit(path)
