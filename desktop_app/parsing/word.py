"""Word documents (DOCX): what the file is, measured before anything in it is unpacked.

Parts outside the file (templates, linked pictures) are never opened, macros never run.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from desktop_app.domain import Page
from desktop_app.parsing.base import OpenedDocument, PageImage
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.package import open_package
from desktop_app.parsing.page_builder import require_text

if TYPE_CHECKING:
    from desktop_app.parsing.office_pictures import Scan


class WordParser:
    """DOCX, also with macros and as templates."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".docx", ".docm", ".dotx"})
    name: ClassVar[str] = "Word"

    def open(self, path: Path) -> OpenedDocument:
        title, pages = _read(path)
        return OpenedDocument(title or path.stem, 0, require_text(scan.page for scan in pages))

    def render(self, path: Path, number: int, scale: float) -> PageImage:
        from desktop_app.parsing.office_pictures import draw_scan

        return draw_scan(path, _read(path)[1], number, scale)

    def recognise(self, path: Path, number: int) -> Page:
        from desktop_app.parsing.office_pictures import recognise_scan

        return recognise_scan(path, _read(path)[1], number)


def _read(path: Path) -> "tuple[str, Iterator[Scan]]":
    """Return the title and the pages: those of the text, then pictures that are pages themselves."""
    # lxml is loaded with the first Word file, not by whoever asks for the suffixes.
    from desktop_app.parsing.office_pictures import find_scans, with_scans
    from desktop_app.parsing.word_document import WordDocument

    with open_package(path) as archive:
        document = WordDocument(archive)
        scans = list(find_scans(archive, document.pictures))
    return one_line(document.title)[:200], with_scans(document.pages(), scans)
