"""A message as pages of its own words, and what came with it as documents."""

from collections.abc import Iterator
from functools import partial

from desktop_app.domain import Page
from desktop_app.parsing.base import Inside
from desktop_app.parsing.contained import shown_name
from desktop_app.parsing.held_file import HeldFile, Insides
from desktop_app.parsing.letter import Attachment, Letter, add_letter, letter_label
from desktop_app.parsing.page_builder import PageBuilder


def letter_pages(letter: Letter, builder: PageBuilder, number: int = 0) -> Iterator[Page]:
    """Yield the pages of a message, the `number`th of a mailbox; 0 where it is alone."""
    yield from builder.new_page(letter_label(letter, number))
    yield from add_letter(letter, builder)


def attached(letter: Letter, insides: Insides, number: int = 0, folder: str = "") -> Iterator[Inside]:
    """Yield the attachments of a message, below `folder`; pictures that only adorn it are none."""
    the = "" if number and letter.moment is None else "the "
    place = f"attachment of {the}{letter_label(letter, number)}"
    for one in letter.attachments:
        if one.data:
            name = shown_name(one.name).replace("/", "_")
            yield Inside(f"{folder}/{name}" if folder else name, place, partial(_held, one, insides))


def _held(attachment: Attachment, insides: Insides) -> HeldFile:
    insides.expect(len(attachment.data))
    return insides.hold(attachment.name, attachment.data)
