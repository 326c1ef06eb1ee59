"""HTML: what a reader would see, in order; scripts, styles and hidden parts are left out.

Nothing a page points to (images, frames, style sheets) is opened. The tree is walked
without recursion, because a hostile page nests as deep as it likes.
"""

import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import ClassVar

from selectolax.lexbor import LexborHTMLParser, LexborNode

from desktop_app.domain import Page
from desktop_app.errors import NoText
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.encodings import decode_html
from desktop_app.parsing.html_depth import bare_text, is_too_much
from desktop_app.parsing.html_nodes import BLOCKS, LEFT_OUT, is_hidden, visible_text
from desktop_app.parsing.html_table import read_table
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.source import MEGABYTE, read_whole

MAX_BYTES = 50 * MEGABYTE  # the tree takes about ten times as much

HEADINGS = {f"h{level}": level for level in range(1, 7)}
MAIN = "main, article, [role=main]"


class HtmlParser:
    """Web pages that were saved."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".html", ".htm", ".xhtml"})
    name: ClassVar[str] = "HTML"

    def open(self, path: Path) -> OpenedDocument:
        source = decode_html(read_whole(path, MAX_BYTES))
        pages = require_text(_pages(source), NoText)
        return OpenedDocument(html_title(source) or path.stem, 0, pages)


def html_title(source: str) -> str:
    """Return what the page calls itself, empty where it has no title and no heading, or nests too deep to tell."""
    if is_too_much(source):
        return ""
    tree = LexborHTMLParser(source)
    titled = tree.css_first("title") or tree.css_first("h1")
    return one_line(titled.text() if titled else "")[:200]


def add_html(source: str, builder: PageBuilder) -> Iterator[Page]:
    """Add what a reader of this page would see; yields the pages that became full."""
    if is_too_much(source):
        yield from builder.paragraph(bare_text(source))
    else:
        yield from _Walk(LexborHTMLParser(source), builder).blocks()


def _pages(source: str) -> Iterator[Page]:
    builder = PageBuilder()
    yield from add_html(source, builder)
    yield from builder.finish()


class _Walk:
    """One walk over the tree: text gathers until a block begins or ends, then is a paragraph."""

    def __init__(self, tree: LexborHTMLParser, builder: PageBuilder) -> None:
        self._tree = tree
        self._has_main = tree.css_first(MAIN) is not None
        self._builder = builder
        self._text: list[str] = []
        self._prefix = ""

    def blocks(self) -> Iterator[Page]:
        stack: list[tuple[LexborNode, bool]] = [(self._tree.root, False)] if self._tree.root else []
        while stack:
            node, is_walked = stack.pop()
            if is_walked:
                yield from self._leave(node)
                continue
            enters = yield from self._enter(node)
            if node.next is not None:
                stack.append((node.next, False))
            if enters:
                stack.append((node, True))
                if node.child is not None:
                    stack.append((node.child, False))
        yield from self._end_block()

    def _enter(self, node: LexborNode) -> Generator[Page, None, bool]:
        """Take in one node; return whether its children are still to be walked."""
        tag = node.tag or "-"
        if tag == "-text":
            self._text.append(re.sub(r"\s+", " ", node.text_content or ""))
            return False
        if tag.startswith(("-", "!")) and tag != "-document":
            return False
        if tag in LEFT_OUT or is_hidden(node) or (self._has_main and _is_around(node)):
            return False
        if tag == "br":
            self._text.append("\n")
        elif tag in HEADINGS:
            yield from self._end_block()
            yield from self._builder.heading(visible_text(node), HEADINGS[tag])
            return False
        elif tag == "pre":
            yield from self._end_block()
            yield from self._builder.verbatim(node.text())
            return False
        elif tag == "table":
            yield from self._end_block()
            table = read_table(node)
            if table is not None:
                yield from self._builder.paragraph(table.caption)
                yield from self._builder.table(table.rows, has_header=table.has_header)
                return False
        elif tag in BLOCKS:
            yield from self._end_block()
            if tag == "li":
                self._prefix = "• "
        return True

    def _leave(self, node: LexborNode) -> Iterator[Page]:
        if node.tag in BLOCKS:
            yield from self._end_block()

    def _end_block(self) -> Iterator[Page]:
        text = "".join(self._text)
        self._text.clear()
        if text.strip():
            yield from self._builder.paragraph(self._prefix + text.strip())
            self._prefix = ""


def _is_around(node: LexborNode) -> bool:
    """Whether this is a menu or a search box: of no use beside a page's main part, and the same on every page."""
    return node.tag == "nav" or node.attributes.get("role") in ("navigation", "search")
