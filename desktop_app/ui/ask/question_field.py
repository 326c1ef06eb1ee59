"""The field of a question: words, what @ proposes, and filters that are typed."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from desktop_app.errors import BadInput
from desktop_app.filter_words import FILTER, Filter, as_filter, check_filter
from desktop_app.ui.ask.mention_list import MentionList
from desktop_app.ui.ask.places import Proposal
from desktop_app.ui.theme import text_font

PLACEHOLDERS = ("Ask your documents. Type @ to choose where to look.", "Ask your documents")
MOST_LINES = 8


class QuestionField(QPlainTextEdit):
    """As high as its text, up to MOST_LINES; Enter sends, Shift+Enter breaks the line, @ proposes where to look.

    `entry_chosen` tells a path or a filter that was chosen, or typed (`type:pdf`) and is taken out of the text.
    `emptied_further` is Backspace before the first character.
    """

    sent = Signal()
    sent_to_every = Signal()
    entry_chosen = Signal(str)
    emptied_further = Signal()

    def __init__(self, find_places: Callable[[str], Sequence[Proposal]]) -> None:
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
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.sent_to_every.emit()
        elif is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sent.emit()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()  # meant for the view: stop, and scroll the talk
        elif event.key() == Qt.Key.Key_Backspace and self._is_at_start():
            self.emptied_further.emit()
        else:
            super().keyPressEvent(event)
            if event.text().isspace():
                self.take_filters(complete_only=True)

    def take_filters(self, *, complete_only: bool = False) -> None:
        """Take the filters out of the text and tell of them; what makes no sense stays, and is told when it is asked.

        `complete_only` leaves one that may still be written on, at the end of the text.
        """
        text = self.toPlainText()
        for match in reversed(list(FILTER.finditer(text))):
            found = as_filter(match[0])
            if found is None or (complete_only and match.end() == len(text)) or not _makes_sense(found):
                continue
            cursor = self.textCursor()
            cursor.setPosition(match.start())
            after = match.end() + text[match.end() : match.end() + 1].isspace()
            cursor.setPosition(after, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            self.entry_chosen.emit(str(found))

    def _is_at_start(self) -> bool:
        return not self.textCursor().hasSelection() and self.textCursor().position() == 0

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
        proposals = self._find_places(typed) if typed is not None and self.hasFocus() else []
        self.mentions.propose(proposals, self.cursorRect())

    def _on_chosen(self, entry: str) -> None:
        typed = self._mention()
        cursor = self.textCursor()
        for _ in range(len(typed or "") + 1):
            cursor.deletePreviousChar()
        self.mentions.hide()
        self.entry_chosen.emit(entry)


def _makes_sense(filter_: Filter) -> bool:
    try:
        check_filter(filter_, date.today())
    except BadInput:
        return False
    return True
