"""RTF: its words, its headings, and its tables as rows. Looks and pictures are left out."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, DocumentTooLarge
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import clean, one_line
from desktop_app.parsing.encodings import decode
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.plain_text import plain_pages
from desktop_app.parsing.source import MEGABYTE, read_whole

MAX_BYTES = 100 * MEGABYTE
MAX_STYLES = 200_000  # characters; the style sheet stands at the beginning
MAX_WORDS = 16 * MEGABYTE  # characters without pictures; a second for each megabyte
# Pictures are hexadecimal digits by the megabyte; no text has a thousand of them in a row.
_PICTURE = re.compile(r"(?<![0-9a-fA-F\s])[0-9a-fA-F\s]{1000,}")
_TITLE = re.compile(r"\{\\title\s+([^{}\\]{1,400})\}")
_ROW_END = "|"
# Headings are marked in the source, by a letter of private use for each level, before the words are taken out.
_FIRST_MARK = 0xE100
_MARKS = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + 8)}]")
_OUTLINE = re.compile(r"\\outlinelevel([0-8])(?!\d)")
_STYLE = re.compile(
    r"\{\\s(\d{1,4})[^{};]{0,2000}?[ ](?:heading|überschrift|titre|título|titolo) ([1-9])[^{};]{0,200};", re.I
)
_STYLED = re.compile(r"\\pard((?:\\[a-z]+-?\d*[ ]?){0,20}?)\\s(\d{1,4})(?!\d)")


class RichTextParser:
    """Rich text, as word processors exchange it."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".rtf"})
    name: ClassVar[str] = "Rich text"

    def open(self, path: Path) -> OpenedDocument:
        data = read_whole(path, MAX_BYTES)
        if not data.lstrip().startswith(b"{\\rtf"):
            return OpenedDocument(path.stem, 0, require_text(plain_pages(clean(decode(data)))))
        source = _PICTURE.sub(" ", data.decode("cp1252", errors="replace"))
        if len(source) > MAX_WORDS:
            raise DocumentTooLarge("The text is longer than Carrel reads of this kind; save it as DOCX or PDF.")
        titled = _TITLE.search(source[:100_000])
        title = one_line(titled[1])[:200] if titled else ""
        return OpenedDocument(title or path.stem, 0, require_text(_pages(_words(source))))


def _words(source: str) -> str:
    from striprtf.striprtf import rtf_to_text

    # Line breaks in the source mean nothing; one before each field keeps the search for its end short.
    source = _with_marks(source.replace("{\\field", "\n{\\field"))
    try:
        return str(rtf_to_text(source, encoding="cp1252", errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise DamagedDocument from error


def _with_marks(source: str) -> str:
    """Put a mark into every paragraph that is a heading by its own outline level or by its style's name."""
    levels = {style: int(level) - 1 for style, level in _STYLE.findall(source[:MAX_STYLES])}

    def mark_styled(found: re.Match[str]) -> str:
        level = levels.get(found[2])
        return found[0] if level is None else f"{found[0]}{_mark(level)}"

    source = _OUTLINE.sub(lambda found: f"{found[0]}{_mark(int(found[1]))}", source)
    return _STYLED.sub(mark_styled, source) if levels else source


def _mark(level: int) -> str:
    return f"\\u{_FIRST_MARK + level - 0x10000}?"  # RTF writes the upper half of the characters as negative numbers


def _pages(text: str) -> Iterator[Page]:
    """Each line is a paragraph; lines that end in a cell's border are rows."""
    builder = PageBuilder()
    rows: list[list[str]] = []
    for line in clean(text).split("\n"):
        if line.endswith(_ROW_END) and line.count(_ROW_END) > 1:
            rows.append(_MARKS.sub("", line).removesuffix(_ROW_END).split(_ROW_END))
            continue
        yield from _end_table(rows, builder)
        rows = []
        level = _MARKS.search(line)
        if level:
            yield from builder.heading(_MARKS.sub("", line), ord(level[0]) - _FIRST_MARK + 1)
        else:
            yield from builder.paragraph(line)
    yield from _end_table(rows, builder)
    yield from builder.finish()


def _end_table(rows: list[list[str]], builder: PageBuilder) -> Iterator[Page]:
    if rows:
        first = [cell.strip() for cell in rows[0]]
        named = len(rows) > 1 and all(first) and all(any(map(str.isalpha, cell)) for cell in first)
        yield from builder.table(rows, has_header=named)
