"""The source at the right: a document at a page, with the quoted words marked.

A page that can be drawn is drawn by the parser process (the window opens no document);
others are shown as the text that the library holds. Where the file or the page is gone,
the quote itself is shown, with a sentence that says so.
"""

import base64

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.boxes import boxes_of
from desktop_app.domain import Box, Citation, DocumentRow, Page, Span
from desktop_app.held_paths import file_on_disk
from desktop_app.ui.ask.citation_card import HEADING_STEP
from desktop_app.ui.ask.marks import spans_on
from desktop_app.ui.ask.page_scroll import PageScroll
from desktop_app.ui.ask.text_page import TextPage
from desktop_app.ui.context import Library
from desktop_app.ui.sentences import place_name
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.labels import ElidedLabel, Label, Rule
from desktop_app.ui.widgets.plain import plainly
from desktop_app.ui.worker_process import WorkerProcess
from desktop_app.workers.protocol import Failed, Message, PageRendered, RenderPage

GONE = "This document is no longer in the library. These are the words as they were quoted."
AWAY = "The file is not where it was; this is its text as Carrel read it."
CHANGED = "The file changed since Carrel read it; it is being read again."
MOVED = "The quoted words are no longer on this page: the document changed since this answer."
CLOCK_ROUGHNESS = 2.0  # seconds; some file systems keep times no finer


