"""A mail message as pages: who, to whom, when, about what; then its words; then what hangs on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain import Page
from desktop_app.parsing.clean_text import clean, has_words, one_line
from desktop_app.parsing.dates import MONTHS
from desktop_app.parsing.html import add_html
from desktop_app.parsing.page_builder import PageBuilder
from desktop_app.parsing.plain_text import add_paragraphs

MAX_FIELD = 2000  # characters; a message to a whole company names thousands of people


@dataclass(frozen=True, slots=True)
class Body:
    """Words of a message, as they are or as HTML; `title` says what they are where that is not plain."""

    text: str
    is_html: bool
    title: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message; `data` is empty where it is only decoration."""

    name: str
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message; `fields` are names and texts as a mail program shows them ("From")."""

    subject: str
    fields: tuple[tuple[str, str], ...]
    moment: datetime | None
    bodies: tuple[Body, ...]
    attachments: tuple[Attachment, ...]


def letter_label(letter: Letter, number: int = 0) -> str:
    """Return the place of a message: its date, else its number in the mailbox."""
    if letter.moment is not None:
        return f"message of {letter.moment.day} {MONTHS[letter.moment.month - 1]} {letter.moment.year}"
    return f"message {number}" if number else "message"


def add_letter(letter: Letter, builder: PageBuilder) -> Iterator[Page]:
    """Add a message to the current page."""
    yield from builder.heading(letter.subject, 1)
    lines = [f"{name}: {one_line(text)[:MAX_FIELD]}" for name, text in letter.fields if text.strip()]
    yield from builder.paragraph("\n".join(lines))
    for body in letter.bodies:
        if body.title:
            yield from builder.heading(body.title, 2)
        if body.is_html:
            yield from add_html(body.text, builder)
        else:
            yield from add_paragraphs(clean(body.text), builder)
    if letter.attachments:
        names = ", ".join(one_line(one.name)[:200] for one in letter.attachments)
        yield from builder.paragraph(f"Attachments: {names}")


def better_body(plain: str, html: str) -> Body:
    """Return the text of a message that comes in both forms: plain, unless that only says to look at the other."""
    if html and len(plain.strip()) * 10 < len(html) and len(plain.strip()) < 200:
        return Body(html, is_html=True)
    return Body(plain, is_html=False) if has_words(plain) or not html else Body(html, is_html=True)
