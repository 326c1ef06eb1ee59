"""DOC: documents of Word 97 to 2003. What is older, or broken, says to save it as DOCX."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.errors import NoText
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.old_word_text import OldParagraph, read_paragraphs, table_stream
from desktop_app.parsing.ole import read_streams
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.source import MEGABYTE, check_file

MAX_BYTES = 100 * MEGABYTE
DOCUMENT = "WordDocument"


class OldWordParser:
    """Word documents in the format of before 2007."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".doc", ".dot"})
    name: ClassVar[str] = "Word (old)"

    def open(self, path: Path) -> OpenedDocument:
        check_file(path, MAX_BYTES)
        streams = read_streams(path, (DOCUMENT, "0Table", "1Table"))
        document = streams.get(DOCUMENT, b"")
        tables = streams.get(table_stream(document), b"")
        return OpenedDocument(path.stem, 0, require_text(_pages(read_paragraphs(document, tables)), NoText))


def _pages(paragraphs: Iterator[OldParagraph]) -> Iterator[Page]:
    builder = PageBuilder()
    rows: list[list[str]] = []
    cells: list[str] = []
    parts: list[str] = []
    for paragraph in paragraphs:
        if paragraph.ends_row:
            rows.append(cells)
            cells = []
        elif paragraph.in_table:
            parts.append(paragraph.text)
            if paragraph.ends_cell:
                cells.append(" ".join(parts))
                parts = []
        else:
            yield from _table(builder, rows)
            rows = []
            if paragraph.level:
                yield from builder.heading(paragraph.text, paragraph.level)
            else:
                yield from builder.paragraph(paragraph.text)
    yield from _table(builder, [*rows, [*cells, *parts]])
    yield from builder.finish()


def _table(builder: PageBuilder, rows: Sequence[Sequence[str]]) -> Iterator[Page]:
    if any(len(row) > 1 for row in rows):
        yield from builder.table(rows, has_header=len(rows) > 1)
    else:
        for row in rows:
            yield from builder.paragraph("\n".join(row))
