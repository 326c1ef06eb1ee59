"""A page without a picture: its text, headings and tables styled, the quoted words marked."""

import bisect
import re
from collections.abc import Sequence

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextBrowser

from desktop_app.domain import Page, Span, Table
from desktop_app.sentences import cells_of
from desktop_app.ui.ask.held_header import draw_held_header, header_above
from desktop_app.ui.ask.table_columns import columns_of, separators
from desktop_app.ui.theme import LINE_HEIGHT, SMALL_SIZE, STEP, ThemeHolder, text_font
from desktop_app.ui.widgets.look import set_look

_SIZES = {1: 18.0, 2: 16.0, 3: 14.5}
_NATURAL_LINE = 1.21
_FULL_LINE = 0.6  # of the longest line: shorter ones were ended on purpose
_ITEM = re.compile(r"[-*•–·]\s|\w{1,2}[.)]")
_ABOVE_MARK = 0.25  # of the height stays above the mark when it is scrolled into view


class TextPage(QTextBrowser):
    """Selectable plain text; nothing in it is markup, a link or a picture."""

    def __init__(self, theme: ThemeHolder) -> None:
        super().__init__()
        self._theme = theme
        self._page: Page | None = None
        self._spans: Sequence[Span] = ()
        self._headed: Sequence[tuple[int, int]] = ()
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        set_look(self, kind="page")
        self.setAccessibleName("Text of the page")
        self.document().setDocumentMargin(6 * STEP)
        self.setUndoRedoEnabled(False)
        theme.theme_changed.connect(self._on_theme_changed)
        self._is_fresh = False
        self._aligned_for = 0
        self._scroll = QTimer(self)
        self._scroll.setSingleShot(True)
        self._scroll.timeout.connect(self._on_laid_out)

    def show_page(self, page: Page, spans: Sequence[Span]) -> None:
        """Show the page with the characters of `spans` marked, the first of them in view."""
        self._page, self._spans = page, [span for span in spans if span.page == page.number]
        self._write()
        self._is_fresh = True
        self._scroll.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scroll.start()

    def _on_theme_changed(self) -> None:
        bars = self.verticalScrollBar(), self.horizontalScrollBar()
        places = [bar.value() for bar in bars]
        self._write()
        self._align_tables()
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)

    def _on_laid_out(self) -> None:
        """The pane has its size: now tables find their columns, and the first mark comes into view, once."""
        if self.isVisible() and self._aligned_for != self.viewport().width():
            self._align_tables()
        if self._is_fresh and self.isVisible():
            self._is_fresh = False
            self._scroll_to_mark()

    def _scroll_to_mark(self) -> None:
        cursor = QTextCursor(self.document())
        if self._spans and self._page is not None:
            cursor = self._cursor(self._spans[0].start, self._spans[0].start)
        bar = self.verticalScrollBar()
        top = self.document().documentLayout().blockBoundingRect(cursor.block()).top() if self._spans else 0
        inside = self.cursorRect(cursor).top() + bar.value() if self._spans else top
        bar.setValue(round(max(top, inside) - _ABOVE_MARK * self.viewport().height()))
        self._scroll_aside(cursor)

    def _scroll_aside(self, cursor: QTextCursor) -> None:
        """Bring a mark that begins in a far column of a wide table into view."""
        bar = self.horizontalScrollBar()
        across = self.cursorRect(cursor).left() + bar.value()
        if self._spans and across > (1 - _ABOVE_MARK) * self.viewport().width():
            bar.setValue(round(across - _ABOVE_MARK * self.viewport().width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        aside, above = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        if header := header_above(self.document(), self._headed, above):
            painter = QPainter(self.viewport())
            painter.translate(-aside, -above)
            draw_held_header(painter, header, aside, self.viewport().width(), self._theme.current)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.viewport().update()  # what was drawn is moved; a header that is held stays where it is

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Nothing is ever loaded."""
        return None

    def _write(self) -> None:
        if self._page is None:
            return
        self._aligned_for, self._headed = 0, ()
        document = self.document()
        document.setDefaultFont(_without_ligatures(text_font(13.5)))
        document.setPlainText(reflowed(self._page))
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        lines = QTextBlockFormat()
        lines.setLineHeight(
            100 * LINE_HEIGHT / _NATURAL_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        cursor.mergeBlockFormat(lines)
        self._style_structure()
        self._mark()
        cursor.endEditBlock()

    def _style_structure(self) -> None:
        assert self._page is not None
        for heading in self._page.headings:
            look = QTextCharFormat()
            font = text_font(_SIZES.get(heading.level, 13.5), QFont.Weight.DemiBold)
            look.setFont(_without_ligatures(font))
            self._cursor(heading.offset, heading.offset + len(heading.text)).mergeCharFormat(look)
        for table in self._page.tables:
            look, rule, head = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
            look.setFont(_table_font())
            rule.setForeground(self._theme.current.color("dim"))
            head.setFontWeight(QFont.Weight.DemiBold)
            self._cursor(table.start, table.end).mergeCharFormat(look)
            self._cursor(table.start, table.header_end).mergeCharFormat(head)
            for start, end in separators(self._page.text[table.start : table.end]):
                self._cursor(table.start + start, table.start + end).mergeCharFormat(rule)

    def _align_tables(self) -> None:
        """Let the cells of each table stand below each other; the pane scrolls sideways to what it has no room for."""
        self._aligned_for = self.viewport().width()
        if self._page is None or not self._page.tables:
            return
        room = self.viewport().width() - 2 * self.document().documentMargin()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        straight = [table for table in self._page.tables if self._align(table, room)]
        cursor.endEditBlock()
        headed = [self._cursor(table.start, table.end) for table in straight if table.header_end > table.start]
        self._headed = [(cursor.selectionStart(), cursor.selectionEnd()) for cursor in headed]

    def _align(self, table: Table, room: float) -> bool:
        """Lay one table out; return whether its columns are straight."""
        assert self._page is not None
        bold = _table_font()
        bold.setWeight(QFont.Weight.DemiBold)
        in_header, in_rows = QFontMetricsF(bold), QFontMetricsF(_table_font())
        text = self._page.text[table.start : table.end]
        header = cells_of(text[: table.header_end - table.start])
        columns = columns_of(
            text, lambda cell: (in_header if cell in header else in_rows).horizontalAdvance(cell), room
        )
        lines = QTextBlockFormat()
        lines.setNonBreakableLines(columns.is_wide)
        self._cursor(table.start, table.end).mergeBlockFormat(lines)
        gap = QTextCharFormat()
        gap.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
        for edge, width in columns.gaps or [(edge, 0.0) for edge, _ in separators(text)]:
            gap.setFontLetterSpacing(width)
            self._cursor(table.start + edge, table.start + edge + 1).mergeCharFormat(gap)
        return bool(columns.gaps)

    def _mark(self) -> None:
        look = QTextCharFormat()
        look.setBackground(self._theme.current.color("marker"))
        look.setForeground(self._theme.current.color("on_marker"))
        for span in self._spans:
            self._cursor(*self._with_row(span)).mergeCharFormat(look)

    def _with_row(self, span: Span) -> tuple[int, int]:
        """Return what is marked of a quote: in a table its whole rows, for a cell alone says little."""
        assert self._page is not None
        if not any(table.start <= span.start < table.end for table in self._page.tables):
            return span.start, span.end
        end = self._page.text.find("\n", max(span.end - 1, span.start))
        return self._page.text.rfind("\n", 0, span.start) + 1, end if end >= 0 else len(self._page.text)

    def _cursor(self, start: int, end: int) -> QTextCursor:
        assert self._page is not None
        first, last = utf16_offsets(self._page.text, [start, end])
        cursor = QTextCursor(self.document())
        most = self.document().characterCount() - 1
        cursor.setPosition(min(first, most))
        cursor.setPosition(min(last, most), QTextCursor.MoveMode.KeepAnchor)
        return cursor


def _table_font() -> QFont:
    return _without_ligatures(text_font(SMALL_SIZE + 0.5))


def _without_ligatures(font: QFont) -> QFont:
    """What a document says is shown letter by letter: an arrow of two signs is none of one."""
    font.setFeature(QFont.Tag("calt"), 0)
    return font


def reflowed(page: Page) -> str:
    """Return the text with line breaks that are only layout as spaces; every offset still holds.

    A break stays after a line that is short for its page, before one that begins like an item
    of a list or is set in, and in tables: there it means something.
    """
    text, kept = list(page.text), [(table.start, table.end) for table in page.tables]
    kept += [(heading.offset, heading.offset + len(heading.text) + 1) for heading in page.headings]
    full = _FULL_LINE * max(map(len, page.text.split("\n")), default=0)
    start = 0
    for place, char in enumerate(page.text):
        if char != "\n":
            continue
        follows = page.text[place + 1 : place + 5]
        means_something = (
            place - start < full or not follows.strip() or follows[0] in "\n \t" or _ITEM.match(follows) is not None
        )
        if not means_something and not any(first <= place < last for first, last in kept):
            text[place] = " "
        start = place + 1
    return "".join(text)


def utf16_offsets(text: str, offsets: Sequence[int]) -> list[int]:
    """Return where characters stand for Qt, which counts those beyond the first 65,536 twice."""
    if text.isascii():
        return list(offsets)
    wide = [place for place, char in enumerate(text) if ord(char) > 0xFFFF]
    return [offset + bisect.bisect_left(wide, offset) for offset in offsets]
