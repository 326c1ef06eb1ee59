"""ZIP archives: every document in them, under its name. Nothing is unpacked to the disk.

A member's size is measured before and while it is unpacked; its name never becomes a path.
"""

import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, DocumentTooLarge, EncryptedDocument, NoText
from desktop_app.parsing.base import OpenedDocument, PageImage
from desktop_app.parsing.contained import (
    Entry,
    Inner,
    numbered,
    read_inside,
    recognise_inside,
    render_inside,
    shown_name,
)
from desktop_app.parsing.held_file import MAX_FILES, HeldFile, Insides, openable
from desktop_app.parsing.page_builder import require_text
from desktop_app.parsing.source import MEGABYTE, check_file

MAX_BYTES = 500 * MEGABYTE
MAX_MEMBER = 100 * MEGABYTE
SWELLING = 300  # times; documents are compressed already, and honest text shrinks to a fiftieth
SMALL = MEGABYTE
ENCRYPTED = 0x1  # of a member's flags
UNSEEN = (".", "__macosx/", "thumbs.db", "desktop.ini")  # what systems put into archives for themselves


class ArchiveParser:
    """Archives of documents."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".zip"})
    name: ClassVar[str] = "ZIP"

    def open(self, path: Path) -> OpenedDocument:
        check_file(path, MAX_BYTES)
        pages = (entry.page for entry in numbered(_entries(path)))
        return OpenedDocument(path.stem, 0, require_text(pages, NoText))

    def render(self, path: Path, number: int, scale: float) -> PageImage:
        return render_inside(_entries(path), number, scale)

    def recognise(self, path: Path, number: int) -> Page:
        return recognise_inside(_entries(path), number)


def _entries(path: Path) -> Iterator[Entry]:
    insides = Insides(path)
    try:
        with zipfile.ZipFile(openable(path)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir() and not _is_unseen(one.filename)]
            if len(members) > MAX_FILES:
                raise DocumentTooLarge(f"There are more than {MAX_FILES:,} files in it; unpack it into a folder.")
            yield from read_inside(
                [Inner(shown_name(one.filename), partial(_unpack, archive, one, insides)) for one in members]
            )
    except (zipfile.BadZipFile, EOFError, UnicodeDecodeError, OverflowError, NotImplementedError) as error:
        raise DamagedDocument from error


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, insides: Insides) -> HeldFile:
    if member.flag_bits & ENCRYPTED:
        raise EncryptedDocument
    if member.file_size > MAX_MEMBER or (
        member.file_size > SMALL and member.file_size > SWELLING * max(member.compress_size, 1)
    ):
        raise DocumentTooLarge("It swells to many times its size when it is unpacked; it is left unread.")
    insides.expect(member.file_size)
    try:
        with archive.open(member) as unpacked:
            data = unpacked.read(member.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise DamagedDocument from error
    except RuntimeError as error:  # zipfile's way of asking for a password
        raise EncryptedDocument from error
    if len(data) > member.file_size:
        raise DamagedDocument
    return insides.hold(member.filename, data)


def _is_unseen(name: str) -> bool:
    lowered = name.lower()
    return lowered.startswith(UNSEEN[1]) or lowered.rpartition("/")[2].startswith((UNSEEN[0], *UNSEEN[2:], "~$"))
