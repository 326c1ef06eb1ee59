"""The drawn page in its scroll area: fits its text to the width, zooms, asks for a sharper picture when needed."""

from collections.abc import Sequence

from PySide6.QtCore import QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea

from desktop_app.domain import Box, Page
from desktop_app.ui.ask.page_image import PageImage
from desktop_app.ui.theme import STEP, ThemeHolder

ZOOM_STEP = 1.25
LEAST_ZOOM, MOST_ZOOM = 0.25, 6.0  # pixels a point
MOST_PIXELS = 24_000_000  # of one picture; beyond it is shown a little less sharp
SETTLE_MS = 120
MARGIN = 4 * STEP
_ABOVE_MARK = 0.3  # of the height stays above the first mark
_AROUND_TEXT = 18.0  # points of paper left at either side of the print


class PageScroll(QScrollArea):
    """`scale_wanted` asks for the page at so many pixels a point."""

    scale_wanted = Signal(float)

    def __init__(self, theme: ThemeHolder) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName("Page of the source")
        self.setViewportMargins(MARGIN, MARGIN, MARGIN, 0)
        self.page = PageImage(theme)
        self.setWidget(self.page)
        self._points = QSizeF()
        self._boxes: Sequence[Box] = ()
        self._text_left, self._text_width = 0.0, 0.0  # points; where the page has print
        self._zoom: float | None = None  # pixels a point, None fits
        self._fits_page = False  # fits the page's whole width, margins included, else its text
        self._asked = 0.0
        self._is_fresh = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._ask)

        # Scroll bars learn of the page's new size only when the events at hand are done.
        self._scroll = QTimer(self)
        self._scroll.setSingleShot(True)
        self._scroll.timeout.connect(self._on_laid_out)

    def begin(self, page: Page, boxes: Sequence[Box]) -> None:
        """Make room for a page and ask for its picture."""
        points = QSizeF(page.width, page.height)
        self._points, self._boxes = points, boxes
        self._text_left, self._text_width = _text_extent(page)
        self._asked, self._is_fresh = 0.0, True
        self.page.show_page(QImage(), points, boxes)
        self._layout_page()
        self._ask()

    def show_image(self, image: QImage) -> None:
        """Show the picture that was asked for."""
        self.page.show_page(image, self._points, self._boxes)
        self._layout_page()

    def zoom_in(self) -> None:
        self._zoom_to(self._current_zoom() * ZOOM_STEP)

    def zoom_out(self) -> None:
        self._zoom_to(self._current_zoom() / ZOOM_STEP)

    def toggle_fit(self) -> bool:
        """Fit the whole page if its text was fitted, and the other way; return whether the page is fitted."""
        self._fits_page = self._zoom is None and not self._fits_page
        self._zoom, self._is_fresh = None, True
        self._layout_page()
        self._settle.start()
        return self._fits_page

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layout_page()
        if not self._points.isEmpty():
            self._settle.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
        else:
            super().wheelEvent(event)

    def _zoom_to(self, zoom: float) -> None:
        self._zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        self._layout_page()
        self._settle.start()

    def _current_zoom(self) -> float:
        if self._zoom is not None or self._points.isEmpty():
            return self._zoom or 1.0
        shown = self._points.width() if self._fits_page else self._text_width
        return max(self.viewport().width() - 1, 40) / shown

    def _layout_page(self) -> None:
        if self._points.isEmpty():
            return
        fits = self._zoom is None
        off, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setHorizontalScrollBarPolicy(off if fits else needed)
        self.page.set_width(round(self._points.width() * self._current_zoom()))
        if self.isVisible():
            self._scroll.start()

    def _on_laid_out(self) -> None:
        """The scroll bars know the page's size: show its print, and the first mark if it is new."""
        marked = self.page.marked()
        if self._zoom is None:
            left = 0.0 if self._fits_page else self._text_left * self._current_zoom()
            self.horizontalScrollBar().setValue(round(left))
        elif self._is_fresh and marked:
            self.horizontalScrollBar().setValue(round(marked[0].left() - MARGIN))
        if self._is_fresh:
            self._is_fresh = False
            top = marked[0].top() - _ABOVE_MARK * self.viewport().height() if marked else 0
            self.verticalScrollBar().setValue(max(0, round(top)))

    def _ask(self) -> None:
        scale = self._current_zoom() * self.devicePixelRatioF()
        most = (MOST_PIXELS / (self._points.width() * self._points.height())) ** 0.5
        scale = round(min(scale, most), 3)
        if scale != self._asked:
            self._asked = scale
            self.scale_wanted.emit(scale)


def _text_extent(page: Page) -> tuple[float, float]:
    """Return where the print begins and how wide it is, in points, with a little paper at either side."""
    edges = [edge for line in page.lines for edge in (line.edges[0], line.edges[-1])]
    left = max(min(edges, default=0.0) - _AROUND_TEXT, 0.0)
    right = min(max(edges, default=page.width) + _AROUND_TEXT, page.width)
    # A page with three words on it is not blown up beyond reading.
    return (left, right - left) if right - left > page.width / 2 else (0.0, page.width)
