"""Mail as files: single messages (EML), mailboxes (MBOX), and web pages saved as one file (MHTML).

Attachments are documents of their own. Nothing a message points to is fetched.
"""

import re
from array import array
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DocumentTooLarge, NoText
from desktop_app.parsing.base import Inside, OpenedDocument
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.held_file import HeldFile, Insides
from desktop_app.parsing.html import html_title
from desktop_app.parsing.letter import Letter, add_letter, letter_label
from desktop_app.parsing.letter_pages import attached, letter_pages
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.source import MEGABYTE, check_file, read_whole

MAX_BYTES = 100 * MEGABYTE
MAX_MAILBOX = 500 * MEGABYTE
MAX_LINE = MEGABYTE
MAX_MESSAGES = 40_000
HEADER = 65_536  # bytes; a message with attachments says so in its header
_NUMBER = re.compile(r"message (\d+)\b")


class MailParser:
    """Messages as mail programs save them."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".eml", ".emlx"})
    name: ClassVar[str] = "Mail"

    def open(self, path: Path) -> OpenedDocument:
        letter = _single_letter(path)
        builder = PageBuilder()
        pages = [*letter_pages(letter, builder), *builder.finish()]
        return OpenedDocument(one_line(letter.subject)[:200] or path.stem, 0, require_text(iter(pages)))

    def inside(self, path: Path, wanted: str = "") -> Iterator[Inside]:  # noqa: ARG002 - all are near
        return attached(_single_letter(path), Insides(path))


class MailboxParser:
    """Mailboxes: many messages one after the other, each under a line that begins with "From "."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".mbox", ".mbx"})
    name: ClassVar[str] = "Mailbox"

    def open(self, path: Path) -> OpenedDocument:
        check_file(path, MAX_MAILBOX)
        return OpenedDocument(path.stem, 0, require_text(_mailbox_pages(path)))

    def inside(self, path: Path, wanted: str = "") -> Iterator[Inside]:
        """Yield the attachments, each below a folder that is called by its message; only of the `wanted` one's."""
        from desktop_app.parsing.mime import read_letter

        insides = Insides(path)
        only = _NUMBER.match(wanted)
        for number, data in _messages(path, int(only[1]) if only else 0):
            if number > MAX_MESSAGES or (only and number > int(only[1])):
                return
            if b"multipart" in data[:HEADER].lower():
                letter = read_letter(data)
                label = letter_label(letter, number).removeprefix(f"message {number}").removeprefix("message of ")
                yield from attached(letter, insides, number, f"message {number}{f', {label}' if label else ''}")


class SavedPageParser:
    """Web pages that a browser saved with everything in one file."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".mhtml", ".mht"})
    name: ClassVar[str] = "Web page"

    def open(self, path: Path) -> OpenedDocument:
        from desktop_app.parsing.mime import read_letter

        letter = read_letter(read_whole(path, MAX_BYTES))
        shown = next((body for body in letter.bodies if body.is_html), None)
        title = html_title(shown.text) if shown else ""

        def pages() -> Iterator[Page]:
            from dataclasses import replace

            builder = PageBuilder()
            bare = replace(letter, subject="", fields=(), bodies=letter.bodies[:1], attachments=())
            yield from add_letter(bare, builder)
            yield from builder.finish()

        return OpenedDocument(title or one_line(letter.subject)[:200] or path.stem, 0, require_text(pages(), NoText))


def _single_letter(path: Path) -> Letter:
    from desktop_app.parsing.mime import read_letter

    data = read_whole(path, MAX_BYTES)
    if path.suffix.lower() == ".emlx":
        data = data.partition(b"\n")[2]  # Apple Mail counts the bytes in a line above the message
    return read_letter(data)


def _mailbox_pages(path: Path) -> Iterator[Page]:
    from desktop_app.parsing.mime import read_letter

    builder = PageBuilder()
    for number, data in _messages(path):
        if number > MAX_MESSAGES:
            raise DocumentTooLarge(f"The mailbox holds more than {MAX_MESSAGES:,} messages; split it by year.")
        yield from letter_pages(read_letter(data), builder, number)
    yield from builder.finish()


def _messages(path: Path, first: int = 0) -> Iterator[tuple[int, bytes]]:
    """Yield the messages of a mailbox with their numbers, from the `first` on."""
    with path.open("rb") as file:
        if first > 1 and not isinstance(path, HeldFile):
            status = path.stat()
            starts = _starts(str(path), status.st_size, status.st_mtime_ns)
            if first > len(starts):
                return
            file.seek(starts[first - 1])
        else:
            first = 1
        yield from ((number, data) for number, (_, data) in enumerate(_split(file), first))


@lru_cache(maxsize=1)
def _starts(path: str, size: int, modified_ns: int) -> "array[int]":  # noqa: ARG001 - another file if they differ
    """Return where each message begins; remembered, as the attachments of one mailbox are read one after the other."""
    with Path(path).open("rb") as file:
        return array("q", (start for start, _ in _split(file)))


def _split(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield where each message begins, and the message; of a huge one (its attachments) only the beginning."""
    lines: list[bytes] = []
    length, start, at = 0, file.tell(), file.tell()
    after_empty = True
    while line := file.readline(MAX_LINE):
        if after_empty and line.startswith(b"From "):
            if lines:
                yield start, b"".join(lines)
            lines, length, start = [], 0, at
        elif length < MAX_BYTES:
            lines.append(line[1:] if line.startswith(b">From ") else line)
            length += len(line)
        after_empty = not line.strip(b"\r\n")
        at += len(line)
    if lines:
        yield start, b"".join(lines)
