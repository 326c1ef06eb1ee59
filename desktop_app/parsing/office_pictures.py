"""Pictures in Word, PowerPoint and OpenDocument files: scans that were pasted in become pages to be recognised.

A small picture, or one that goes with a text, only adorns it and is left alone.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain import Page
from desktop_app.errors import DocumentError, UnsupportedFormat
from desktop_app.parsing.base import PageImage
from desktop_app.parsing.clean_text import has_words
from desktop_app.parsing.held_file import HeldFile
from desktop_app.parsing.package import open_package, read_part
from desktop_app.parsing.picture import PictureParser
from desktop_app.parsing.source import MEGABYTE

if TYPE_CHECKING:
    from lxml import etree

    from desktop_app.parsing.office_relations import Relation

LEAST_SIDE, LEAST_AREA = 200.0, 120_000.0  # points; a quarter of A4
MAX_PICTURE = 50 * MEGABYTE
MOST_PICTURES = 500
TEXT_OF_A_PAGE = 400  # characters; a file with more for each of its large pictures is a text with pictures


@dataclass(frozen=True, slots=True)
class Scan:
    """A page, and the part of the archive whose picture it shows; empty for a page of text."""

    part: str
    page: Page


def picture_parts(tree: "etree._Element", relations: "dict[str, Relation]") -> list[str]:
    """Return the pictures that `tree` shows, in order, each once."""
    shown = [
        str(value)
        for element in tree.iter("{*}blip", "{*}imagedata")
        for key, value in element.attrib.items()
        if str(key).rpartition("}")[2] in ("embed", "id")
    ]
    parts = [relations[one].part for one in shown if one in relations and relations[one].kind == "image"]
    return list(dict.fromkeys(parts))[:MOST_PICTURES]


def find_scans(archive: zipfile.ZipFile, parts: Iterable[str]) -> Iterator[Scan]:
    """Yield those of the pictures that are large enough for a page; pictures of unknown kinds are passed over."""
    for part in parts:
        try:
            (page,) = PictureParser().open(_hold(archive, part)).pages
        except (DocumentError, ValueError):
            continue
        if min(page.width, page.height) >= LEAST_SIDE and page.width * page.height >= LEAST_AREA:
            yield Scan(part, page)


def with_scans(pages: Iterable[Page], scans: Sequence[Scan]) -> Iterator[Scan]:
    """Yield a text's pages, and after them its scans where these are more of it than the words."""
    last = characters = 0
    for page in pages:
        last, characters = page.number, characters + len(page.text)
        yield Scan("", page)
    if characters < TEXT_OF_A_PAGE * len(scans):
        for number, scan in enumerate(scans, 1):
            yield Scan(scan.part, replace(scan.page, number=last + number, label=f"picture {number}"))


def slide_with_scans(label: str, title: str, pages: Iterable[Page], scans: Iterable[Scan]) -> Iterator[Scan]:
    """Yield a slide's pages, and where they have no words but its title, a page for each of its scans."""
    text = ""
    for page in pages:
        text += page.text
        yield Scan("", page)
    if not has_words(text.replace(title, "", 1)):
        for scan in scans:
            yield Scan(scan.part, replace(scan.page, label=label))


def numbered(scans: Iterable[Scan]) -> Iterator[Scan]:
    """Yield the pages with their numbers in the document."""
    for number, scan in enumerate(scans, 1):
        yield replace(scan, page=replace(scan.page, number=number))


def draw_scan(path: Path, pages: Iterable[Scan], number: int, scale: float) -> PageImage:
    """Draw page `number` of the file at `path`, which must be a picture."""
    return PictureParser().render(_hold_of(path, _scan_at(pages, number).part), 1, scale)


def recognise_scan(path: Path, pages: Iterable[Scan], number: int) -> Page:
    """Return page `number` of the file at `path`, which must be a picture, with the words recognised in it."""
    scan = _scan_at(pages, number)
    recognised = PictureParser().recognise(_hold_of(path, scan.part), 1)
    return replace(recognised, number=scan.page.number, label=scan.page.label)


def _scan_at(pages: Iterable[Scan], number: int) -> Scan:
    for scan in pages:
        if scan.page.number == number and scan.part:
            return scan
    raise UnsupportedFormat("This page is no picture; its text can be read.")


def _hold_of(path: Path, part: str) -> HeldFile:
    with open_package(path) as archive:
        return _hold(archive, part)


def _hold(archive: zipfile.ZipFile, part: str) -> HeldFile:
    file = HeldFile(part.rpartition("/")[2])
    file.data = read_part(archive, part, MAX_PICTURE)
    return file
