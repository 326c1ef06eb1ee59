"""Word, Excel and PowerPoint files that a password protects: opened in memory, then read as what they are.

Nothing decrypted is written. Without the password, or with another one, EncryptedDocument says what to do.
"""

import io
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, EncryptedDocument, UnsupportedFormat
from desktop_app.parsing.base import OpenedDocument, PageImage, PageRecogniser, PageRenderer, Parser
from desktop_app.parsing.held_file import HeldFile, Insides, openable
from desktop_app.parsing.passwords import PASSWORD_NEEDED, UNKNOWN_CIPHER, WRONG_PASSWORD
from desktop_app.parsing.source import MEGABYTE, check_file

MAX_BYTES = 200 * MEGABYTE


class ProtectedOfficeParser:
    """Any Office file in the cipher of Office 2007 and later; what is in it shows once it is open."""

    suffixes: ClassVar[frozenset[str]] = frozenset()
    name: ClassVar[str] = "Office with a password"

    def __init__(self, password: str = "") -> None:
        self._password = password

    def with_password(self, password: str) -> Parser:
        return ProtectedOfficeParser(password)

    def open(self, path: Path) -> OpenedDocument:
        parser, file = self._opened(path)
        return parser.open(file)

    def render(self, path: Path, number: int, scale: float) -> PageImage:
        parser, file = self._opened(path)
        if not isinstance(parser, PageRenderer):
            raise UnsupportedFormat("The pages of this kind of file can't be drawn; its text can be read.")
        return parser.render(file, number, scale)

    def recognise(self, path: Path, number: int) -> Page:
        parser, file = self._opened(path)
        if not isinstance(parser, PageRecogniser):
            raise UnsupportedFormat("This page is no picture; its text can be read.")
        return parser.recognise(file, number)

    def _opened(self, path: Path) -> tuple[Parser, HeldFile]:
        from desktop_app.parsing import parser_for  # which knows all parsers, this one among them

        check_file(path, MAX_BYTES)
        if not self._password:
            raise EncryptedDocument(PASSWORD_NEEDED)
        data = _decrypt(path, self._password)
        insides = Insides(path)
        insides.expect(len(data))
        file = insides.hold(path.name, data)
        parser = parser_for(file)
        if isinstance(parser, ProtectedOfficeParser):
            raise DamagedDocument
        return parser, file


def _decrypt(path: Path, password: str) -> bytes:
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    unpacked = io.BytesIO()
    opened = openable(path)
    try:
        with opened.open("rb") if isinstance(opened, Path) else opened as stream:
            document = msoffcrypto.OfficeFile(stream)
            document.load_key(password=password, verify_password=True)
            document.decrypt(unpacked)
    except InvalidKeyError as error:
        raise EncryptedDocument(WRONG_PASSWORD) from error
    except DecryptionError as error:
        raise EncryptedDocument(UNKNOWN_CIPHER) from error
    except Exception as error:  # msoffcrypto throws whatever broken bytes lead it to
        raise DamagedDocument from error
    return unpacked.getvalue()
