"""XLS and XLSB, the binary forms of Excel workbooks, read by calamine after a look at how far each sheet reaches.

Calamine lays a sheet out as a full rectangle, so two cells in opposite corners would take
all memory there is; such a workbook is refused before calamine sees it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, DocumentTooLarge, EncryptedDocument
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.held_file import openable
from desktop_app.parsing.package import open_package
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.sheet_extent import xls_extent, xlsb_extent
from desktop_app.parsing.sheet_formats import plain_number
from desktop_app.parsing.sheet_pages import CellCount, Row, sheet_pages
from desktop_app.parsing.source import MEGABYTE, check_file
from desktop_app.parsing.workbook import sheet_label

STDERR = 2
MAX_BYTES = 100 * MEGABYTE
MAX_EXTENT = 6_000_000  # cells of all rectangles together; each takes about 40 bytes
TOO_WIDE = (
    "Its cells lie so far apart that reading it would take more memory than there is;"
    " save it as XLSX and it will be picked up."
)


class BinaryWorkbookParser:
    """Excel 97 to 2003, and binary workbooks of today's Excel."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".xls", ".xlt", ".xlsb"})
    name: ClassVar[str] = "Excel (binary)"

    def open(self, path: Path) -> OpenedDocument:
        check_file(path, MAX_BYTES)
        with path.open("rb") as file:
            is_package = file.read(2) == b"PK"
        if is_package:
            with open_package(path) as archive:
                extent = xlsb_extent(archive)
        else:
            extent = xls_extent(path)
        if extent > MAX_EXTENT:
            raise DocumentTooLarge(TOO_WIDE)
        return OpenedDocument(path.stem, 0, require_text(_pages(path)))


def _pages(path: Path) -> Iterator[Page]:
    builder = PageBuilder()
    count = CellCount()
    for name, is_hidden, rows in _sheets(path):
        yield from sheet_pages(builder, sheet_label(name, is_hidden), count.checked(rows), name)
    yield from builder.finish()


def _sheets(path: Path) -> Iterator[tuple[str, bool, Iterator[Row]]]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with _refusing_damage():
        workbook = CalamineWorkbook.from_object(openable(path))
    with workbook:
        for sheet in workbook.sheets_metadata:
            if sheet.typ is SheetTypeEnum.WorkSheet:
                with _refusing_damage():
                    found = workbook.get_sheet_by_name(sheet.name)
                yield sheet.name, sheet.visible is not SheetVisibleEnum.Visible, _rows(found)


@contextmanager
def _refusing_damage() -> Iterator[None]:
    """Turn what calamine throws into DocumentErrors, and keep its last words, which may be the document's, unheard.

    What breaks it is a panic in Rust: no Exception, and told on the error output before Python hears of it.
    """
    unheard, deaf = os.pipe()
    os.close(unheard)
    kept = os.dup(STDERR)
    os.dup2(deaf, STDERR)
    try:
        yield
    except (MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise (EncryptedDocument if "assword" in str(error) else DamagedDocument) from error
    finally:
        os.dup2(kept, STDERR)
        os.close(kept)
        os.close(deaf)


def _rows(sheet: Any) -> Iterator[Row]:
    _, left = sheet.start or (0, 0)  # rows come from the sheet's first on, columns from the first filled one
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = {left + place: _text(value) for place, value in enumerate(values) if value != ""}
        if cells:
            yield Row(number, cells)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return plain_number(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}" if value.time() != time() else f"{value:%Y-%m-%d}"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
