"""A text that is being written: what has come so far, drawn now and then."""

import time
from collections.abc import Collection

from PySide6.QtCore import QObject, QTimer

from desktop_app.ui.ask.text_block import TextBlock

REDRAW_MS = 60  # a whole message is set again each time (18 ms when it is 5,000 characters long)
IDLE_SHARE, MOST_REDRAW_MS = 6, 250  # drawing must not take the processor from the model


class GrowingText(QObject):
    """Draws into a block, the seldomer the longer a drawing takes."""

    def __init__(self, block: TextBlock) -> None:
        super().__init__(block)
        self._block = block
        self.text = ""  # what was written so far
        self.markers: Collection[int] = ()  # those that lead to a passage
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW_MS)
        self._redraw.timeout.connect(self._draw)

    def add(self, text: str) -> None:
        """Add what was just written; its beginning is drawn at once."""
        is_first = not self.text
        self.text += text
        if is_first:
            self._draw()
        elif not self._redraw.isActive():
            self._redraw.start()

    def end(self) -> None:
        """Draw no more."""
        self._redraw.stop()

    def _draw(self) -> None:
        began = time.perf_counter()
        self._block.set_answer(self.text, self.markers, growing=True)
        spent = 1000 * (time.perf_counter() - began)
        self._redraw.setInterval(round(min(max(REDRAW_MS, IDLE_SHARE * spent), MOST_REDRAW_MS)))
