"""Headings, paragraphs, lists and tables of an OpenDocument, in the order they are read."""

from collections.abc import Iterator

from lxml import etree

from desktop_app.domain import Page
from desktop_app.parsing.page_builder import PageBuilder
from desktop_app.parsing.sheet_pages import Row
from desktop_app.parsing.xml_elements import attribute, local_name, number

UNSEEN = frozenset({"tracked-changes", "annotation", "forms", "sequence-decls", "variable-decls", "settings", "shapes"})
BESIDE = frozenset({"note", "frame", "custom-shape"})  # they hang in a paragraph, and their text comes after it
MAX_CELL = 2000  # characters; a table with a longer cell arranges the page and is read as paragraphs
MAX_REPEATED = 200  # of one cell or row that is stored once; an honest sheet repeats the filled ones less
LAST_PLACE = 2**24


def add_blocks(container: etree._Element, builder: PageBuilder, prefix: str = "") -> Iterator[Page]:
    """Add what is in `container`; `prefix` stands before the first paragraph of a list's item."""
    for element in container:
        name = local_name(element)
        if name == "h":
            yield from builder.heading(text_of(element), number(attribute(element, "outline-level"), 1) or 1)
        elif name == "p":
            text = text_of(element)
            yield from builder.paragraph(prefix + text if text.strip() else "")
            prefix = ""
            for beside in _beside(element):
                yield from add_blocks(beside, builder)
        elif name == "table":
            yield from _add_table(element, builder)
        elif name == "notes":
            if any(text_of(paragraph).strip() for paragraph in element.iter("{*}p")):
                yield from builder.heading("Notes", 2)
                yield from add_blocks(element, builder)
        elif name == "list-item":
            yield from add_blocks(element, builder, "• ")
        elif name == "frame" and attribute(element, "class") == "title":
            yield from builder.heading(_frame_text(element), 1)
        elif name == "page-number" or (name == "frame" and attribute(element, "class") in ("page-number", "footer")):
            continue
        elif name and name not in UNSEEN:
            yield from add_blocks(element, builder)


def slide_title(slide: etree._Element) -> str:
    """Return a slide's title, empty if it has none."""
    frames = slide.iter("{*}frame")
    return next((_frame_text(frame).strip() for frame in frames if attribute(frame, "class") == "title"), "")


def sheet_rows(sheet: etree._Element) -> Iterator[Row]:
    """Yield the rows of a sheet that hold something; cells show what is seen on the screen."""
    place = 0
    for row in _rows(sheet):
        repeated = max(1, number(attribute(row, "number-rows-repeated"), 1))
        cells: dict[int, str] = {}
        column = 0
        for cell in row:
            if local_name(cell) not in ("table-cell", "covered-table-cell"):
                continue
            times = max(1, number(attribute(cell, "number-columns-repeated"), 1))
            text = _cell_text(cell)
            if text.strip():
                for offset in range(min(times, MAX_REPEATED)):
                    cells[column + offset] = text
            column = min(column + times, LAST_PLACE)
        for offset in range(min(repeated, MAX_REPEATED) if cells else 0):
            yield Row(place + offset + 1, cells)
        place = min(place + repeated, LAST_PLACE)


def text_of(element: etree._Element) -> str:
    """Return the text of one paragraph; notes, frames and comments that hang in it are left out."""
    parts = [element.text or ""]
    for node in element:
        name = local_name(node)
        if name == "s":
            parts.append(" " * min(max(1, number(attribute(node, "c"), 1)), 80))
        elif name == "tab":
            parts.append("\t")
        elif name == "line-break":
            parts.append("\n")
        elif name and name not in BESIDE | UNSEEN:
            parts.append(text_of(node))
        parts.append(node.tail or "")
    return "".join(parts)


def _beside(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the outermost notes and frames in a paragraph."""
    for node in paragraph:
        name = local_name(node)
        if name == "note":
            yield from (body for body in node if local_name(body) == "note-body")
        elif name in BESIDE:
            yield node
        elif name and name not in UNSEEN:
            yield from _beside(node)


def _frame_text(frame: etree._Element) -> str:
    return " ".join(text_of(paragraph) for paragraph in frame.iter("{*}p"))


def _add_table(table: etree._Element, builder: PageBuilder) -> Iterator[Page]:
    rows = [
        [_cell_text(cell) for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell")]
        for row in _rows(table)
    ]
    if max(map(len, rows), default=0) < 2 or any(len(text) > MAX_CELL for row in rows for text in row):
        for row in _rows(table):
            for cell in row.iterchildren("{*}table-cell"):
                yield from add_blocks(cell, builder)
        return
    marked = any(local_name(part) == "table-header-rows" for part in table)
    labels = [text.strip() for text in rows[0]]
    is_named = len(rows) > 1 and all(labels) and all(any(map(str.isalpha, text)) and len(text) <= 60 for text in labels)
    yield from builder.table(rows, has_header=marked or is_named)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Yield the rows of a table, groups and header rows looked through, tables inside cells not."""
    for part in table:
        name = local_name(part)
        if name == "table-row":
            yield part
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(part)


def _cell_text(cell: etree._Element) -> str:
    return " ".join(text_of(paragraph) for paragraph in cell.iter("{*}p", "{*}h"))
