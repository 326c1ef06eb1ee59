"""EPUB books: the chapters in reading order, each a page under its title in the table of contents."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, EncryptedDocument, NoText
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.encodings import decode_html
from desktop_app.parsing.html import add_html, html_title
from desktop_app.parsing.package import open_package, read_part, read_xml
from desktop_app.parsing.page_builder import PageBuilder, require_text

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
MAX_LABEL = 100


class BookParser:
    """Electronic books without copy protection."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".epub"})
    name: ClassVar[str] = "Book"

    def open(self, path: Path) -> OpenedDocument:
        with open_package(path) as archive:
            title, chapters = _contents(archive)
            _refuse_protected(archive, chapters)
        return OpenedDocument(title or path.stem, 0, require_text(_pages(path, chapters), NoText))


@dataclass(frozen=True, slots=True)
class _Chapter:
    part: str
    title: str  # as in the table of contents; empty where it is not there


def _pages(path: Path, chapters: list[_Chapter]) -> Iterator[Page]:
    builder = PageBuilder()
    with open_package(path) as archive:
        for number, chapter in enumerate(chapters, 1):
            source = decode_html(read_part(archive, chapter.part))
            yield from builder.new_page(_label(chapter.title or html_title(source), number))
            yield from add_html(source, builder)
    yield from builder.finish()


def _label(title: str, number: int) -> str:
    if not title:
        return f"chapter {number}"
    title = title[:MAX_LABEL]
    return title if title.lower().startswith(("chapter", "kapitel", "chapitre")) else f"chapter “{title}”"


def _contents(archive: zipfile.ZipFile) -> tuple[str, list[_Chapter]]:
    from desktop_app.parsing.xml_elements import attribute, child

    names = set(archive.namelist())
    root = next(read_xml(archive, CONTAINER).iter("{*}rootfile"), None) if CONTAINER in names else None
    package = attribute(root, "full-path")
    if package not in names:
        raise DamagedDocument
    book = read_xml(archive, package)
    folder = posixpath.dirname(package)
    items: dict[str, str] = {}
    contents = ""
    for item in book.iter("{*}item"):
        part = _resolve(folder, attribute(item, "href"))
        if part in names:
            items[attribute(item, "id")] = part
            if "nav" in attribute(item, "properties").split() or attribute(item, "media-type").endswith("ncx+xml"):
                contents = contents or part
    titles = _titles(archive, contents) if contents else {}
    spine = child(book, "spine")
    parts = [items.get(attribute(one, "idref"), "") for one in spine] if spine is not None else []
    titled = next(book.iter("{http://purl.org/dc/elements/1.1/}title"), None)
    title = one_line(titled.text or "")[:200] if titled is not None else ""
    chapters = [_Chapter(part, titles.get(part, "")) for part in dict.fromkeys(parts) if part]
    if not chapters:
        raise DamagedDocument
    return title, chapters


def _titles(archive: zipfile.ZipFile, contents: str) -> dict[str, str]:
    """Return part → title from the table of contents, in the form of EPUB 2 (NCX) or 3 (nav)."""
    from desktop_app.parsing.xml_elements import attribute

    folder = posixpath.dirname(contents)
    titles: dict[str, str] = {}
    try:
        tree = read_xml(archive, contents)
    except DamagedDocument:
        return titles  # a page of contents that is no XML costs the chapters their names, not their text
    for point in tree.iter("{*}navPoint", "{*}a"):
        source = next(point.iter("{*}content"), None)
        label = next(point.iter("{*}text"), None)
        target = attribute(source, "src") or attribute(point, "href")
        text = one_line("".join(label.itertext() if label is not None else point.itertext()))
        if target and text:
            titles.setdefault(_resolve(folder, target), text)
    return titles


def _resolve(folder: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, unquote(reference.partition("#")[0]))).lstrip("/")


def _refuse_protected(archive: zipfile.ZipFile, chapters: list[_Chapter]) -> None:
    """Fonts may be scrambled; where chapters are, only the shop's own program reads the book."""
    from desktop_app.parsing.xml_elements import attribute

    if ENCRYPTION not in archive.namelist():
        return
    scrambled = {unquote(attribute(one, "URI")) for one in read_xml(archive, ENCRYPTION).iter("{*}CipherReference")}
    if any(chapter.part in scrambled for chapter in chapters):
        raise EncryptedDocument("The book is copy-protected, so only the shop's own program can read it.")
