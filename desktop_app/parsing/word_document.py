"""The text of a DOCX in the order it is read.

lxml is used directly instead of python-docx, which unpacks every picture, refuses files
with macros, and skips text boxes, notes and content controls. Entities are not resolved
and nothing outside the archive is opened.
"""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, UnsupportedFormat
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.merged_cells import Merged, unmerged
from desktop_app.parsing.office_pictures import picture_parts
from desktop_app.parsing.office_relations import read_relations
from desktop_app.parsing.package import read_xml
from desktop_app.parsing.page_builder import PageBuilder
from desktop_app.parsing.word_numbering import Numbering
from desktop_app.parsing.word_styles import Styles
from desktop_app.parsing.xml_elements import attribute, child, local_name, number

MAX_CELL = 2000  # characters; a table with a longer cell arranges the page and is read as paragraphs
BOLD_HEADING = 100  # characters; a longer bold paragraph is emphasis
BOLD_LEVEL = 7  # below every heading that a style names
CONTAINERS = frozenset({"body", "sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "txbxContent"})
UNSEEN = frozenset({"del", "moveFrom", "instrText", "delText", "rPr", "pPr", "Fallback", "txbxContent", "delInstrText"})
MATH_SIGNS = {"sup": "^", "sub": "_", "den": "/"}  # parts of a formula, before which a sign says what they are
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    level: int  # of the heading; 0 for running text


class WordDocument:
    """Reads what it needs from the archive at once; `pages` then needs the archive no more."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._names = set(archive.namelist())
        main = self._main_part(archive)
        folder = main.rpartition("/")[0]
        self._body = child(read_xml(archive, main), "body")
        if self._body is None:
            raise DamagedDocument
        self._styles = Styles(self._optional(archive, f"{folder}/styles.xml"))
        self._numbering = Numbering.read(self._optional(archive, f"{folder}/numbering.xml"))
        self._notes = {
            kind: _by_id(self._optional(archive, f"{folder}/{kind}s.xml")) for kind in ("footnote", "endnote")
        }
        margins = sorted(name for name in self._names if name.startswith((f"{folder}/header", f"{folder}/footer")))
        self._margins = [self._optional(archive, name) for name in margins if name.endswith(".xml")]
        self.title = self._stored_title(archive)
        self.pictures = picture_parts(self._body, read_relations(archive, main))

    def pages(self) -> Iterator[Page]:
        builder = PageBuilder()
        yield from self._blocks(self._body, builder)
        seen: set[str] = set()
        for margin in self._margins:
            text = one_line(" ".join(self._plain_texts(margin)))
            if text not in seen and any(character.isalpha() for character in text):
                seen.add(text)
                yield from builder.paragraph(text)
        yield from builder.finish()

    def _main_part(self, archive: zipfile.ZipFile) -> str:
        relations = self._optional(archive, "_rels/.rels")
        for relation in relations if relations is not None else ():
            if attribute(relation, "Type").endswith("/officeDocument"):
                target = attribute(relation, "Target").lstrip("/")
                if target in self._names:
                    if not target.startswith("word/") and "word/document.xml" not in self._names:
                        raise UnsupportedFormat
                    return target
        if "word/document.xml" in self._names:
            return "word/document.xml"
        raise DamagedDocument

    def _optional(self, archive: zipfile.ZipFile, name: str) -> etree._Element | None:
        return read_xml(archive, name) if name in self._names else None

    def _stored_title(self, archive: zipfile.ZipFile) -> str:
        stored = child(self._optional(archive, "docProps/core.xml"), "title")
        if stored is not None and (stored.text or "").strip():
            return str(stored.text)
        for element in self._body if self._body is not None else ():
            if local_name(element) == "p" and self._styles.heading_level(element) == 1:
                return self._text(element)
        return ""

    def _blocks(self, container: etree._Element | None, builder: PageBuilder, in_table: bool = False) -> Iterator[Page]:
        for element in container if container is not None else ():
            name = local_name(element)
            if name == "p":
                yield from self._add_paragraph(element, builder, in_table)
            elif name == "tbl":
                yield from self._add_table(element, builder)
            elif name in CONTAINERS:
                yield from self._blocks(element, builder, in_table)

    def _add_paragraph(self, element: etree._Element, builder: PageBuilder, in_table: bool) -> Iterator[Page]:
        paragraph = self._paragraph(element, in_table)
        if paragraph.level:
            yield from builder.heading(paragraph.text, paragraph.level)
        else:
            yield from builder.paragraph(paragraph.text)
        yield from self._beside(element, builder)

    def _paragraph(self, element: etree._Element, in_table: bool = False) -> _Paragraph:
        text = self._text(element, in_table).strip()
        level = self._styles.heading_level(element)
        list_id, list_level = self._styles.list_place(element)
        label = self._numbering.next_label(list_id, list_level) if list_id and text else ""
        if not (level or label or in_table) and len(text) <= BOLD_HEADING and not text.endswith((".", ",", ";")):
            level = BOLD_LEVEL if self._styles.is_all_bold(element) and any(map(str.isalpha, text)) else 0
        return _Paragraph(f"{label} {text}" if label else text, level)

    def _text(self, element: etree._Element, in_table: bool = False) -> str:
        parts: list[str] = []
        for node in element:
            name = local_name(node)
            if name in UNSEEN or (name == "r" and self._styles.is_hidden(node, element, in_table)):
                continue
            if name == "t":
                parts.append(node.text or "")
            elif name in SIGNS:
                parts.append(SIGNS[name])
            elif len(node):
                parts.append(MATH_SIGNS.get(name, ""))
                parts.append(self._text(node, in_table))
        return "".join(parts)

    def _beside(self, element: etree._Element, builder: PageBuilder) -> Iterator[Page]:
        """Add the text boxes and notes that hang on a paragraph, right after it."""
        for node in element.iter():
            name = local_name(node)
            if name == "txbxContent" and not _is_second_version(node, element):
                yield from self._blocks(node, builder)
            elif name in ("footnoteReference", "endnoteReference"):
                note = self._notes[name.removesuffix("Reference")].pop(
                    attribute(node, "id"), None
                )  # once, at the first
                yield from builder.paragraph(" ".join(self._plain_texts(note)))

    def _plain_texts(self, part: etree._Element | None) -> Iterator[str]:
        for paragraph in part.iter("{*}p") if part is not None else ():
            yield self._text(paragraph)

    def _add_table(self, table: etree._Element, builder: PageBuilder) -> Iterator[Page]:
        rows = [list(_within(row, "tc")) for row in _within(table, "tr")]
        cells = [[Merged(" ".join(self._cell_texts(cell)), _width(cell)) for cell in row] for row in rows]
        if max(map(len, rows), default=0) < 2 or any(len(cell.text) > MAX_CELL for row in cells for cell in row):
            for row in rows:
                for cell in row:
                    yield from self._blocks(cell, builder)
            return
        has_header = _has_header(table, [[cell.text for cell in row] for row in cells])
        yield from builder.table(unmerged(cells), has_header=has_header)
        for row in rows:
            for cell in row:
                for paragraph in cell.iter("{*}p"):
                    yield from self._beside(paragraph, builder)

    def _cell_texts(self, cell: etree._Element) -> Iterator[str]:
        for paragraph in cell.iter("{*}p"):
            yield self._paragraph(paragraph, in_table=True).text


def _within(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or the cells of a row, content controls looked through."""
    for node in element:
        if local_name(node) == name:
            yield node
        elif local_name(node) in CONTAINERS:
            yield from _within(node, name)


def _width(cell: etree._Element) -> int:
    """Return how many columns a cell takes."""
    return number(attribute(child(cell, "tcPr", "gridSpan")), 1)


def _has_header(table: etree._Element, texts: Sequence[Sequence[str]]) -> bool:
    """A row marked as header, or a first row of short words where Word's look asks for one."""
    first = next(_within(table, "tr"), None)
    if child(first, "trPr", "tblHeader") is not None:
        return True
    look = child(table, "tblPr", "tblLook")
    asked = attribute(look, "firstRow") in ("1", "true", "on") or int(_hex(attribute(look)), 16) & 0x20 > 0
    labels = texts[0][1:] if texts and not texts[0][0].strip() else texts[0]  # the corner of a table is often empty
    return len(texts) > 1 and asked and bool(labels) and all(_is_label(text) for text in labels)


def _hex(text: str) -> str:
    return text if 0 < len(text) <= 8 and all(sign in "0123456789abcdefABCDEF" for sign in text) else "0"


def _is_label(text: str) -> bool:
    return 0 < len(text.strip()) <= 60 and any(map(str.isalpha, text))


def _is_second_version(node: etree._Element, top: etree._Element) -> bool:
    """Whether a text box is the copy that Word keeps for older readers, or stands inside another box."""
    for above in node.iterancestors():
        if above is top:
            return False
        if local_name(above) in ("Fallback", "txbxContent"):
            return True
    return False


def _by_id(part: etree._Element | None) -> dict[str, etree._Element]:
    notes = part if part is not None else ()
    return {attribute(note, "id"): note for note in notes if number(attribute(note, "id"), -1) > 0}
