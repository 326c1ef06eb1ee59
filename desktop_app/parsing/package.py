"""Documents that are archives (Office, OpenDocument, EPUB): measured before anything in them is unpacked.

Parts are read by name from memory and never written; no path in the archive becomes a path
on the disk. The sizes an archive declares are believed because reading stops there.
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import DamagedDocument, DocumentTooLarge, EncryptedDocument
from desktop_app.parsing.held_file import openable
from desktop_app.parsing.ole import describe_ole
from desktop_app.parsing.source import MEGABYTE, check_file

if TYPE_CHECKING:
    from lxml import etree

MAX_BYTES = 200 * MEGABYTE
MAX_UNPACKED = 1024 * MEGABYTE
MAX_PARTS = 20_000
MAX_XML = 48 * MEGABYTE  # a tree takes about ten times its text, and the process has about a gigabyte
SWELLING = 300  # times; honest XML shrinks to a fiftieth, so one larger part that swells more is a trap
SMALL = 48 * MEGABYTE


@contextmanager
def open_package(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open the archive for reading.

    Raises what `check_file` raises, DocumentTooLarge for what would swell, EncryptedDocument
    and DamagedDocument, also for what goes wrong while parts are read inside the `with`.
    """
    check_file(path, MAX_BYTES)
    try:
        with zipfile.ZipFile(openable(path)) as archive:
            _check_sizes(archive.infolist())
            yield archive
    except (zipfile.BadZipFile, EOFError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise describe_ole(path) or DamagedDocument() from error
    except (NotImplementedError, RecursionError, OSError, zlib.error, KeyError) as error:
        raise DamagedDocument from error
    except RuntimeError as error:  # zipfile's way of asking for a password
        raise EncryptedDocument from error


def read_part(archive: zipfile.ZipFile, name: str, limit: int = MAX_XML) -> bytes:
    """Return one part unpacked; raise DocumentTooLarge beyond `limit`, DamagedDocument where it is broken."""
    try:
        if archive.getinfo(name).file_size > limit:
            raise DocumentTooLarge
        return archive.read(name)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
        raise DamagedDocument from error


def read_xml(archive: zipfile.ZipFile, name: str) -> "etree._Element":
    """Parse one part as XML."""
    return parse_xml(read_part(archive, name))


def parse_xml(data: bytes) -> "etree._Element":
    """Parse XML; entities stay unresolved, nothing else is opened, and the depth is bounded by libxml2."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedDocument from error


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise DocumentTooLarge
    for part in parts:
        if part.file_size > SMALL and part.file_size > SWELLING * max(part.compress_size, 1):
            raise DocumentTooLarge("The file swells to many times its size when it is opened; it is left unread.")
