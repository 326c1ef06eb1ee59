"""The header row of a table that is scrolled out of sight, drawn again on top of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTextBlock, QTextDocument

from desktop_app.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class HeldHeader:
    """The block of a header row, and where it is drawn again: `top` and `height` in the document."""

    block: QTextBlock
    top: float
    height: float


def header_above(document: QTextDocument, tables: Sequence[tuple[int, int]], top: float) -> HeldHeader | None:
    """Return the header row above `top` whose table goes on there.

    `tables` are the places in the document where tables with a header begin and end.
    """
    layout = document.documentLayout()
    for start, end in tables:
        header = document.findBlock(start)
        box = layout.blockBoundingRect(header)
        bottom = layout.blockBoundingRect(document.findBlock(end)).bottom()
        if box.top() < top and top + 2 * box.height() < bottom:
            return HeldHeader(header, top, box.height())
    return None


def draw_held_header(painter: QPainter, header: HeldHeader, left: float, width: float, theme: Theme) -> None:
    """Draw the header row over what stands between `left` and `width` further right, so that rows pass below it."""
    box = QRectF(left, header.top, width, header.height)
    painter.fillRect(box, theme.color("paper"))
    layout = header.block.layout()
    painter.setPen(theme.color("ink"))
    layout.draw(painter, QPointF(0, header.top - layout.position().y()))
    painter.setPen(theme.color("line"))
    painter.drawLine(box.bottomLeft(), box.bottomRight())
