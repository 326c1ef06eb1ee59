"""Text that is as high as it needs to be: it never scrolls by itself, the talk does."""

from collections.abc import Collection

from PySide6.QtCore import QMimeData, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from desktop_app.ui.ask.answer_text import (
    SCHEME,
    InlineObjects,
    ObjectType,
    plain_selection,
    write_document,
    write_plain,
)
from desktop_app.ui.theme import ThemeHolder


class TextBlock(QTextBrowser):
    """A person's or a model's words, selectable; `marker_clicked` tells the number of a citation."""

    marker_clicked = Signal(int)

    def __init__(self, theme: ThemeHolder, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._text = ""
        self._markers: Collection[int] = ()
        self._growing = self._plain = False
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptDrops(False)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        objects = InlineObjects(theme, self)
        for kind in ObjectType:
            self.document().documentLayout().registerHandler(kind, objects)
        self._objects = objects
        self.anchorClicked.connect(self._on_anchor_clicked)
        theme.theme_changed.connect(self._write)

    @property
    def text(self) -> str:
        """What was set, as Markdown or plain."""
        return self._text

    def set_answer(self, text: str, markers: Collection[int] = (), *, growing: bool = False) -> None:
        """Show a model's Markdown; the numbers in `markers` become pills."""
        self._text, self._markers, self._growing, self._plain = text, markers, growing, False
        self._write()

    def set_plain(self, text: str) -> None:
        """Show words as they were typed."""
        self._text, self._markers, self._growing, self._plain = text, (), False, True
        self._write()

    def height_at(self, width: int) -> int:
        """Return how high the text is when it is `width` pixels wide."""
        self.document().setTextWidth(width)
        return round(self.document().size().height() + 0.49)

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Nothing is ever loaded: no picture, no style sheet, from nowhere."""
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, 20)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The scrolling keys belong to the talk; the rest (Tab through markers, copy) is ours.
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        copied = QMimeData()
        copied.setText(plain_selection(self.textCursor()))
        return copied

    def _write(self) -> None:
        if self._plain:
            write_plain(self.document(), self._text)
        else:
            write_document(self.document(), self._text, self._markers, self._theme.current, growing=self._growing)
        self.setAccessibleDescription(self._text)
        self._fit()

    def _fit(self) -> None:
        height = self.height_at(self.viewport().width())
        if height != self.height():
            self.setFixedHeight(height)

    def _on_anchor_clicked(self, url: QUrl) -> None:
        if url.toString().startswith(SCHEME):
            self.marker_clicked.emit(int(url.toString().removeprefix(SCHEME)))
