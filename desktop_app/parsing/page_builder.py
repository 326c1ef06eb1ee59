"""Builds pages out of headings, paragraphs and tables, in the order they are read.

For formats without pages: the first page takes everything until it is full, then the next
one begins at the following block, so that no page is huge. Formats with places of their own
(slides, sheets, messages) begin a page for each; one that is too long for a page goes on
under the same label.
"""

from collections.abc import Iterator, Sequence

from desktop_app.domain import Heading, Page, Place, Table
from desktop_app.errors import DocumentError, EmptyDocument, NoText
from desktop_app.parsing.clean_text import has_words, one_line, paragraph, verbatim
from desktop_app.parsing.recognition import NOT_INSTALLED, can_recognise
from desktop_app.sentences import CELL_SEPARATOR

PAGE_CHARACTERS = 200_000
MAX_HEADING = 400  # a "heading" longer than that is a paragraph in a heading's clothes
LEVELS = range(1, 10)
MOST_ADDED = 10_000  # empty cells that fill up the rows of a table, or as many as it has


class PageBuilder:
    """Collects blocks; every method returns the pages that became full, mostly none."""

    def __init__(self, page_characters: int = PAGE_CHARACTERS, counted: str = "") -> None:
        """`counted` is what the numbers count that blocks are given ("lines"), as in domain.Page.

        Where that is empty, the numbers are passed over.
        """
        self._limit = page_characters
        self._counted = counted
        self._standing = 0
        self._places: list[Place] = []
        self._number = 1
        self._label = ""
        self._parts: list[str] = []
        self._length = 0
        self._headings: list[Heading] = []
        self._tables: list[Table] = []

    def new_page(self, label: str, counted: str | None = None) -> Iterator[Page]:
        """End the page, if it holds anything, and call what follows `label`; it may count something else."""
        yield from self.finish()
        self._label = one_line(label)
        self._counted = self._counted if counted is None else counted

    def stand_at(self, number: int) -> None:
        """Let every line of the blocks that follow stand at `number`, if they have none of their own; 0 ends it."""
        self._standing = number

    def heading(self, text: str, level: int, at: int | None = None) -> Iterator[Page]:
        """Add a heading that stands at number `at` of what is counted."""
        text = one_line(text)
        if len(text) > MAX_HEADING:
            yield from self.paragraph(text, at)
        elif text:
            yield from self._make_room(len(text))
            offset = self._append(text, at)
            self._headings.append(Heading(offset, min(max(level, LEVELS[0]), LEVELS[-1]), text))

    def paragraph(self, text: str, at: int | None = None) -> Iterator[Page]:
        """Add running text; line breaks in it are layout."""
        yield from self._add_block(paragraph(text), at)

    def verbatim(self, text: str, at: int | None = None) -> Iterator[Page]:
        """Add text whose line breaks and indents matter; its first line is number `at`."""
        skipped = next((place for place, line in enumerate(text.split("\n")) if line.strip()), 0) if at else 0
        yield from self._add_block(verbatim(text), at and at + skipped)

    def lines(self, numbered: Sequence[tuple[int, str]]) -> Iterator[Page]:
        """Add lines of clean text, each with its number, as one block."""
        yield from self._add_block("\n".join(text for _, text in numbered), [number for number, _ in numbered])

    def table(
        self, rows: Sequence[Sequence[str]], *, has_header: bool, numbers: Sequence[int] | None = None
    ) -> Iterator[Page]:
        """Add a table, one line a row; one that is longer than a page goes on with its header again."""
        lines = [CELL_SEPARATOR.join(one_line(cell).replace("|", "¦") for cell in row).rstrip() for row in _full(rows)]
        kept = [place for place, line in enumerate(lines) if line.strip(" |")]
        lines, counts = [lines[place] for place in kept], [numbers[place] for place in kept] if numbers else []
        if not lines:
            return
        header, first = lines[0] if has_header and kept[0] == 0 else "", counts[:1]
        while lines:
            yield from self._make_room(min(sum(map(len, lines)), self._limit // 2))
            taken = self._rows_that_fit(lines)
            start = self._append("\n".join(lines[:taken]))
            self._count_rows(start, lines[:taken], counts)
            header_end = start + len(header) if header and lines[0] == header else start
            self._tables.append(Table(start, self._length, header_end))
            lines, counts = lines[taken:], counts[taken:]
            if lines and header and len(header) < self._limit // 4:
                lines.insert(0, header)
                counts = [*first, *counts]

    def finish(self) -> Iterator[Page]:
        """Return the last page, if it holds anything."""
        if self._parts:
            yield self._take_page()

    def _rows_that_fit(self, lines: Sequence[str]) -> int:
        room = self._limit - self._length
        for index, line in enumerate(lines):
            room -= len(line) + 1
            if room < 0:
                return max(index, 2)
        return len(lines)

    def _add_block(self, text: str, at: int | Sequence[int] | None) -> Iterator[Page]:
        """Add a block whose first line is number `at`, or whose lines have these numbers."""
        while len(text) > self._limit:
            cut = _good_cut(text, self._limit)
            yield from self._add_block(text[:cut].rstrip(), at)
            rest = text[cut:].lstrip()
            passed = text.count("\n", 0, len(text) - len(rest))
            at = at and (at + passed if isinstance(at, int) else at[passed:])
            text = rest
        if text:
            yield from self._make_room(len(text))
            self._append(text, at)

    def _count_rows(self, start: int, lines: Sequence[str], numbers: Sequence[int]) -> None:
        """Note the first row, and each that does not follow the one before."""
        expected = None
        for line, number in zip(lines, numbers, strict=False):
            if number != expected:
                self._places.append(Place(start, number))
            start, expected = start + len(line) + 1, number + 1

    def _make_room(self, length: int) -> Iterator[Page]:
        if self._parts and self._length + 2 + length > self._limit:
            yield self._take_page()

    def _append(self, text: str, at: int | Sequence[int] | None = None) -> int:
        if self._parts:
            self._parts.append("\n\n")
            self._length += 2
        offset = self._length
        if isinstance(at, int):
            self._places.append(Place(offset, at))
        elif at or self._standing:
            lines = text.split("\n")
            self._count_rows(offset, lines, at or [self._standing] * len(lines))
        self._parts.append(text)
        self._length += len(text)
        return offset

    def _take_page(self) -> Page:
        page = Page(
            self._number,
            "".join(self._parts),
            self._label,
            tuple(self._headings),
            tuple(self._tables),
            places=tuple(self._places) if self._counted else (),
            counted=self._counted if self._places else "",
        )
        self._number += 1
        self._parts, self._headings, self._tables, self._places, self._length = [], [], [], [], 0
        return page


def _full(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """Return the rows with empty cells where they end before the widest, so that every cell keeps its column."""
    widest, cells = max(map(len, rows), default=0), sum(map(len, rows))
    if widest * len(rows) - cells > max(cells, MOST_ADDED):
        return rows  # a huge row among small ones: no table that anyone could read
    return [[*row, *[""] * (widest - len(row))] for row in rows]


def _good_cut(text: str, limit: int) -> int:
    """Return where to cut a block that is too long: at a line's end, a sentence's, a word's, or anywhere."""
    for border in ("\n", ". ", "。", " "):
        cut = text.rfind(border, limit // 2, limit)
        if cut > 0:
            return cut + len(border)
    return limit


def require_text(pages: Iterator[Page], error: type[DocumentError] = EmptyDocument) -> Iterator[Page]:
    """Return the pages with the first one that holds words already read; raise `error` if none does.

    A picture will do as well where its text can be recognised.
    """
    held: list[Page] = []
    pictures = False
    for page in pages:
        held.append(page)
        pictures = pictures or page.is_picture
        if has_words(page.text) or (page.is_picture and can_recognise()):
            return _chain(held, pages)
    raise NoText(NOT_INSTALLED) if pictures else error()


def _chain(held: list[Page], rest: Iterator[Page]) -> Iterator[Page]:
    yield from held
    yield from rest
