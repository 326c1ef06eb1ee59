"""ZIP archives: every document in them, under its name. Nothing is unpacked to the disk.

A member's size is measured before and while it is unpacked; its name never becomes a path.
"""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, DocumentTooLarge, EncryptedDocument, NoText, UnsupportedFormat
from desktop_app.parsing.base import Inside, OpenedDocument, Parser
from desktop_app.parsing.contained import shown_name
from desktop_app.parsing.held_file import MAX_FILES, HeldFile, Insides, holds_too_deep, openable
from desktop_app.parsing.page_builder import PageBuilder
from desktop_app.parsing.passwords import PASSWORD_NEEDED, UNKNOWN_CIPHER, WRONG_PASSWORD
from desktop_app.parsing.source import MEGABYTE, check_file
from desktop_app.parsing.zip_cipher import is_aes, unpack_aes

MAX_BYTES = 500 * MEGABYTE
MAX_MEMBER = 100 * MEGABYTE
SWELLING = 300  # times; documents are compressed already, and honest text shrinks to a fiftieth
SMALL = MEGABYTE
MAX_LISTED = 500  # names on the page of contents
ENCRYPTED = 0x1  # of a member's flags
UNSEEN = (".", "__macosx/", "thumbs.db", "desktop.ini")  # what systems put into archives for themselves


class ArchiveParser:
    """Archives of documents; one page of its own lists them."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".zip"})
    name: ClassVar[str] = "ZIP"

    def __init__(self, password: str = "") -> None:
        self._password = password

    def with_password(self, password: str) -> Parser:
        return ArchiveParser(password)

    def open(self, path: Path) -> OpenedDocument:
        check_file(path, MAX_BYTES)
        if holds_too_deep(path):
            raise UnsupportedFormat("An archive in archives is not opened so deep; unpack the outer one into a folder.")
        with _opened(path) as archive:
            names = [shown_name(one.filename) for one in _members(archive)]
        if not names:
            raise NoText("There are no documents in this archive.")
        return OpenedDocument(path.stem, 0, _contents_page(names))

    def inside(self, path: Path, wanted: str = "") -> Iterator[Inside]:  # noqa: ARG002 - all are near
        insides = Insides(path)
        place = f"in {path.name}" if isinstance(path, HeldFile) else "in the archive"  # which may be renamed
        password = self._password.encode("utf-8") or None
        with _opened(path) as archive:
            for one in _members(archive):
                unpack = partial(_unpack, archive, one, insides, password)
                yield Inside(shown_name(one.filename), place, unpack)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(openable(path)) as archive:
            yield archive
    except (zipfile.BadZipFile, EOFError, ValueError, OverflowError, NotImplementedError) as error:
        raise DamagedDocument from error


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = [one for one in archive.infolist() if not one.is_dir() and not _is_unseen(one.filename)]
    if len(members) > MAX_FILES:
        raise DocumentTooLarge(f"There are more than {MAX_FILES:,} files in it; unpack it into a folder.")
    return members


def _contents_page(names: Sequence[str]) -> Iterator[Page]:
    builder = PageBuilder()
    yield from builder.new_page("contents")
    rest = len(names) - MAX_LISTED
    more = [f"and {rest:,} more"] if rest > 0 else []
    yield from builder.verbatim("\n".join([*names[:MAX_LISTED], *more]))
    yield from builder.finish()


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, insides: Insides, password: bytes | None) -> HeldFile:
    if member.flag_bits & ENCRYPTED and not password:
        raise EncryptedDocument(PASSWORD_NEEDED)
    if max(member.file_size, member.compress_size) > MAX_MEMBER or (
        member.file_size > SMALL and member.file_size > SWELLING * max(member.compress_size, 1)
    ):
        raise DocumentTooLarge("It swells to many times its size when it is unpacked; it is left unread.")
    insides.expect(member.file_size)
    try:
        data = _read(archive, member, password)
    except NotImplementedError as error:
        raise EncryptedDocument(UNKNOWN_CIPHER) if member.flag_bits & ENCRYPTED else DamagedDocument() from error
    except RuntimeError as error:  # zipfile's word for a password that does not fit
        raise EncryptedDocument(WRONG_PASSWORD) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        # One wrong password in 256 passes zipfile's first look, and what comes out is no file.
        raise EncryptedDocument(WRONG_PASSWORD) if member.flag_bits & ENCRYPTED else DamagedDocument() from error
    if len(data) > member.file_size:
        raise DamagedDocument
    return insides.hold(member.filename, data)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, password: bytes | None) -> bytes:
    if is_aes(member) and password:
        return unpack_aes(archive, member, password)
    with archive.open(member, pwd=password) as unpacked:
        return unpacked.read(member.file_size + 1)


def _is_unseen(name: str) -> bool:
    lowered = name.lower()
    return lowered.startswith(UNSEEN[1]) or lowered.rpartition("/")[2].startswith((UNSEEN[0], *UNSEEN[2:], "~$"))
