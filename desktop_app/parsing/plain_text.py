"""Plain text in any encoding: paragraphs are parted by empty lines, nothing else is known."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import clean
from desktop_app.parsing.encodings import decode
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.source import MEGABYTE, read_whole

MAX_BYTES = 100 * MEGABYTE
_BETWEEN_PARAGRAPHS = re.compile(r"\n(?:[^\S\n]*\n)+")


class PlainTextParser:
    """Text files, logs, and what has no suffix but is text (README)."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".txt", ".text", ".log"})
    name: ClassVar[str] = "Text"

    def open(self, path: Path) -> OpenedDocument:
        text = clean(decode(read_whole(path, MAX_BYTES)))
        return OpenedDocument(path.stem or path.name, 0, require_text(plain_pages(text)))


def plain_pages(text: str) -> Iterator[Page]:
    """Yield clean text as pages of paragraphs."""
    builder = PageBuilder(counted="lines")
    yield from add_paragraphs(text, builder, 1)
    yield from builder.finish()


def add_paragraphs(text: str, builder: PageBuilder, at: int | None = None) -> Iterator[Page]:
    """Add clean text whose paragraphs are parted by empty lines; its first line is number `at`."""
    start = 0
    for border in (*_BETWEEN_PARAGRAPHS.finditer(text), None):
        end = border.start() if border else len(text)
        yield from builder.verbatim(text[start:end], at)
        if border:
            at = at and at + text.count("\n", start, border.end())
            start = border.end()
