"""A drawn page with the quoted words under marker yellow, at any size, sharp on any screen.

Boxes are points from the page's upper left corner; the picture that arrives may be larger
or smaller than what is shown, so everything is scaled to the widget. Knows no worker.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.domain import Box
from desktop_app.ui.theme import LIGHT, ThemeHolder

PADDING = 1.0  # points around a box: letters stand a little beyond their line's box
CORNER = 2.0  # points
ROUNDING = 1.5  # dots by which a picture made for this size may differ from it
MARKER = QColor("#FFE08A")  # a page is white in every theme; stronger than the theme's, as it lies under print


class PageImage(QWidget):
    """Shows one page `width` pixels wide."""

    def __init__(self, theme: ThemeHolder) -> None:
        super().__init__()
        self._theme = theme
        self._image = QImage()
        self._points = QSizeF()
        self._boxes: Sequence[Box] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Page")

    def show_page(self, image: QImage, points: QSizeF, boxes: Sequence[Box]) -> None:
        """Set the picture, the page's size in points, and what is marked on it."""
        self._image, self._points, self._boxes = image, points, boxes
        self.set_width(self.width())

    def set_width(self, width: int) -> None:
        """Set the size on screen, in pixels of the layout."""
        if self._points.isEmpty():
            return
        self.setFixedSize(QSize(width, round(width * self._points.height() / self._points.width())))
        self.update()

    def marked(self) -> list[QRectF]:
        """Return the marked rectangles in pixels of the widget."""
        if self._points.isEmpty():
            return []
        scale = self.width() / self._points.width()
        grown = (
            QRectF(box.x0 - PADDING, box.y0 - PADDING, box.x1 - box.x0 + 2 * PADDING, box.y1 - box.y0 + 2 * PADDING)
            for box in self._boxes
        )
        return [QRectF(box.x() * scale, box.y() * scale, box.width() * scale, box.height() * scale) for box in grown]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), LIGHT.color("surface"))
        if not self._image.isNull():
            self._draw_image(painter)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(MARKER)
        corner = CORNER * self.width() / max(self._points.width(), 1.0)
        for box in self.marked():
            painter.drawRoundedRect(box, corner, corner)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.current.color("line"), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _draw_image(self, painter: QPainter) -> None:
        ratio = self.devicePixelRatioF()
        if abs(self._image.width() - self.width() * ratio) <= ROUNDING:
            self._image.setDevicePixelRatio(ratio)
            painter.drawImage(0, 0, self._image)  # dot for dot: scaled by half a pixel, letters would blur
        else:
            painter.drawImage(QRectF(self.rect()), self._image)
