"""OpenDocument texts, spreadsheets and presentations (LibreOffice and others)."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, EncryptedDocument
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.package import open_package, read_part, read_xml
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.sheet_pages import CellCount, sheet_pages
from desktop_app.parsing.workbook import sheet_label

if TYPE_CHECKING:
    from lxml import etree

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"


class OpenDocumentParser:
    """ODT, ODS, ODP and their templates."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".odt", ".ott", ".ods", ".ots", ".odp", ".otp"})
    name: ClassVar[str] = "OpenDocument"

    def open(self, path: Path) -> OpenedDocument:
        with open_package(path) as archive:
            _refuse_password(archive)
            if CONTENT not in archive.namelist():
                raise DamagedDocument
            content = read_xml(archive, CONTENT)
            title = _stored_title(archive)
        if not title:
            heading = next(content.iter("{*}h"), None)
            title = one_line("".join(heading.itertext()))[:200] if heading is not None else ""
        return OpenedDocument(title or path.stem, 0, require_text(_pages(content)))


def _refuse_password(archive: zipfile.ZipFile) -> None:
    if MANIFEST in archive.namelist() and b"encryption-data" in read_part(archive, MANIFEST):
        raise EncryptedDocument


def _stored_title(archive: zipfile.ZipFile) -> str:
    if "meta.xml" not in archive.namelist():
        return ""
    title = next(read_xml(archive, "meta.xml").iter("{http://purl.org/dc/elements/1.1/}title"), None)
    return one_line(title.text or "")[:200] if title is not None else ""


def _pages(content: "etree._Element") -> Iterator[Page]:
    from desktop_app.parsing.open_document_blocks import add_blocks, sheet_rows
    from desktop_app.parsing.xml_elements import attribute, child, local_name

    builder = PageBuilder()
    body = child(content, "body")
    count = CellCount()
    for part in body if body is not None else ():
        if local_name(part) == "spreadsheet":
            for sheet in part.iterchildren("{*}table"):
                name = attribute(sheet, "name")
                rows = count.checked(sheet_rows(sheet))
                yield from sheet_pages(builder, sheet_label(name), rows, name)
        elif local_name(part) == "presentation":
            for number, slide in enumerate(part.iterchildren("{*}page"), 1):
                yield from builder.new_page(f"slide {number}")
                yield from add_blocks(slide, builder)
        else:
            yield from add_blocks(part, builder)
    yield from builder.finish()
