"""Open a person's file for reading, or say in one sentence why that can't be.

Knows no format. Every parser comes through here before a library sees the path, so what
the file system has to say (gone, not allowed, empty, far too large) is said once.
"""

import stat
from pathlib import Path

from desktop_app.errors import DocumentGone, DocumentTooLarge, DocumentUnreadable, EmptyDocument, UnsupportedFormat

MEGABYTE = 1024 * 1024
HEAD = 4096


def check_file(path: Path, limit: int) -> int:
    """Return the size of a regular file of at most `limit` bytes that may be read.

    Raises DocumentGone, DocumentUnreadable, EmptyDocument, DocumentTooLarge; a pipe or a
    device is an UnsupportedFormat and is never opened, because that can block for ever.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UnsupportedFormat("This is not a file with contents of its own; choose a document.")
        with path.open("rb"):
            pass
    except OSError as error:
        raise _as_document_error(error) from error
    if found.st_size == 0:
        raise EmptyDocument
    if found.st_size > limit:
        raise DocumentTooLarge(
            f"The file has {found.st_size // MEGABYTE} MB and Carrel reads up to {limit // MEGABYTE} MB of this kind;"
            " split it or leave it out."
        )
    return found.st_size


def read_head(path: Path) -> bytes:
    """Return the first bytes, enough to tell what a file is."""
    return _read(path, HEAD)


def read_whole(path: Path, limit: int) -> bytes:
    """Return the file's bytes; a file that grew past `limit` meanwhile is DocumentTooLarge."""
    check_file(path, limit)
    data = _read(path, limit + 1)
    if len(data) > limit:
        raise DocumentTooLarge
    if not data:
        raise EmptyDocument
    return data


def contains(path: Path, wanted: bytes, limit: int) -> bool:
    """Whether `wanted` stands in the file's first `limit` bytes; the file is never whole in memory."""
    try:
        with path.open("rb") as file:
            tail = b""
            while file.tell() < limit and (part := file.read(MEGABYTE)):
                if wanted in tail + part:
                    return True
                tail = part[-len(wanted) :]
    except OSError as error:
        raise _as_document_error(error) from error
    return False


def _read(path: Path, count: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(count)
    except OSError as error:
        raise _as_document_error(error) from error


def _as_document_error(error: OSError) -> DocumentGone | DocumentUnreadable:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return DocumentGone()
    if isinstance(error, PermissionError):
        return DocumentUnreadable()
    return DocumentUnreadable(
        f"The file could not be read from the disk ({error.strerror or 'input/output error'}); check the drive."
    )
