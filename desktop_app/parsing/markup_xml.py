"""XML of any kind: titles as headings, running text as paragraphs, short values as "name: value".

Feeds, exports and books in XML differ in their words, not in how they nest; so no vocabulary
is known here but what nearly all call a title. Entities are not expanded. Places are lines of the file;
where it has one line only, or more than libxml2 counts, none is named.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, EmptyDocument, NoText
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import one_line, paragraph
from desktop_app.parsing.encodings import decode
from desktop_app.parsing.html import add_html
from desktop_app.parsing.html_depth import bare_text
from desktop_app.parsing.package import MAX_XML, parse_xml
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.source import read_whole

if TYPE_CHECKING:
    from lxml import etree

TITLES = frozenset({"title", "head", "heading"})
MAX_VALUE = 300  # characters; a longer value is a paragraph of its own
MAX_ATTRIBUTES = 8
MAX_LINES = 65_534  # libxml2 keeps two bytes for an element's line; beyond that it guesses
HEADING_LEVELS = 6
_DECLARATIONS = re.compile(r"<\?[^>]{0,1000}\?>|<!DOCTYPE[^>\[]{0,1000}>")
SWELLS = "The file is made of abbreviations that swell when they are written out; it is left alone."


class XmlParser:
    """XML files that no other parser knows better."""

    suffixes: ClassVar[frozenset[str]] = frozenset({
        ".xml", ".rss", ".atom", ".opml", ".kml", ".gpx", ".dita", ".tei", ".docbook", ".xlf", ".xliff", ".tmx",
    })  # fmt: skip
    name: ClassVar[str] = "XML"

    def open(self, path: Path) -> OpenedDocument:
        data = read_whole(path, MAX_XML)
        try:
            root = parse_xml(data)
        except DamagedDocument:
            if b"<!ENTITY" in data:
                raise NoText(SWELLS) from None
            return OpenedDocument(path.stem, 0, require_text(_bare_pages(_DECLARATIONS.sub(" ", decode(data)))))
        titled = next((one for one in root.iter("{*}title") if (one.text or "").strip()), None)
        title = one_line(titled.text or "")[:200] if titled is not None else ""
        return OpenedDocument(title or path.stem, 0, _require_text(_pages(root, _has_lines(data)), data))


def _require_text(pages: Iterator[Page], data: bytes) -> Iterator[Page]:
    try:
        return require_text(pages)
    except EmptyDocument as error:
        if b"<!ENTITY" in data:
            raise NoText(SWELLS) from error
        raise


def _has_lines(data: bytes) -> bool:
    return 0 < data.count(b"\n") <= MAX_LINES


def _bare_pages(source: str) -> Iterator[Page]:
    """Read what is not well-formed as text without its tags."""
    builder = PageBuilder()
    yield from builder.paragraph(bare_text(source))
    yield from builder.finish()


def _pages(root: "etree._Element", has_lines: bool) -> Iterator[Page]:
    from desktop_app.parsing.xml_elements import local_name

    builder = PageBuilder(counted="lines" if has_lines else "")
    if local_name(root) == "html":
        from lxml import etree

        yield from add_html(etree.tostring(root, encoding="unicode"), builder)
    elif len(root) == 0 or _is_running_text(root):
        yield from builder.lines(_lines(_text(root), root))
    else:
        yield from _add_parts(root, 1, builder)
    yield from builder.finish()


def _add_parts(container: "etree._Element", depth: int, builder: PageBuilder) -> Iterator[Page]:
    """Add what is in an element that holds only elements; short values gather into one paragraph."""
    from desktop_app.parsing.xml_elements import local_name

    values: list[tuple[int, str]] = []
    for element in container:
        name = local_name(element)
        if not name:
            continue
        whole = _text(element) if len(element) == 0 or _is_running_text(element) else ""
        text = whole.strip()
        if len(element) == 0 and len(text) <= MAX_VALUE and not (text and name in TITLES) and not _is_html(text):
            shown = " ".join(part for part in (whole.rstrip(), _attributes(element)) if part.strip())
            if shown.strip():
                values += _lines(shown, element, f"{name}: ")
            continue
        yield from builder.lines(values)
        values = []
        if name in TITLES and text:
            yield from builder.heading(text, min(depth, HEADING_LEVELS), element.sourceline)
        elif _is_html(text):  # a page in a value, as feeds have it
            builder.stand_at(element.sourceline or 0)
            yield from add_html(text, builder)
            builder.stand_at(0)
        elif text:
            yield from builder.lines(_lines(whole, element))
        else:
            yield from builder.lines(_lines(_attributes(element), element))
            yield from _add_parts(element, depth + 1, builder)
    yield from builder.lines(values)


def _is_html(text: str) -> bool:
    return "</" in text or "<br" in text or "<p>" in text


def _lines(text: str, element: "etree._Element", name: str = "") -> list[tuple[int, str]]:
    """Return the lines of an element's text that say anything, each with its number in the file."""
    first = element.sourceline or 1  # where its tag ends
    lines = [(first + place, line) for place, line in enumerate(text.split("\n")) if line.strip()]
    if lines:
        lines[0] = (lines[0][0], name + lines[0][1].lstrip())
    return [(number, shown) for number, line in lines for shown in paragraph(line).split("\n") if shown]


def _is_running_text(element: "etree._Element") -> bool:
    """Whether words stand beside the elements in it, as in a paragraph with an emphasis."""
    return bool((element.text or "").strip()) or any((below.tail or "").strip() for below in element)


def _text(element: "etree._Element") -> str:
    """Return the words in an element in their order; entities and comments are left out."""
    parts: list[str] = []
    _gather(element, parts)
    return "".join(parts)


def _gather(element: "etree._Element", parts: list[str]) -> None:
    """Take in the text of an element; libxml2 lets none nest deeper than 256."""
    parts.append(element.text or "")
    for below in element:
        if isinstance(below.tag, str):
            _gather(below, parts)
        parts.append(below.tail or "")


def _attributes(element: "etree._Element") -> str:
    """Return the attributes that say something to a reader."""
    shown = [f"{str(key).rpartition('}')[2]}={value}" for key, value in element.attrib.items() if str(value).strip()]
    return ", ".join(shown[:MAX_ATTRIBUTES])[:MAX_VALUE]
