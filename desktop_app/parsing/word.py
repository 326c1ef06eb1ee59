"""Word documents (DOCX): what the file is, measured before anything in it is unpacked.

Parts outside the file (templates, linked pictures) are never opened, macros never run.
"""

from pathlib import Path
from typing import ClassVar

from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.package import open_package
from desktop_app.parsing.page_builder import require_text


class WordParser:
    """DOCX, also with macros and as templates."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".docx", ".docm", ".dotx"})
    name: ClassVar[str] = "Word"

    def open(self, path: Path) -> OpenedDocument:
        # lxml is loaded with the first Word file, not by whoever asks for the suffixes.
        from desktop_app.parsing.word_document import WordDocument

        with open_package(path) as archive:
            document = WordDocument(archive)
        return OpenedDocument(one_line(document.title)[:200] or path.stem, 0, require_text(document.pages()))
