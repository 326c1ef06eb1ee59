"""CSV and TSV: rows and cells, whatever the separator."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import clean
from desktop_app.parsing.encodings import decode
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.sheet_pages import CellCount, Row, sheet_pages
from desktop_app.parsing.source import MEGABYTE, read_whole

MAX_BYTES = 64 * MEGABYTE
SAMPLE = 64 * 1024  # characters in which the separator is looked for
SEPARATORS = (",", ";", "\t", "|")


class DelimitedParser:
    """Tables as text: commas, semicolons, tabs or bars between the cells."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".csv", ".tsv", ".tab"})
    name: ClassVar[str] = "Table"

    def open(self, path: Path) -> OpenedDocument:
        text = clean(decode(read_whole(path, MAX_BYTES)))
        separator = "\t" if path.suffix.lower() in (".tsv", ".tab") else _separator(text[:SAMPLE])
        return OpenedDocument(path.stem, 0, require_text(_pages(text, separator)))


def _pages(text: str, separator: str) -> Iterator[Page]:
    builder = PageBuilder()
    yield from sheet_pages(builder, "", CellCount().checked(_rows(text, separator)))
    yield from builder.finish()


def _rows(text: str, separator: str) -> Iterator[Row]:
    for number, cells in enumerate(_records(text, separator), 1):
        yield Row(number, {column: cell for column, cell in enumerate(cells) if cell.strip()})


def _records(text: str, separator: str) -> Iterator[list[str]]:
    """Yield records; from one that can't be told (a quote without an end) on, line by line."""
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    lines_read = 0
    try:
        for cells in reader:
            yield cells
            lines_read = reader.line_num
    except csv.Error:
        for line in text.split("\n")[lines_read:]:
            yield line.split(separator)


def _separator(sample: str) -> str:
    """Return the separator that parts the most rows into the same number of cells, at least two."""

    def fit(separator: str) -> tuple[int, int]:
        try:
            widths = Counter(len(cells) for cells in csv.reader(io.StringIO(sample), delimiter=separator) if cells)
        except csv.Error:
            return 0, 0
        widths.pop(1, None)
        width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return rows, width

    return max(SEPARATORS, key=fit)
