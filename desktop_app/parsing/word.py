"""Word documents (DOCX): what the file is, measured before anything in it is unpacked.

Parts outside the file (templates, linked pictures) are never opened, macros never run.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from desktop_app.errors import DamagedDocument, DocumentTooLarge, EncryptedDocument, UnsupportedFormat
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.page_builder import require_text
from desktop_app.parsing.source import MEGABYTE, check_file, contains, read_head

MAX_BYTES = 200 * MEGABYTE
MAX_UNPACKED = 1024 * MEGABYTE
MAX_PARTS = 20_000
OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


class WordParser:
    """DOCX, also with macros and as templates."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".docx", ".docm", ".dotx"})
    name: ClassVar[str] = "Word"

    def open(self, path: Path) -> OpenedDocument:
        check_file(path, MAX_BYTES)
        # lxml is loaded with the first Word file, not by whoever asks for the suffixes.
        from desktop_app.parsing.word_document import WordDocument

        with _archive(path) as archive:
            document = WordDocument(archive)
        return OpenedDocument(one_line(document.title)[:200] or path.stem, 0, require_text(document.pages()))


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise DocumentTooLarge
            yield archive
    except (zipfile.BadZipFile, EOFError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise describe_ole(path) or DamagedDocument() from error
    except (NotImplementedError, OSError) as error:
        raise DamagedDocument from error
    except RuntimeError as error:  # zipfile's way of asking for a password
        raise EncryptedDocument from error


def describe_ole(path: Path) -> EncryptedDocument | UnsupportedFormat | None:
    """Tell a DOCX with a password and an old Office file apart; None where it is neither."""
    if not read_head(path).startswith(OLE_SIGNATURE):
        return None
    if contains(path, _ENCRYPTED_STREAM, MAX_BYTES):
        return EncryptedDocument()
    return UnsupportedFormat("This is a file of an old Office version; save it as DOCX and it will be picked up.")
