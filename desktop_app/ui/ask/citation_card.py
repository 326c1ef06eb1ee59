"""Small cards below an answer: where a sentence comes from, in the source's own words."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop_app.domain import Citation, Passage
from desktop_app.ui.sentences import place_name
from desktop_app.ui.theme import SMALL_SIZE, STEP, ThemeHolder, text_font
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.labels import ElidedLabel

QUOTE_LINES = 2
LINE = 17  # pixels
HEADING_STEP = " › "
LEAST_WIDTH = 216
MOST_COLUMNS = 3


class CitationCard(Card):
    """One citation; `opened` when it is clicked or chosen by keyboard."""

    opened = Signal(Citation)

    def __init__(self, citation: Citation, theme: ThemeHolder) -> None:
        place = place_of(citation)
        number = f"{citation.marker} · " if citation.marker else ""
        super().__init__(clickable=True, name=f"Source {number}{citation.title}, {place}")
        self.citation = citation
        self.setAccessibleDescription(citation.quote)
        self.column.setContentsMargins(3 * STEP, 10, 3 * STEP, 10)
        self.column.setSpacing(STEP)
        self.column.addWidget(ElidedLabel(f"{number}{citation.title}", kind="heading"))
        self.column.addWidget(ElidedLabel(place, kind="small"))
        for told in filter(None, (version_of(citation), copies_of(citation))):
            self.column.addWidget(ElidedLabel(told, kind="small"))
            self.setAccessibleName(f"{self.accessibleName()}, {told}")
        self.column.addWidget(ClampedLabel(" ".join(citation.quote.split()), theme))
        self.column.addStretch(1)
        self.clicked.connect(lambda: self.opened.emit(self.citation))


class ClampedLabel(QWidget):
    """Dim small text over QUOTE_LINES lines; what does not fit gives way to …"""

    def __init__(self, text: str, theme: ThemeHolder) -> None:
        super().__init__()
        self._text, self._theme = text, theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(LEAST_WIDTH, QUOTE_LINES * LINE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(text_font(SMALL_SIZE))
        painter.setPen(self._theme.current.color("dim"))
        metrics = painter.fontMetrics()
        words, top = self._text, 0
        for number in range(QUOTE_LINES):
            line, words = _break(words, self.width(), metrics.horizontalAdvance)
            if number == QUOTE_LINES - 1 and words:
                line = metrics.elidedText(f"{line} {words}", Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(QRect(0, top, self.width(), LINE), Qt.AlignmentFlag.AlignVCenter, line)
            top += LINE


class CardGrid(QWidget):
    """Cards side by side, as many in a row as there is room for."""

    opened = Signal(Citation)

    def __init__(self, theme: ThemeHolder) -> None:
        super().__init__()
        self._theme = theme
        self.cards: list[CitationCard] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(10)
        self.hide()

    def show_citations(self, citations: Sequence[Citation]) -> None:
        """Replace the cards."""
        for card in self.cards:
            self._grid.removeWidget(card)
            card.deleteLater()
        self.cards = [CitationCard(citation, self._theme) for citation in citations]
        for card in self.cards:
            card.opened.connect(self.opened)
        self._columns = 0
        self._arrange()
        self.setVisible(bool(self.cards))

    def select(self, citation: Citation | None) -> None:
        """Outline the card whose source is open."""
        for card in self.cards:
            card.set_selected(card.citation == citation)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = min(max(self.width() // (LEAST_WIDTH + 10), 1), MOST_COLUMNS)
        if columns == self._columns:
            return
        for column in range(MOST_COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for place, card in enumerate(self.cards):
            self._grid.addWidget(card, place // columns, place % columns)
        self._columns = columns


def place_of(citation: Citation) -> str:
    """Return where it stands, in the format's own terms ("page 7 · Termination"), else the file's name."""
    steps = [step for step in citation.heading.split(HEADING_STEP) if step and step != citation.title]
    parts = [part for part in (citation.label, HEADING_STEP.join(steps)) if part]
    return " · ".join(parts) or place_name(citation.path)


def version_of(citation: Citation) -> str:
    """Return which version of a text it is ("newest of 3 versions, 4 May 2024"), empty where there are no others."""
    if not citation.versions:
        return ""
    day = datetime.fromtimestamp(citation.modified).astimezone()
    which = "newest" if citation.version == 1 else "oldest" if citation.version == citation.versions else "an older one"
    return f"{which} of {citation.versions} versions, {day.day} {day:%B %Y}"


def copies_of(citation: Citation) -> str:
    """Return which other files say just the same, empty for none."""
    if not citation.copies:
        return ""
    if len(citation.copies) == 1:
        return f"the same in {place_name(citation.copies[0])}"
    return f"the same in {len(citation.copies)} other files"


def citation_of(passage: Passage) -> Citation:
    """Return a passage as something to open, for those that no sentence cites."""
    return Citation(
        marker=0,
        path=passage.path,
        title=passage.title,
        page=passage.page,
        heading=passage.chunk.heading,
        quote=passage.chunk.text,
        label=passage.label,
        spans=passage.chunk.spans,
        modified=passage.modified,
        version=passage.version,
        versions=passage.versions,
        copies=passage.copies,
    )


def _break(words: str, width: int, width_of: Callable[[str], float]) -> tuple[str, str]:
    """Return as many words as fit, at least one, and the rest."""
    line = ""
    parts = words.split(" ")
    for at, word in enumerate(parts):
        longer = f"{line} {word}" if line else word
        if line and width_of(longer) > width:
            return line, " ".join(parts[at:])
        line = longer
    return line, ""
