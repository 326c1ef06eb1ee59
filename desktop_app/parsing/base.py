"""What a parser is: a function from untrusted bytes to pages of text.

To support a format: write one module with a class like this, and add it to PARSERS.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol, runtime_checkable

from desktop_app.domain import Page
from desktop_app.parsing.held_file import HeldFile


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """A title (never empty), how many pages there are (0 if unknown), and the pages, lazily."""

    title: str
    page_count: int
    pages: Iterator[Page]


@dataclass(frozen=True, slots=True)
class PageImage:
    """A drawn page: PNG bytes, and the page's size in points."""

    png: bytes
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Inside:
    """A file inside a file: its name there, what a citation says of its place, and what takes it out.

    `unpack` raises a DocumentError where it can't be taken out.
    """

    name: str
    place: str
    unpack: Callable[[], HeldFile]


class Parser(Protocol):
    """Reads one family of file formats.

    Runs in the parser process, where the bytes may be hostile: it may be slow, crash or be
    killed, but it must never write, never open another file, and it yields pages as it goes
    so that the parent can enforce limits.
    """

    suffixes: ClassVar[frozenset[str]]  # lower case, with the dot
    name: ClassVar[str]  # as a person says it: "PDF", "Word"

    def open(self, path: Path) -> OpenedDocument:
        """Return the document; raise a DocumentError where it can't be read or holds no text."""
        ...


@runtime_checkable
class PageRenderer(Protocol):
    """A parser whose pages can be drawn."""

    def render(self, path: Path, number: int, scale: float) -> PageImage:
        """Draw page `number` (from 1) at `scale` pixels a point, or smaller where that would be huge."""
        ...


@runtime_checkable
class PageRecogniser(Protocol):
    """A parser some of whose pages are pictures."""

    def recognise(self, path: Path, number: int) -> Page:
        """Return page `number` (from 1) with the words recognised in it; its text is empty where there are none.

        Raises NoText where text recognition is not installed.
        """
        ...


@runtime_checkable
class HoldsDocuments(Protocol):
    """A parser of files that hold documents of their own: mails, archives."""

    def inside(self, path: Path, wanted: str = "") -> Iterator[Inside]:
        """Yield the documents in the file, always in the same order; with `wanted`, at least the one of that name."""
        ...


@runtime_checkable
class TakesPassword(Protocol):
    """A parser of files that a password may protect."""

    def with_password(self, password: str) -> Parser:
        """Return a parser that opens files with this password."""
        ...
