"""Markdown: the words line by line as the person typed them, with headings, tables and code known.

Marks for emphasis and links go, so that a quote reads as the page does; tables become rows
parted by ` | `, and comments that no reader sees are dropped.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from markdown_it import MarkdownIt
from markdown_it.token import Token

from desktop_app.domain import Page
from desktop_app.errors import DocumentTooLarge
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import clean, one_line
from desktop_app.parsing.encodings import decode
from desktop_app.parsing.markdown_marks import without_marks
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.plain_text import plain_pages
from desktop_app.parsing.source import MEGABYTE, read_whole

MAX_BYTES = 100 * MEGABYTE
MAX_STRUCTURED = 3_000_000  # characters; parsing takes two seconds a million, so a longer one is read as plain text
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title[ \t]*+:(.+)$", re.MULTILINE | re.IGNORECASE)


class MarkdownParser:
    """Markdown in the CommonMark dialect with tables."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".md", ".markdown", ".mdown", ".mkd"})
    name: ClassVar[str] = "Markdown"

    def open(self, path: Path) -> OpenedDocument:
        text = clean(decode(read_whole(path, MAX_BYTES)))
        if len(text) > MAX_STRUCTURED:
            return OpenedDocument(path.stem, 0, require_text(plain_pages(text)))
        front = _FRONT_MATTER.match(text)
        front_text, body = (front[1], text[front.end() :]) if front else ("", text)
        tokens = _tokens(body)
        titled = _FRONT_TITLE.search(front_text)
        title = titled[1].strip().removeprefix('"').removesuffix('"').strip("'") if titled else _first_heading(tokens)
        pages = require_text(_pages(front_text, body.split("\n"), tokens))
        return OpenedDocument(one_line(title)[:200] or path.stem, 0, pages)


def add_markdown(text: str, builder: PageBuilder) -> Iterator[Page]:
    """Add Markdown that is part of something else; raise DocumentTooLarge where it nests too deep."""
    yield from _add(text.split("\n"), _tokens(text), builder)


def markdown_title(text: str) -> str:
    """Return the first heading, empty where there is none."""
    return _first_heading(_tokens(text))


def _tokens(text: str) -> Sequence[Token]:
    try:
        return MarkdownIt("commonmark").enable("table").parse(text)
    except RecursionError as error:
        raise DocumentTooLarge("The Markdown is nested too deeply to be read; simplify it.") from error


def _first_heading(tokens: Sequence[Token]) -> str:
    for opening, content in itertools.pairwise(tokens):
        if opening.type == "heading_open":
            return _plain(content)
    return ""


def _pages(front_matter: str, lines: Sequence[str], tokens: Sequence[Token]) -> Iterator[Page]:
    builder = PageBuilder(counted="lines")
    skipped = front_matter.count("\n") + 3 if front_matter else 0
    yield from builder.verbatim(front_matter, 2)
    yield from _add(lines, tokens, builder, skipped + 1)
    yield from builder.finish()


def _add(lines: Sequence[str], tokens: Sequence[Token], builder: PageBuilder, at: int | None = None) -> Iterator[Page]:
    """Add what the tokens say; `at` is the number of the first of `lines`."""
    for index, token in enumerate(tokens):
        if token.level != 0 or token.map is None:
            continue
        source = lines[token.map[0] : token.map[1]]
        begin = at and at + token.map[0]
        if token.type == "heading_open":
            yield from builder.heading(_plain(tokens[index + 1]), int(token.tag[1]), begin)
        elif token.type == "table_open":
            rows = _rows(tokens[index:])
            numbers = [begin, *range(begin + 2, begin + 1 + len(rows))] if begin else None  # a rule below the header
            yield from builder.table(rows, has_header=True, numbers=numbers)
        elif token.type == "html_block":
            yield from builder.verbatim(_without_comments("\n".join(source)), begin)
        elif token.type != "hr":
            is_code = token.type in ("fence", "code_block")
            bare = source if is_code else without_marks(source, token.map[0], tokens[index:])
            for start, block in _loose_blocks(bare, is_code=is_code):
                yield from builder.verbatim(block, begin and begin + start)


def _without_comments(html: str) -> str:
    """Return the text without comments; one that has no end is no comment, and none is looked for after it."""
    parts, place = [], 0
    while (start := html.find("<!--", place)) >= 0 and (end := html.find("-->", start + 4)) >= 0:
        parts.append(html[place:start])
        place = end + 3
    return "".join([*parts, html[place:]])


def _loose_blocks(source: Sequence[str], *, is_code: bool) -> Iterator[tuple[int, str]]:
    """Split a list or quote at its empty lines, each with its first line's place; code is one block."""
    start = 0
    for place, line in enumerate((*source, "")):
        if place == len(source) or (not is_code and not line.strip("> \t")):
            if place > start:
                yield start, "\n".join(source[start:place])
            start = place + 1


def _rows(tokens: Sequence[Token]) -> list[list[str]]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_plain(token))
    return rows


def _plain(inline: Token) -> str:
    """Return the words of a heading or cell without their marks."""
    parts = []
    for token in inline.children or ():
        if token.type in ("text", "code_inline") or token.type == "image":
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts)
