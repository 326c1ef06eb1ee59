"""reStructuredText, Org and TeX: their headings and tables are known, the rest stays as the person typed it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import clean, one_line
from desktop_app.parsing.encodings import decode
from desktop_app.parsing.markup_tables import TexTables, rst_table
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.plain_text import add_paragraphs
from desktop_app.parsing.source import MEGABYTE, read_whole

MAX_BYTES = 16 * MEGABYTE  # as much as a shelf of books; a second for each
TITLE_LINES = 2000  # so far down the first heading is looked for
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1{2,}\s*")
_ORG_HEADING = re.compile(r"(\*{1,9}+)\s++(.*)")
_ORG_LABELS = re.compile(r":[\w@:]++(?<=:)")
_ORG_TITLE = re.compile(r"^#\+title:\s*(.+)$", re.IGNORECASE | re.MULTILINE)
_ORG_RULE = re.compile(r"\|[-+|]*\s*")
_TEX_LEVELS = {"part": 1, "chapter": 2, "section": 3, "subsection": 4, "subsubsection": 5, "paragraph": 6}
_TEX_HEADING = re.compile(
    rf"\s*\\({'|'.join(_TEX_LEVELS)})\*?\s*(?:\[[^\]]*\])?\{{(.+?)\}}\s*+(?:\\label\{{[^}}]*\}}\s*+)?"
)
_TEX_TITLE = re.compile(r"\\title(?:\[[^\]]*\])?\{((?:[^{}]|\{[^{}]{0,200}\}){1,400})\}")
_TEX_COMMENT = re.compile(r"(?<!\\)%.*")
_TEX_COMMAND = re.compile(r"\\[a-zA-Z]+\*?|[{}]")
_TEX_BODY = "\\begin{document}"


@dataclass(frozen=True, slots=True)
class _Block:
    """A heading (`level` from 1), a table's row, or a line of text (both level 0), at line `at`, from 1."""

    at: int
    text: str
    level: int = 0
    cells: tuple[str, ...] = ()


class RestructuredTextParser:
    """The markup of Python's documentation."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".rst", ".rest"})
    name: ClassVar[str] = "reStructuredText"

    def open(self, path: Path) -> OpenedDocument:
        return _opened(path, _read(path), "", _rst_blocks)


class OrgParser:
    """The markup of Emacs's Org mode."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".org"})
    name: ClassVar[str] = "Org"

    def open(self, path: Path) -> OpenedDocument:
        text = _read(path)
        titled = _ORG_TITLE.search(text[:20_000])
        return _opened(path, text, titled[1] if titled else "", _org_blocks)


