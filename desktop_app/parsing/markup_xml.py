"""XML of any kind: titles as headings, running text as paragraphs, short values as "name: value".

Feeds, exports and books in XML differ in their words, not in how they nest; so no vocabulary
is known here but what nearly all call a title. Entities are not expanded.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, EmptyDocument, NoText
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import one_line
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
        return OpenedDocument(title or path.stem, 0, _require_text(_pages(root), data))


def _require_text(pages: Iterator[Page], data: bytes) -> Iterator[Page]:
    try:
        return require_text(pages)
    except EmptyDocument as error:
        if b"<!ENTITY" in data:
            raise NoText(SWELLS) from error
        raise


def _bare_pages(source: str) -> Iterator[Page]:
    """Read what is not well-formed as text without its tags."""
    builder = PageBuilder()
    yield from builder.paragraph(bare_text(source))
    yield from builder.finish()


def _pages(root: "etree._Element") -> Iterator[Page]:
    from desktop_app.parsing.xml_elements import local_name

    builder = PageBuilder()
    if local_name(root) == "html":
        from lxml import etree

        yield from add_html(etree.tostring(root, encoding="unicode"), builder)
    elif len(root) == 0 or _is_running_text(root):
        yield from builder.paragraph(_text(root))
    else:
        yield from _add_parts(root, 1, builder)
    yield from builder.finish()


def _add_parts(container: "etree._Element", depth: int, builder: PageBuilder) -> Iterator[Page]:
    """Add what is in an element that holds only elements; short values gather into one paragraph."""
    from desktop_app.parsing.xml_elements import local_name

    values: list[str] = []
    for element in container:
        name = local_name(element)
        if not name:
            continue
        text = _text(element) if len(element) == 0 or _is_running_text(element) else ""
        if name in TITLES and text:
            yield from _end_values(values, builder)
            yield from builder.heading(text, min(depth, HEADING_LEVELS))
        elif "</" in text or "<br" in text or "<p>" in text:  # a page in a value, as feeds have it
            yield from _end_values(values, builder)
            yield from add_html(text, builder)
        elif len(element) and text:
            yield from _end_values(values, builder)
            yield from builder.paragraph(text)
        elif len(element):
            yield from _end_values(values, builder)
            yield from builder.paragraph(_attributes(element))
            yield from _add_parts(element, depth + 1, builder)
        elif len(text) > MAX_VALUE:
            yield from _end_values(values, builder)
            yield from builder.paragraph(text)
        else:
            shown = " ".join(part for part in (text, _attributes(element)) if part)
            if shown:
                values.append(f"{name}: {shown}")
    yield from _end_values(values, builder)


def _end_values(values: list[str], builder: PageBuilder) -> Iterator[Page]:
    """Add the values gathered so far, and begin anew."""
    text = "\n".join(values)
    values.clear()
    yield from builder.paragraph(text)


def _is_running_text(element: "etree._Element") -> bool:
    """Whether words stand beside the elements in it, as in a paragraph with an emphasis."""
    return bool((element.text or "").strip()) or any((below.tail or "").strip() for below in element)


def _text(element: "etree._Element") -> str:
    parts = [element.text or ""]
    for below in element.iterdescendants():
        if isinstance(below.tag, str):
            parts.append(below.text or "")
        parts.append(below.tail or "")
    return "".join(parts).strip()


def _attributes(element: "etree._Element") -> str:
    """Return the attributes that say something to a reader."""
    shown = [f"{str(key).rpartition('}')[2]}={value}" for key, value in element.attrib.items() if str(value).strip()]
    return ", ".join(shown[:MAX_ATTRIBUTES])[:MAX_VALUE]
