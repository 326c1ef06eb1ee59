"""A message as pages: its own words, then those of what came with it."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from desktop_app.errors import DocumentError
from desktop_app.parsing.contained import BETWEEN, Entry, Inner, read_inside, shown_name
from desktop_app.parsing.held_file import HeldFile, Insides
from desktop_app.parsing.letter import Attachment, Letter, add_letter, letter_label
from desktop_app.parsing.page_builder import PageBuilder


def letter_entries(letter: Letter, path: Path, number: int = 0, insides: Insides | None = None) -> Iterator[Entry]:
    """Yield the pages of a message in the file at `path`, the `number`th of a mailbox; 0 where it is alone."""
    builder = PageBuilder()
    label = letter_label(letter, number)
    pages = [*builder.new_page(label), *add_letter(letter, builder), *builder.finish()]
    yield from (Entry(page) for page in pages)
    insides = insides or Insides(path)
    readable = [one for one in letter.attachments if one.data and _is_readable(one.name)]
    try:
        yield from read_inside(
            [Inner(f"{label}{BETWEEN}{shown_name(one.name)}", partial(_held, one, insides)) for one in readable]
        )
    except DocumentError as error:  # none of them can be read; the message can
        page = builder.paragraph(f"The attachments of the {label} were not read: {error}")
        yield from (Entry(one) for one in [*page, *builder.finish()])


def _held(attachment: Attachment, insides: Insides) -> HeldFile:
    insides.expect(len(attachment.data))
    return insides.hold(attachment.name, attachment.data)


def _is_readable(name: str) -> bool:
    from desktop_app.parsing import readable_suffixes  # which knows all parsers, this module's users among them

    return PurePosixPath(name).suffix.lower() in readable_suffixes()
