"""What the person asked, as a bubble at the right that is as wide as its words."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.filter_words import label_of
from desktop_app.ui.ask.text_block import TextBlock
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.look import set_look

WIDEST = 0.86  # of the talk's column
SIDE, ABOVE, BELOW = 15, 11, 6  # a line of Qt has its spare height below the letters


class QuestionBubble(QWidget):
    """`edit_wanted` when the person wants to ask it differently."""

    edit_wanted = Signal()

    def __init__(self, text: str, scope: Sequence[str], theme: ThemeHolder) -> None:
        super().__init__()
        self.text, self.scope = text, tuple(scope)
        self._words = TextBlock(theme, "Question")
        self._bubble = QFrame()
        self._bubble.setObjectName("question")
        set_look(self._bubble, kind="bubble")
        inside = QVBoxLayout(self._bubble)
        inside.setContentsMargins(SIDE, ABOVE, SIDE, BELOW)
        inside.setSpacing(2)
        inside.addWidget(self._words)
        if scope:
            names = ", ".join(label_of(entry) for entry in scope)
            inside.addWidget(Label(f"Only {names}", kind="small", wraps=True))
        self._words.set_plain(text)
        self.edit_button = IconButton("edit", "Edit this question and ask again", theme, self.edit_wanted.emit, size=16)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP)
        row.addStretch(1)
        row.addWidget(self.edit_button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._bubble)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        most = int(self.width() * WIDEST) - 2 * SIDE
        document = self._words.document()
        document.setTextWidth(-1)
        wanted = document.idealWidth() + 2
        document.setTextWidth(min(wanted, most))
        least = 0 if not self.scope else 160
        self._bubble.setFixedWidth(max(round(min(wanted, most)), least) + 2 * SIDE)
