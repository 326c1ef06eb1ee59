"""Pages of the files inside a file: each says in its label where it stands, and begins with the file's name.

A file that can't be read costs no other one; a page at the end names it with the reason.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.domain import Heading, Page
from desktop_app.errors import BadInput, DamagedDocument, DocumentError, UnsupportedFormat
from desktop_app.parsing.base import PageImage, PageRecogniser, PageRenderer, Parser
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.held_file import HeldFile
from desktop_app.parsing.page_builder import PageBuilder

MAX_NAME = 200
BETWEEN = " › "
PARAGRAPH_BREAK = "\n\n"
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # letters that turn the direction of writing


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the whole; `file` and `number` say which page of which file inside it is, None if of none."""

    page: Page
    file: HeldFile | None = None
    number: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Inner:
    """A file inside a file, `unpack`ed when its turn comes, which raises a DocumentError where it can't be."""

    place: str
    unpack: Callable[[], HeldFile]


def read_inside(inner: Sequence[Inner]) -> Iterator[Entry]:
    """Yield the pages of every file that can be read, then one that names those that can't.

    Raises the first reason where none can be read.
    """
    unread: list[tuple[str, DocumentError]] = []
    has_page = False
    for one in inner:
        try:
            for entry in _read(one):
                has_page = True
                yield entry
        except DocumentError as error:
            unread.append((one.place, error))
    if unread and not has_page:
        raise unread[0][1]
    if unread:
        yield from _name_unread(unread)


def numbered(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Number the pages from 1."""
    for number, entry in enumerate(entries, 1):
        yield replace(entry, page=replace(entry.page, number=number))


def render_inside(entries: Iterator[Entry], number: int, scale: float) -> PageImage:
    """Draw page `number` of the whole, if it can be drawn."""
    entry = _find(entries, number)
    if entry.file is not None:
        parser = _parser_for(entry.file)
        if isinstance(parser, PageRenderer):
            return parser.render(entry.file, entry.number, scale)
    raise UnsupportedFormat("The pages of this kind of file can't be drawn; its text can be read.")


def recognise_inside(entries: Iterator[Entry], number: int) -> Page:
    """Recognise the words on page `number` of the whole."""
    entry = _find(entries, number)
    if entry.file is not None:
        parser = _parser_for(entry.file)
        if isinstance(parser, PageRecogniser):
            page = parser.recognise(entry.file, entry.number)
            return replace(_placed(page, entry.place, is_first=entry.number == 1), number=number)
    raise UnsupportedFormat("This page is no picture; its text can be read.")


def _find(entries: Iterator[Entry], number: int) -> Entry:
    for entry in numbered(entries):
        if entry.page.number == number:
            return entry
    raise BadInput(f"There is no page {number}.")


def _read(inner: Inner) -> Iterator[Entry]:
    try:
        file = inner.unpack()
        for page in _parser_for(file).open(file).pages:
            yield Entry(_placed(page, inner.place, is_first=page.number == 1), file, page.number, inner.place)
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # a library's own words for a damaged file: it must not cost the others
        raise DamagedDocument from error


def _parser_for(path: Path) -> Parser:
    from desktop_app.parsing import parser_for  # which knows all parsers, this module's users among them

    return parser_for(path)


def _placed(page: Page, place: str, *, is_first: bool) -> Page:
    """Return the page with its place before its label, and under the file's name as the outermost heading."""
    name = place.rpartition(BETWEEN)[2]
    label = f"{place}{BETWEEN}{page.label}" if page.label and page.label != "picture" else place
    headings = [Heading(heading.offset, min(heading.level + 1, 9), heading.text) for heading in page.headings]
    page = replace(page, label=label, headings=tuple(headings))
    if not is_first or not page.text:
        return page
    shift = len(name) + len(PARAGRAPH_BREAK)
    return replace(
        page,
        text=f"{name}{PARAGRAPH_BREAK}{page.text}",
        headings=(Heading(0, 1, name), *(replace(one, offset=one.offset + shift) for one in headings)),
        tables=tuple(
            replace(one, start=one.start + shift, end=one.end + shift, header_end=one.header_end + shift)
            for one in page.tables
        ),
        lines=tuple(replace(one, start=one.start + shift, end=one.end + shift) for one in page.lines),
        places=tuple(replace(one, offset=one.offset + shift) for one in page.places),
    )


def _name_unread(unread: Sequence[tuple[str, DocumentError]]) -> Iterator[Entry]:
    builder = PageBuilder()
    pages = list(builder.new_page("not read"))
    for place, error in unread:
        pages += builder.paragraph(f"{place} was not read: {error}")
    for page in [*pages, *builder.finish()]:
        yield Entry(page)


def shown_name(name: str) -> str:
    """Return the name of a file inside a file as it is shown: on one line, in one direction, as no way out."""
    parts = _TURNING.sub("", one_line(name)).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))[:MAX_NAME] or "unnamed"
