"""Files as indexing sees them: on the disk, in the library, inside one another. domain.py has the other nouns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file on disk: its path, and enough to see later that it did not change."""

    path: str
    size: int
    modified_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the library remembers of a file, to compare with the disk.

    `state` is as stored: new, changed, read, searchable, failed or left_out, and `code` why it
    is one of the last two. `sha256` is None until the file was read. `digest` is None but for a
    document inside a file (a Member); its time and inode are that file's.
    """

    id: int
    path: str
    root: str
    size: int
    modified_ns: int
    inode: int
    sha256: bytes | None
    state: str
    code: str = ""
    digest: bytes | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A document inside another file: an attachment of a mail, a file in an archive.

    Its path is the outer file's with `name` below it (mail.eml/invoice.pdf). `digest` tells
    whether it changed. `code` and `message` are empty unless it can't be taken out.
    """

    name: str
    size: int
    digest: bytes
    code: str = ""
    message: str = ""
