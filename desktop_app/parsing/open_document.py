"""OpenDocument texts, spreadsheets and presentations (LibreOffice and others)."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument
from desktop_app.parsing.base import OpenedDocument, PageImage
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.package import open_package, read_xml
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.sheet_pages import CellCount, sheet_pages
from desktop_app.parsing.workbook import sheet_label

if TYPE_CHECKING:
    from lxml import etree

    from desktop_app.parsing.office_pictures import Scan

CONTENT = "content.xml"


class OpenDocumentParser:
    """ODT, ODS, ODP and their templates."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".odt", ".ott", ".ods", ".ots", ".odp", ".otp"})
    name: ClassVar[str] = "OpenDocument"

    def open(self, path: Path) -> OpenedDocument:
        with open_package(path) as archive:
            content = _content(archive)
            title = _stored_title(archive)
        if not title:
            heading = next(content.iter("{*}h"), None)
            title = one_line("".join(heading.itertext()))[:200] if heading is not None else ""
        return OpenedDocument(title or path.stem, 0, require_text(scan.page for scan in _pages(path, content)))

    def render(self, path: Path, number: int, scale: float) -> PageImage:
        from desktop_app.parsing.office_pictures import draw_scan

        return draw_scan(path, _all_pages(path), number, scale)

    def recognise(self, path: Path, number: int) -> Page:
        from desktop_app.parsing.office_pictures import recognise_scan

        return recognise_scan(path, _all_pages(path), number)


def _content(archive: zipfile.ZipFile) -> "etree._Element":
    if CONTENT not in archive.namelist():
        raise DamagedDocument
    return read_xml(archive, CONTENT)


def _stored_title(archive: zipfile.ZipFile) -> str:
    if "meta.xml" not in archive.namelist():
        return ""
    title = next(read_xml(archive, "meta.xml").iter("{http://purl.org/dc/elements/1.1/}title"), None)
    return one_line(title.text or "")[:200] if title is not None else ""


def _all_pages(path: Path) -> "Iterator[Scan]":
    with open_package(path) as archive:
        content = _content(archive)
    return _pages(path, content)


def _pages(path: Path, content: "etree._Element") -> "Iterator[Scan]":
    """Yield sheets, slides, or a text and after it its pictures; a picture that is a page stands with its slide."""
    from desktop_app.parsing.office_pictures import Scan, find_scans, numbered, with_scans
    from desktop_app.parsing.xml_elements import child, local_name

    body = child(content, "body")
    with open_package(path) as archive:
        for part in body if body is not None else ():
            if local_name(part) == "spreadsheet":
                yield from (Scan("", page) for page in _sheets(part))
            elif local_name(part) == "presentation":
                slides = enumerate(part.iterchildren("{*}page"), 1)
                yield from numbered(scan for number, slide in slides for scan in _slide(archive, slide, number))
            else:
                yield from with_scans(_text(part), list(find_scans(archive, _pictures(archive, part))))


def _sheets(spreadsheet: "etree._Element") -> Iterator[Page]:
    from desktop_app.parsing.open_document_blocks import sheet_rows
    from desktop_app.parsing.xml_elements import attribute

    builder = PageBuilder()
    count = CellCount()
    for sheet in spreadsheet.iterchildren("{*}table"):
        name = attribute(sheet, "name")
        yield from sheet_pages(builder, sheet_label(name), count.checked(sheet_rows(sheet)), name)
    yield from builder.finish()


def _slide(archive: zipfile.ZipFile, slide: "etree._Element", number: int) -> "Iterator[Scan]":
    from desktop_app.parsing.office_pictures import find_scans, slide_with_scans
    from desktop_app.parsing.open_document_blocks import add_blocks, slide_title

    builder = PageBuilder()
    label = f"slide {number}"
    pages = [*builder.new_page(label), *add_blocks(slide, builder), *builder.finish()]
    yield from slide_with_scans(label, slide_title(slide), pages, find_scans(archive, _pictures(archive, slide)))


def _text(part: "etree._Element") -> Iterator[Page]:
    from desktop_app.parsing.open_document_blocks import add_blocks

    builder = PageBuilder()
    yield from add_blocks(part, builder)
    yield from builder.finish()


def _pictures(archive: zipfile.ZipFile, container: "etree._Element") -> list[str]:
    """Return the parts whose pictures `container` shows, in order, each once; what lies outside the file is none."""
    from desktop_app.parsing.office_pictures import MOST_PICTURES
    from desktop_app.parsing.xml_elements import attribute

    shown = (attribute(image, "href").removeprefix("./") for image in container.iter("{*}image"))
    held = set(archive.namelist())
    return list(dict.fromkeys(part for part in shown if part in held))[:MOST_PICTURES]
