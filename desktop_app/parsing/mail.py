"""Mail as files: single messages (EML), mailboxes (MBOX), and web pages saved as one file (MHTML).

Attachments are read as the documents they are. Nothing a message points to is fetched.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DocumentTooLarge, NoText
from desktop_app.parsing.base import OpenedDocument, PageImage
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.contained import Entry, numbered, recognise_inside, render_inside
from desktop_app.parsing.held_file import Insides
from desktop_app.parsing.html import html_title
from desktop_app.parsing.letter import Letter, add_letter
from desktop_app.parsing.letter_pages import letter_entries
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.source import MEGABYTE, check_file, read_whole

MAX_BYTES = 100 * MEGABYTE
MAX_MAILBOX = 500 * MEGABYTE
MAX_LINE = MEGABYTE
MAX_MESSAGES = 40_000


class MailParser:
    """Messages as mail programs save them."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".eml", ".emlx"})
    name: ClassVar[str] = "Mail"

    def open(self, path: Path) -> OpenedDocument:
        letter = _single_letter(path)
        pages = (entry.page for entry in numbered(letter_entries(letter, path)))
        return OpenedDocument(one_line(letter.subject)[:200] or path.stem, 0, require_text(pages))

    def render(self, path: Path, number: int, scale: float) -> PageImage:
        return render_inside(letter_entries(_single_letter(path), path), number, scale)

    def recognise(self, path: Path, number: int) -> Page:
        return recognise_inside(letter_entries(_single_letter(path), path), number)


class MailboxParser:
    """Mailboxes: many messages one after the other, each under a line that begins with "From "."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".mbox", ".mbx"})
    name: ClassVar[str] = "Mailbox"

    def open(self, path: Path) -> OpenedDocument:
        check_file(path, MAX_MAILBOX)
        return OpenedDocument(path.stem, 0, require_text(entry.page for entry in numbered(_mailbox_entries(path))))

    def render(self, path: Path, number: int, scale: float) -> PageImage:
        return render_inside(_mailbox_entries(path), number, scale)

    def recognise(self, path: Path, number: int) -> Page:
        return recognise_inside(_mailbox_entries(path), number)


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


def _mailbox_entries(path: Path) -> Iterator[Entry]:
    from desktop_app.parsing.mime import read_letter

    insides = Insides(path)
    for number, data in enumerate(_messages(path), 1):
        if number > MAX_MESSAGES:
            raise DocumentTooLarge(f"The mailbox holds more than {MAX_MESSAGES:,} messages; split it by year.")
        yield from letter_entries(read_letter(data), path, number, insides)


def _messages(path: Path) -> Iterator[bytes]:
    """Yield the messages of a mailbox one by one; of a huge one (its attachments) only the beginning."""
    lines: list[bytes] = []
    length = 0
    after_empty = True
    with path.open("rb") as file:
        while line := file.readline(MAX_LINE):
            if after_empty and line.startswith(b"From "):
                if lines:
                    yield b"".join(lines)
                lines, length = [], 0
            elif length < MAX_BYTES:
                lines.append(line[1:] if line.startswith(b">From ") else line)
                length += len(line)
            after_empty = not line.strip(b"\r\n")
    if lines:
        yield b"".join(lines)