class SourcePane(QFrame):
    """Shows what `show_citation` or `open_document` names; `closed` is its button."""

    closed = Signal()

    def __init__(self, library: Library, parser: WorkerProcess, theme: ThemeHolder) -> None:
        super().__init__()
        self.setObjectName("source")
        self.setAccessibleName("Source")
        self._library, self._parser, self._theme = library, parser, theme
        self.citation: Citation | None = None
        self._page: Page | None = None
        self._row: DocumentRow | None = None
        self._render_id = 0
        self._boxes: list[Box] = []
        self._build()
        parser.event_received.connect(self._on_event)

    @property
    def page_number(self) -> int:
        """The page that is shown, from 1; 0 while there is none."""
        return self._page.number if self._page else 0

    def show_citation(self, citation: Citation) -> None:
        """Open the source of a sentence with its words marked."""
        self.citation = citation
        self._row = self._library.document(citation.path)
        self._show_page(citation.page)

    def open_document(self, path: str, number: int) -> None:
        """Open a document with nothing marked."""
        self.show_citation(Citation(0, path, place_name(path), number, "", ""))

    def leaf(self, pages: int) -> None:
        """Go so many pages on, or back."""
        wanted = self.page_number + pages
        if self.citation and 1 <= wanted <= self._page_count():
            self._show_page(wanted)

    def _build(self) -> None:
        theme = self._theme
        self._title = ElidedLabel(kind="heading", mode=Qt.TextElideMode.ElideMiddle)
        self._place = ElidedLabel(kind="small")
        self.previous = IconButton("previous", "Previous page", theme, lambda: self.leaf(-1), size=16)
        self.next = IconButton("next", "Next page", theme, lambda: self.leaf(1), size=16)
        self.pages = PageScroll(theme)
        self.pages.scale_wanted.connect(self._render)
        self._zoom_out = IconButton("zoom-out", "Smaller", theme, self.pages.zoom_out, size=16)
        self._zoom_in = IconButton("zoom-in", "Larger", theme, self.pages.zoom_in, size=16)
        self._fit = IconButton("expand", "Show the whole width of the page", theme, self._on_fit, size=16)
        close = IconButton("close", "Close the source", theme, self.closed.emit, size=16)
        self._zooms = QWidget()
        zooms = QHBoxLayout(self._zooms)
        zooms.setContentsMargins(0, 0, 0, 0)
        zooms.setSpacing(0)
        for button in (self._zoom_out, self._zoom_in, self._fit):
            zooms.addWidget(button)
        head = QWidget()
        head.setFixedHeight(51)
        row = QHBoxLayout(head)
        row.setContentsMargins(4 * STEP, 0, 2 * STEP, 0)
        row.setSpacing(0)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(self._title)
        names.addWidget(self._place)
        names.addStretch(1)
        row.addLayout(names, 1)
        row.addSpacing(2 * STEP)
        for part in (self.previous, self.next, self._zooms, close):
            row.addWidget(part)
        self.notice = Label(kind="pane-notice", wraps=True)
        self.text = TextPage(theme)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.pages)
        self._stack.addWidget(self.text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (head, Rule(), self.notice):
            column.addWidget(part)
        column.addWidget(self._stack, 1)
        self.setMinimumWidth(280)

    def _page_count(self) -> int:
        return self._row.pages if self._row else 0

    def _show_page(self, number: int) -> None:
        assert self.citation is not None
        citation = self.citation
        self._render_id, self._boxes = 0, []
        self._page = self._library.page(citation.path, number)
        self._title.setText(citation.title)
        self._title.setToolTip(plainly(citation.path))
        if self._page is None:
            self._show_quote(citation)
            return
        spans = spans_on(self._page, citation)
        missing = bool(citation.quote) and number == citation.page and not spans
        trouble = _trouble(self._row, citation.path)
        self._say(trouble or (MOVED if missing else ""))
        self._show_numbers()
        if self._page.width and trouble != AWAY:
            own = [box for box in citation.boxes if box.page == number]
            self._boxes = list(boxes_of(spans, {number: self._page})) or ([] if missing else own)
            self.pages.begin(self._page, self._boxes)
            self._stack.setCurrentWidget(self.pages)
        else:
            self._show_text(spans)
        self._zooms.setVisible(self._stack.currentWidget() is self.pages)

    def _show_text(self, spans: list[Span]) -> None:
        assert self._page is not None
        self.text.show_page(self._page, spans)
        self._stack.setCurrentWidget(self.text)

    def _show_quote(self, citation: Citation) -> None:
        self._say(GONE)
        self._page = Page(citation.page, citation.quote, citation.label)
        self._show_numbers()
        self._show_text([Span(citation.page, 0, len(citation.quote))])
        self._zooms.hide()

    def _show_numbers(self) -> None:
        assert self._page is not None
        count, number = self._page_count(), self._page.number
        label = self._page.label
        if self.citation and number == self.citation.page and self.citation.label:
            label = self.citation.label  # which may know the row or the line
        if label == f"page {number}" or not label:
            place = f"page {number} of {count}" if count > 1 else label
        else:
            place = f"{label} · {number} of {count}" if count > 1 else label
        heading = self.citation.heading if self.citation and number == self.citation.page else ""
        heading = heading.rsplit(HEADING_STEP, 1)[-1]
        self._place.setText(" · ".join(part for part in (place, heading) if part))
        self._place.setVisible(bool(place or heading))
        for button, usable in ((self.previous, number > 1), (self.next, number < count)):
            button.setEnabled(usable)
            button.setVisible(count > 1)

    def _render(self, scale: float) -> None:
        if self.citation and self._page:
            self._render_id = self._parser.send(
                RenderPage, path=self.citation.path, number=self._page.number, scale=scale
            )

    def _on_event(self, event: Message) -> None:
        if not self._render_id or event.request_id != self._render_id:
            return
        match event:
            case PageRendered():
                image = QImage.fromData(base64.b64decode(event.png))
                self.pages.show_image(image)
            case Failed() if self._page:
                self._say(event.detail)
                self._show_text(spans_on(self._page, self.citation) if self.citation else [])
                self._zooms.hide()

    def _on_fit(self) -> None:
        if self.pages.toggle_fit():
            self._fit.set_icon("shrink", "Make the text as wide as the pane")
        else:
            self._fit.set_icon("expand", "Show the whole width of the page")

    def _say(self, sentence: str) -> None:
        self.notice.setText(sentence)
        self.notice.setVisible(bool(sentence))


def _trouble(row: DocumentRow | None, path: str) -> str:
    """Return what is to be said of the file itself; only its name and time are looked at."""
    try:
        modified = file_on_disk(path).stat().st_mtime
    except OSError:
        return AWAY
    if row is not None and abs(modified - row.modified) > CLOCK_ROUGHNESS:
        return CHANGED
    return ""
