"""Three columns with movable borders, which stand where the person left them."""

import json
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

FIRST_WIDTHS = (236, 648, 403)
THREE_COLUMNS = 1000  # pixels; narrower there are two
REST_MS = 500  # borders move with every pixel; where they are is kept once they rest


class Columns(QSplitter):
    """Conversations, talk, source; the source can be shown and hidden. `file` keeps the widths."""

    def __init__(self, parts: tuple[QWidget, QWidget, QWidget], file: Path) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("asking")
        self.setHandleWidth(1)
        self._file, self._list, self._source = file, parts[0], parts[2]
        self._widths = list(FIRST_WIDTHS)
        for at, part in enumerate(parts):
            self.addWidget(part)
            self.setCollapsible(at, False)
            self.setStretchFactor(at, int(at == 1))
        self._source.hide()
        with suppress(OSError, ValueError, TypeError, KeyError):
            widths = json.loads(file.read_text(encoding="utf-8"))["widths"]
            if len(widths) == len(FIRST_WIDTHS) and all(type(width) is int and width > 0 for width in widths):
                self._widths = widths
        self.setSizes([self._widths[0], self._widths[1] + self._widths[2], 0])
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._keep)
        self.splitterMoved.connect(lambda *_: self._rest.start())

    def open_source(self) -> None:
        """Show the source as wide as it was."""
        if self._source.isHidden():
            self._source.show()
            self._give_way()
            whole = sum(self.sizes())
            left = self.sizes()[0]
            self.setSizes([left, max(whole - left - self._widths[2], 1), self._widths[2]])

    def close_source(self) -> None:
        """Give the source's room to the talk."""
        self._source.hide()
        self._give_way()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    def _give_way(self) -> None:
        """Where three columns have no room, the conversations make way for the source."""
        self._list.setVisible(self._source.isHidden() or self.width() >= THREE_COLUMNS)

    def _keep(self) -> None:
        self._widths = [now or before for now, before in zip(self.sizes(), self._widths, strict=True)]
        with suppress(OSError):
            self._file.write_text(json.dumps({"widths": self._widths}), encoding="utf-8")
