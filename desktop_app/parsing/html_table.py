"""The rows of an HTML table, each cell in its column, also where cells are wider or higher than one."""

from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from desktop_app.parsing.html_nodes import descendants, is_hidden, visible_text
from desktop_app.parsing.merged_cells import Merged, unmerged
from desktop_app.parsing.xml_elements import number

MAX_CELL = 2000  # characters; a table with a longer cell arranges the page and is read as paragraphs
LAYOUT_SIGNS = frozenset({"table", "h1", "h2", "h3", "pre"})


@dataclass(frozen=True, slots=True)
class HtmlTable:
    """What a table says; `has_header` where its first row is made of header cells."""

    caption: str
    rows: list[list[str]]
    has_header: bool


def read_table(table: LexborNode) -> HtmlTable | None:
    """Return the table's cells row by row; None where it only arranges the page."""
    rows: list[list[Merged]] = []
    captions: list[str] = []
    for node in descendants(table):
        if node.tag in LAYOUT_SIGNS:
            return None
        if node.tag == "tr":
            rows.append([_read(cell) for cell in _cells(node)])
        elif node.tag == "caption":
            captions.append(visible_text(node))
    if max(map(len, rows), default=0) < 2 or any(len(cell.text) > MAX_CELL for row in rows for cell in row):
        return None
    return HtmlTable(" ".join(captions), unmerged(rows), _has_header(table))


def _read(cell: LexborNode) -> Merged:
    wide, high = cell.attributes.get("colspan"), cell.attributes.get("rowspan")
    return Merged(visible_text(cell), number(wide or "", 1), number(high or "", 1))


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    cell = row.child
    while cell is not None:
        if cell.tag in ("td", "th") and not is_hidden(cell):
            yield cell
        cell = cell.next


def _has_header(table: LexborNode) -> bool:
    """Whether the first row is made of header cells."""
    first = table.css_first("tr")
    return first is not None and all(cell.tag == "th" for cell in _cells(first))
