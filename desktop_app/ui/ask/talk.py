"""The column of questions and answers, which follows what is being written."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop_app.ui.ask.reading_column import ReadingColumn
from desktop_app.ui.ask.side_by_side import SideBySide
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.look import set_look

SCROLL_BAR = 10  # pixels, as in resources/style.qss
NEAR_END = 48  # pixels from the lower end that still count as being there


class Talk(QScrollArea):
    """Holds the messages; scrolls along while its end is in sight, and stays where the person scrolled to.

    `earlier_wanted` is the button above the first message of a long conversation.
    """

    earlier_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Conversation")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, or the text would be laid out anew when it first overflows.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        contents = ReadingColumn(6 * STEP, 6 * STEP, SCROLL_BAR)
        contents.setObjectName("contents")
        self._column = contents.column
        self._column.setSpacing(5 * STEP)
        self._earlier = Button("Show earlier messages", self.earlier_wanted.emit, kind="link")
        self._earlier.hide()
        self._column.addWidget(self._earlier, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)
        self.setWidget(contents)
        set_look(self.verticalScrollBar(), idle=True)
        self._follows = True
        self.messages: list[QWidget] = []
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)

    def add(self, message: QWidget, *, beside: bool = False) -> None:
        """Put a message at the end, or beside the last one, and show it."""
        if beside and self.messages:
            self._row_of(self.messages[-1]).add(message)
        else:
            self._column.insertWidget(self._column.count() - 1, message)
        self.messages.append(message)
        self._follows = True

    def scroll_pages(self, pages: int) -> None:
        """Scroll by so many times the height that is in sight, a line less."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + pages * (bar.pageStep() - 10 * STEP))

    def add_above(self, messages: Sequence[QWidget]) -> None:
        """Put messages before all others; what is in sight stays where it is."""
        below = self.verticalScrollBar().maximum() - self.verticalScrollBar().value()
        self._follows = False
        for place, message in enumerate(messages):
            self._column.insertWidget(1 + place, message)
        self.messages[:0] = messages
        # The height is known when all of them are laid out.
        QTimer.singleShot(
            0, self, lambda: self.verticalScrollBar().setValue(self.verticalScrollBar().maximum() - below)
        )

    def offer_earlier(self, count: int) -> None:
        """Show or hide the button that brings earlier messages."""
        self._earlier.setVisible(count > 0)
        self._earlier.setText(f"Show earlier messages ({count})")

    def release(self, message: QWidget) -> None:
        """Take a message out of sight without ending it; `add` brings it back."""
        self.messages.remove(message)
        self._take(message)

    def drop_from(self, place: int) -> None:
        """Take away the messages from `place` (0 is the first) on."""
        for message in self.messages[place:]:
            self._take(message)
            message.deleteLater()
        del self.messages[place:]

    def clear(self) -> None:
        """Take away all messages."""
        self.drop_from(0)

    def _row_of(self, message: QWidget) -> SideBySide:
        """Return the row that a message stands in, made now if it stood alone."""
        row = message.parentWidget()
        if not isinstance(row, SideBySide):
            row = SideBySide()
            self._column.replaceWidget(message, row)
            row.add(message)
        return row

    def _take(self, message: QWidget) -> None:
        row = message.parentWidget()
        message.hide()
        if not isinstance(row, SideBySide):
            self._column.removeWidget(message)
        elif not row.take(message):
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()

    def _on_scrolled(self, value: int) -> None:
        self._follows = value >= self.verticalScrollBar().maximum() - NEAR_END

    def _on_range_changed(self, _: int, maximum: int) -> None:
        set_look(self.verticalScrollBar(), idle=maximum == 0)
        if self._follows:
            self.verticalScrollBar().setValue(maximum)
