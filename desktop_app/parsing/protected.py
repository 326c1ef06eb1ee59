"""Documents that a password protects as a whole: opened in memory, then read as what they are.

Nothing decrypted is written. Without the password, or with another one, EncryptedDocument says what to do.
How a kind of file is decrypted: office_cipher.py, open_document_cipher.py.
"""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, UnsupportedFormat
from desktop_app.parsing.base import OpenedDocument, PageImage, PageRecogniser, PageRenderer, Parser
from desktop_app.parsing.held_file import HeldFile, Insides
from desktop_app.parsing.source import MEGABYTE, check_file

MAX_BYTES = 200 * MEGABYTE


class ProtectedParser:
    """Any document that `decrypt` turns into bytes; what is in it shows once it is open."""

    suffixes: ClassVar[frozenset[str]] = frozenset()
    name: ClassVar[str] = "Office with a password"

    def __init__(self, decrypt: Callable[[Path, str], bytes], password: str = "") -> None:
        """`decrypt` takes the file and a password, which may be empty; it raises EncryptedDocument for a wrong one."""
        self._decrypt = decrypt
        self._password = password

    def with_password(self, password: str) -> Parser:
        return ProtectedParser(self._decrypt, password)

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
        data = self._decrypt(path, self._password)
        insides = Insides(path)
        insides.expect(len(data))
        file = insides.hold(path.name, data)
        parser = parser_for(file)
        if isinstance(parser, ProtectedParser):
            raise DamagedDocument
        return parser, file
