"""reStructuredText, Org and TeX: their headings are known, the rest stays as the person typed it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import clean, one_line
from desktop_app.parsing.encodings import decode
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
    """A heading (`level` from 1), a table's row, or a line of text (both level 0)."""

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
        body = text.partition(_TEX_BODY)[2] or text
        return _opened(path, body, _TEX_COMMAND.sub(" ", titled[1]) if titled else "", _tex_blocks)


def _read(path: Path) -> str:
    return clean(decode(read_whole(path, MAX_BYTES)))


def _opened(path: Path, text: str, title: str, blocks: Callable[[list[str]], Iterator[_Block]]) -> OpenedDocument:
    lines = text.split("\n")
    if not title:
        title = next((block.text for block in blocks(lines[:TITLE_LINES]) if block.level), "")
    return OpenedDocument(one_line(title)[:200] or path.stem, 0, require_text(_pages(blocks(lines))))


def _pages(blocks: Iterator[_Block]) -> Iterator[Page]:
    builder = PageBuilder()
    lines: list[str] = []
    rows: list[tuple[str, ...]] = []
    for block in blocks:
        if (block.level or block.cells) and lines:
            yield from add_paragraphs("\n".join(lines), builder)
            lines = []
        if not block.cells and rows:
            yield from builder.table(rows, has_header=len(rows) > 1)
            rows = []
        if block.level:
            yield from builder.heading(block.text, block.level)
        elif block.cells:
            rows.append(block.cells)
        else:
            lines.append(block.text)
    if rows:
        yield from builder.table(rows, has_header=len(rows) > 1)
    yield from add_paragraphs("\n".join(lines), builder)
    yield from builder.finish()


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
            yield _Block(title, looks.index(look) + 1)
            place = first + 2
        else:
            yield _Block(lines[place])
            place += 1


def _sign(line: str) -> str:
    return line[0] if _ADORNMENT.fullmatch(line) else ""


def _org_blocks(lines: list[str]) -> Iterator[_Block]:
    for line in lines:
        heading = _ORG_HEADING.fullmatch(line)
        if heading and (title := _without_labels(heading[2].rstrip())):
            yield _Block(title, len(heading[1]))
        elif line.lstrip().startswith("|"):
            if not _ORG_RULE.fullmatch(line.strip()):
                yield _Block("", cells=tuple(line.strip().removeprefix("|").removesuffix("|").split("|")))
        else:
            yield _Block(line)


def _without_labels(title: str) -> str:
    """Return an Org heading without the labels at its end (":work:urgent:")."""
    words = title.rsplit(None, 1)
    return words[0] if len(words) > 1 and _ORG_LABELS.fullmatch(words[1]) else title


def _tex_blocks(lines: list[str]) -> Iterator[_Block]:
    for line in lines:
        line = _TEX_COMMENT.sub("", line)
        heading = _TEX_HEADING.fullmatch(line)
        if heading:
            yield _Block(one_line(_TEX_COMMAND.sub(" ", heading[2])), _TEX_LEVELS[heading[1]])
        else:
            yield _Block(line)
