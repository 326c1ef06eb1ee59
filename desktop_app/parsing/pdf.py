"""PDF files, through PDFium: text with exact places, and page images."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.errors import NoText
from desktop_app.parsing.base import OpenedDocument, PageImage
from desktop_app.parsing.page_builder import require_text
from desktop_app.parsing.source import MEGABYTE, check_file

MAX_BYTES = 200 * MEGABYTE


@dataclass(frozen=True, slots=True)
class PdfParser:
    """PDF; scanned pages are pictures until their text is recognised."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".pdf"})
    name: ClassVar[str] = "PDF"

    password: str = ""

    def with_password(self, password: str) -> "PdfParser":
        return PdfParser(password)

    def open(self, path: Path) -> OpenedDocument:
        check_file(path, MAX_BYTES)
        # PDFium is loaded with the first PDF, not by whoever asks for the suffixes.
        from desktop_app.parsing.pdf_document import open_pdf, read_pages, read_title

        document = open_pdf(path, self.password)
        pages = require_text(read_pages(document), NoText)
        return OpenedDocument(read_title(document) or path.stem, len(document), pages)

    def render(self, path: Path, number: int, scale: float) -> PageImage:
        check_file(path, MAX_BYTES)
        from desktop_app.parsing.pdf_document import draw_page, open_pdf

        document = open_pdf(path, self.password)
        try:
            return draw_page(document, number, scale)
        finally:
            document.close()

    def recognise(self, path: Path, number: int) -> Page:
        check_file(path, MAX_BYTES)
        from desktop_app.parsing.pdf_document import open_pdf
        from desktop_app.parsing.pdf_pictures import draw_picture
        from desktop_app.parsing.recognition import recognise_page

        document = open_pdf(path, self.password)
        try:
            image, size = draw_picture(document, number)
        finally:
            document.close()
        return recognise_page(image, number, f"page {number}", size)