class TexParser:
    """TeX and LaTeX sources; comments and the preamble are left out."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".tex", ".latex", ".ltx"})
    name: ClassVar[str] = "TeX"

    def open(self, path: Path) -> OpenedDocument:
        text = _read(path)
        titled = _TEX_TITLE.search(text[:200_000])
        before, _, body = text.partition(_TEX_BODY)
        title = _TEX_COMMAND.sub(" ", titled[1]) if titled else ""
        return _opened(path, body or text, title, _tex_blocks, before.count("\n") if body else 0)


def _read(path: Path) -> str:
    return clean(decode(read_whole(path, MAX_BYTES)))


def _opened(
    path: Path, text: str, title: str, blocks: Callable[[list[str]], Iterator[_Block]], skipped: int = 0
) -> OpenedDocument:
    """Return the document of a text before which `skipped` lines of the file were left out."""
    lines = text.split("\n")
    if not title:
        title = next((block.text for block in blocks(lines[:TITLE_LINES]) if block.level), "")
    return OpenedDocument(one_line(title)[:200] or path.stem, 0, require_text(_pages(blocks(lines), skipped)))


def _pages(blocks: Iterator[_Block], skipped: int) -> Iterator[Page]:
    builder = PageBuilder(counted="lines")
    rows: list[_Block] = []
    lines: list[_Block] = []
    for block in blocks:
        if lines and (block.level or block.cells or block.at != lines[-1].at + 1):
            yield from _add_lines(lines, builder, skipped)
        if not block.cells and rows:
            yield from _add_rows(rows, builder, skipped)
        if block.level:
            yield from builder.heading(block.text, block.level, skipped + block.at)
        else:
            (rows if block.cells else lines).append(block)
    yield from _add_rows(rows, builder, skipped)
    yield from _add_lines(lines, builder, skipped)
    yield from builder.finish()


def _add_lines(lines: list[_Block], builder: PageBuilder, skipped: int) -> Iterator[Page]:
    """Add the lines gathered so far, which follow each other in the file, and begin anew."""
    if lines:
        yield from add_paragraphs("\n".join(line.text for line in lines), builder, skipped + lines[0].at)
        lines.clear()


def _add_rows(rows: list[_Block], builder: PageBuilder, skipped: int) -> Iterator[Page]:
    """Add the rows gathered so far as a table, and begin anew."""
    if rows:
        numbers = [skipped + row.at for row in rows]
        yield from builder.table([row.cells for row in rows], has_header=len(rows) > 1, numbers=numbers)
        rows.clear()


def _rst_blocks(lines: list[str]) -> Iterator[_Block]:
    """A title is a line with a row of signs below it, perhaps above too; their order gives the levels."""
    looks: list[tuple[str, bool]] = []
    place = 0
    while place < len(lines):
        over = _sign(lines[place])
        first = place + 1 if over else place
        title = lines[first].strip() if first < len(lines) else ""
        under = _sign(lines[first + 1]) if first + 1 < len(lines) else ""
        is_wide = bool(under) and len(lines[first + 1].rstrip()) >= min(len(title), 60)
        is_title = title and is_wide and not _sign(title) and (over == under if over else not lines[first][0].isspace())
        if is_title and (first == 0 or over or not lines[first - 1].strip()):
            look = (under, bool(over))
            if look not in looks:
                looks.append(look)
            yield _Block(first + 1, title, looks.index(look) + 1)
            place = first + 2
            continue
        rows, end = rst_table(lines, place)
        if rows:
            yield from (_Block(row.at, "", cells=row.cells) for row in rows)
            place = end
        else:
            yield _Block(place + 1, lines[place])
            place += 1


def _sign(line: str) -> str:
    return line[0] if _ADORNMENT.fullmatch(line) else ""


def _org_blocks(lines: list[str]) -> Iterator[_Block]:
    for at, line in enumerate(lines, 1):
        heading = _ORG_HEADING.fullmatch(line)
        if heading and (title := _without_labels(heading[2].rstrip())):
            yield _Block(at, title, len(heading[1]))
        elif line.lstrip().startswith("|"):
            if not _ORG_RULE.fullmatch(line.strip()):
                yield _Block(at, "", cells=tuple(line.strip().removeprefix("|").removesuffix("|").split("|")))
        else:
            yield _Block(at, line)


def _without_labels(title: str) -> str:
    """Return an Org heading without the labels at its end (":work:urgent:")."""
    words = title.rsplit(None, 1)
    return words[0] if len(words) > 1 and _ORG_LABELS.fullmatch(words[1]) else title


def _tex_blocks(lines: list[str]) -> Iterator[_Block]:
    tables = TexTables()
    for at, line in enumerate(lines, 1):
        line = _TEX_COMMENT.sub("", line)
        rows = tables.take(line, at)
        heading = _TEX_HEADING.fullmatch(line) if rows is None else None
        if rows is not None:
            yield from (_Block(row.at, "", cells=row.cells) for row in rows)
        elif heading:
            yield _Block(at, one_line(_TEX_COMMAND.sub(" ", heading[2])), _TEX_LEVELS[heading[1]])
        else:
            yield _Block(at, line)
