"""XLSX workbooks, read as a stream: memory does not grow with the sheet, nor with its declared size.

Libraries lay a sheet out as a full rectangle (two cells in opposite corners are 17 billion)
or read it slowly; here only cells that hold something exist. Formulas show their stored
result; nothing is calculated, no link is followed.
"""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.package import open_package, read_xml
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.sheet_formats import NumberLook, look_of
from desktop_app.parsing.sheet_pages import CellCount, sheet_pages


class WorkbookParser:
    """Excel workbooks, also with macros and as templates."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".xlsx", ".xlsm", ".xltx"})
    name: ClassVar[str] = "Excel"

    def open(self, path: Path) -> OpenedDocument:
        from desktop_app.parsing.office_relations import stored_title

        with open_package(path) as archive:
            title = stored_title(archive)
        return OpenedDocument(title or path.stem, 0, require_text(_pages(path)))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook and the part that holds its cells."""

    name: str
    part: str
    is_hidden: bool


def _pages(path: Path) -> Iterator[Page]:
    from desktop_app.parsing.workbook_stream import read_rows, read_shared_texts

    builder = PageBuilder()
    with open_package(path) as archive:
        sheets, from_1904 = _sheets(archive)
        looks = _looks(archive)
        shared = read_shared_texts(archive)
        count = CellCount()
        for sheet in sheets:
            rows = count.checked(read_rows(archive, sheet.part, shared, looks, from_1904=from_1904))
            yield from sheet_pages(builder, sheet_label(sheet.name, sheet.is_hidden), rows, sheet.name)
    yield from builder.finish()


def sheet_label(name: str, is_hidden: bool = False) -> str:
    """Return the place of a page in the words of a spreadsheet."""
    return f"{'hidden ' if is_hidden else ''}sheet “{one_line(name)}”"


def _sheets(archive: zipfile.ZipFile) -> tuple[list[Sheet], bool]:
    """Return the sheets in their order, and whether days are counted from 1904."""
    from desktop_app.parsing.office_relations import read_relations, relation_id
    from desktop_app.parsing.xml_elements import attribute, child, local_name

    names = set(archive.namelist())
    main = "xl/workbook.xml"
    if main not in names:
        main = next((name for name in sorted(names) if name.startswith("xl/workbook") and name.endswith(".xml")), "")
    if not main:
        raise DamagedDocument
    book = read_xml(archive, main)
    relations = read_relations(archive, main)
    listed = child(book, "sheets")
    sheets: list[Sheet] = []
    for element in listed if listed is not None else ():
        if local_name(element) == "sheet":
            relation = relations.get(relation_id(element))
            if relation is not None and relation.kind in ("worksheet", ""):
                hidden = attribute(element, "state") in ("hidden", "veryHidden")
                sheets.append(Sheet(attribute(element, "name"), relation.part, hidden))
    return sheets, attribute(child(book, "workbookPr"), "date1904") in ("1", "true")


def _looks(archive: zipfile.ZipFile) -> Sequence[NumberLook]:
    """Return the look of each cell style, by its index."""
    from desktop_app.parsing.xml_elements import attribute, child, number

    if "xl/styles.xml" not in archive.namelist():
        return ()
    styles = read_xml(archive, "xl/styles.xml")
    formats = child(styles, "numFmts")
    codes = {
        attribute(one, "numFmtId"): attribute(one, "formatCode") for one in (formats if formats is not None else ())
    }
    cells = child(styles, "cellXfs")
    ids = [attribute(one, "numFmtId") for one in (cells if cells is not None else ())]
    return [look_of(number(one, 0), codes.get(one, "")) for one in ids]
