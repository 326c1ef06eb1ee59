"""Word, Excel and PowerPoint files with a password: whether one is, and what it holds once it is decrypted.

Files of Office 2007 and later are containers of a cipher; in older ones the streams of the file
itself are encrypted (RC4, and Excel's old exclusive-or).
"""

import io
import re
import struct
from pathlib import Path

from desktop_app.errors import DamagedDocument, DocumentTooLarge, EncryptedDocument
from desktop_app.parsing.held_file import openable
from desktop_app.parsing.ole import is_cipher_container, read_streams
from desktop_app.parsing.passwords import PASSWORD_NEEDED, UNKNOWN_CIPHER, WRONG_PASSWORD
from desktop_app.parsing.source import MEGABYTE

MAX_ROUNDS = 1_000_000  # of hashing; Office takes 100,000
MAX_OLD_BYTES = 30 * MEGABYTE  # msoffcrypto takes an old workbook apart byte by byte
# With this one Excel encrypts workbooks that are only locked against changes, and opens them unasked.
UNASKED = "VelvetSweatshop"
_WORD, _SLIDES_USER, _SHEETS = "WordDocument", "Current User", "Workbook"
_WORD_FLAGS_AT, _WORD_ENCRYPTED = 0x0A, 0x0100
_SLIDES_MARK_AT, _SLIDES_ENCRYPTED = 12, 0xF3D1C4DF
_SHEETS_PASSWORD, _SHEETS_SHEET = 0x002F, 0x0085  # records; that of the password stands before the first sheet's
_MOST_RECORDS = 500


class _NothingOnDisk:
    """Stands in for the module tempfile, through which msoffcrypto 6.1 would write what it opened to the disk."""

    TemporaryFile = io.BytesIO


def is_protected_office(path: Path) -> bool:
    """Whether an OLE file is a newer Office file in a cipher, or an older one whose streams are."""
    if is_cipher_container(path):
        return True
    try:
        streams = read_streams(path, (_WORD, _SLIDES_USER, _SHEETS))
    except DamagedDocument:
        return False
    return (
        bool(_number(streams.get(_WORD, b""), _WORD_FLAGS_AT, "<H") & _WORD_ENCRYPTED)
        or _number(streams.get(_SLIDES_USER, b""), _SLIDES_MARK_AT, "<I") == _SLIDES_ENCRYPTED
        or _has_password(streams.get(_SHEETS, b""))
    )


def decrypt_office(path: Path, password: str) -> bytes:
    """Return the file without its password, which may be empty.

    Raises EncryptedDocument, DocumentTooLarge and DamagedDocument.
    """
    if not password and not path.suffix.lower().startswith(".xl"):
        raise EncryptedDocument(PASSWORD_NEEDED)
    _refuse_what_takes_long(path)
    try:
        return _decrypt(path, password or UNASKED)
    except (EncryptedDocument, DamagedDocument) as error:
        raise error if password else EncryptedDocument(PASSWORD_NEEDED) from error


def _refuse_what_takes_long(path: Path) -> None:
    """Refuse what would keep the reader busy before a password is tried at all."""
    if not is_cipher_container(path):
        if path.stat().st_size > MAX_OLD_BYTES:
            raise DocumentTooLarge
        return
    described = read_streams(path, ("EncryptionInfo",)).get("EncryptionInfo", b"")
    if any(int(rounds) > MAX_ROUNDS for rounds in re.findall(rb'spinCount="(\d{1,12})', described)):
        raise EncryptedDocument(UNKNOWN_CIPHER)


def _decrypt(path: Path, password: str) -> bytes:
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError
    from msoffcrypto.format import doc97, ppt97, xls97

    for module in (doc97, ppt97, xls97):
        module.tempfile = _NothingOnDisk
    unpacked = io.BytesIO()
    opened = openable(path)
    try:
        with opened.open("rb") if isinstance(opened, Path) else opened as stream:
            document = msoffcrypto.OfficeFile(stream)
            if is_cipher_container(path):
                document.load_key(password=password, verify_password=True)
            else:
                document.load_key(password=password)  # which always verifies it
            document.decrypt(unpacked)
            return unpacked.getvalue()
    except InvalidKeyError as error:
        raise EncryptedDocument(WRONG_PASSWORD) from error
    except DecryptionError as error:
        raise EncryptedDocument(UNKNOWN_CIPHER) from error
    except Exception as error:  # msoffcrypto throws whatever broken bytes lead it to
        raise DamagedDocument from error


def _has_password(sheets: bytes) -> bool:
    place = 0
    for _ in range(_MOST_RECORDS):
        if place + 4 > len(sheets):
            return False
        kind, size = struct.unpack_from("<HH", sheets, place)
        if kind in (_SHEETS_PASSWORD, _SHEETS_SHEET):
            return bool(kind == _SHEETS_PASSWORD)
        place += 4 + size
    return False


def _number(stream: bytes, place: int, form: str) -> int:
    return int(struct.unpack_from(form, stream, place)[0]) if place + struct.calcsize(form) <= len(stream) else 0
