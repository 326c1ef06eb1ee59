"""PPT: presentations of PowerPoint 97 to 2003, a page for each slide. What is older says to save it as PPTX.

After [MS-PPT]. The stream is a tree of records; what was saved last stands behind what was
saved before, and a directory says which record is the present one. A slide's title and body
may stand in the document's list of slides, the words of other boxes stand in the slide.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, EncryptedDocument, NoText, UnsupportedFormat
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.ole import read_streams
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.source import MEGABYTE, check_file

MAX_BYTES = 200 * MEGABYTE
MAX_RECORDS = 2_000_000
MAX_EDITS = 10_000  # a file that is saved quickly keeps every edit
MAX_DEPTH = 60
STREAM, USER = "PowerPoint Document", "Current User"
TITLES = (0, 6)  # kinds of text: a title, a centred title
NOTES = 2

_ENCRYPTED_FILE = 0xF3D1C4DF
_DOCUMENT, _SLIDE_ATOM, _LIST, _LISTED, _REFERRED = 0x03E8, 0x03EF, 0x0FF0, 0x03F3, 0x0F9E
_KIND, _WIDE, _NARROW, _EDIT, _DIRECTORY = 0x0F9F, 0x0FA0, 0x0FA8, 0x0FF5, 0x1772
_CONTAINER = 0xF


@dataclass(frozen=True, slots=True)
class _Record:
    kind: int
    instance: int
    start: int  # of its contents
    end: int
    is_container: bool


@dataclass(slots=True)
class _Listed:
    """A slide as the document's list has it; `identity` is what notes are found by."""

    place: int  # its number in the directory
    identity: int
    texts: list[tuple[int, str]] = field(default_factory=list)  # kind and words


class OldSlidesParser:
    """PowerPoint presentations in the format of before 2007."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".ppt", ".pps", ".pot"})
    name: ClassVar[str] = "PowerPoint (old)"

    def open(self, path: Path) -> OpenedDocument:
        check_file(path, MAX_BYTES)
        streams = read_streams(path, (STREAM, USER))
        presentation = _Presentation(streams.get(STREAM, b""), streams.get(USER, b""))
        slides, notes = presentation.listed(0), {one.identity: one for one in presentation.listed(NOTES)}
        pages = _pages(presentation, slides, notes)
        title = next((one_line(text) for slide in slides[:1] for kind, text in slide.texts if kind in TITLES), "")
        return OpenedDocument(title[:200] or path.stem, len(slides), require_text(pages, NoText))


def _pages(presentation: "_Presentation", slides: list[_Listed], notes: dict[int, _Listed]) -> Iterator[Page]:
    builder = PageBuilder()
    for number, slide in enumerate(slides, 1):
        yield from builder.new_page(f"slide {number}")
        texts = [*slide.texts, *presentation.own_texts(slide)]
        for _, text in (one for one in texts if one[0] in TITLES):
            yield from builder.heading(text, 1)
        for _, text in (one for one in texts if one[0] not in TITLES):
            for part in text.split("\r"):
                yield from builder.paragraph(part)
        said = notes.get(presentation.notes_of(slide))
        words = [part for kind, text in (presentation.own_texts(said) if said else ()) for part in text.split("\r")]
        if any(word.strip() for word in words):
            yield from builder.heading("Notes", 2)
            for part in words:
                yield from builder.paragraph(part)
    yield from builder.finish()


class _Presentation:
    """The records of the present state of a file."""

    def __init__(self, data: bytes, user: bytes) -> None:
        self._data = data
        self._seen = 0
        if len(user) < 20 or not data:
            raise UnsupportedFormat("This is a presentation of a very old PowerPoint version; save it as PPTX.")
        (mark, edit) = struct.unpack_from("<II", user, 12)
        if mark == _ENCRYPTED_FILE:
            raise EncryptedDocument
        self._places, document = self._directory(edit)
        found = self._record(self._places.get(document, -1))
        if found is None or found.kind != _DOCUMENT:
            raise DamagedDocument
        self._document = found

    def listed(self, instance: int) -> list[_Listed]:
        """Return the slides (0) or the notes (2) in their order, with those words that stand in the list."""
        slides: list[_Listed] = []
        kind = 0
        for outer in self._below(self._document):
            if outer.kind != _LIST or outer.instance != instance:
                continue
            for record in self._below(outer):
                if record.kind == _LISTED and record.end - record.start >= 16:
                    place, _, _, identity = struct.unpack_from("<IIiI", self._data, record.start)
                    slides.append(_Listed(place, identity))
                elif record.kind == _KIND:
                    kind = self._number(record)
                elif slides and record.kind in (_WIDE, _NARROW):
                    slides[-1].texts.append((kind, self._text(record)))
        return slides

    def own_texts(self, slide: _Listed) -> list[tuple[int, str]]:
        """Return kind and words of the boxes that stand in the slide itself."""
        found = self._record(self._places.get(slide.place, -1))
        texts: list[tuple[int, str]] = []
        kind = 4  # other text
        for record in self._all_below(found) if found else ():
            if record.kind == _KIND:
                kind = self._number(record)
            elif record.kind in (_WIDE, _NARROW):
                texts.append((kind, self._text(record)))
        return texts

    def notes_of(self, slide: _Listed) -> int:
        """Return what the notes of a slide are found by, 0 for none."""
        found = self._record(self._places.get(slide.place, -1))
        for record in self._below(found) if found else ():
            if record.kind == _SLIDE_ATOM and record.end - record.start >= 20:
                return int(struct.unpack_from("<I", self._data, record.start + 16)[0])
        return 0

    def _directory(self, edit: int) -> tuple[dict[int, int], int]:
        """Return number → place of the present records, and the number of the document."""
        places: dict[int, int] = {}
        document = -1
        visited: set[int] = set()
        while edit and edit not in visited and len(visited) < MAX_EDITS:
            visited.add(edit)
            record = self._record(edit)
            if record is None or record.kind != _EDIT or record.end - record.start < 20:
                raise DamagedDocument
            earlier, directory, number = struct.unpack_from("<III", self._data, record.start + 8)
            document = number if document < 0 else document
            for known, place in self._entries(directory):
                places.setdefault(known, place)
            edit = earlier
        return places, document

    def _entries(self, place: int) -> Iterator[tuple[int, int]]:
        record = self._record(place)
        if record is None or record.kind != _DIRECTORY:
            raise DamagedDocument
        at = record.start
        while at + 4 <= record.end:
            (head,) = struct.unpack_from("<I", self._data, at)
            first, count = head & 0xFFFFF, head >> 20
            for index in range(min(count, (record.end - at - 4) // 4)):
                yield first + index, struct.unpack_from("<I", self._data, at + 4 + 4 * index)[0]
            at += 4 + 4 * count

    def _record(self, place: int, limit: int | None = None) -> _Record | None:
        limit = len(self._data) if limit is None else limit
        self._seen += 1
        if place < 0 or place + 8 > limit or self._seen > MAX_RECORDS:
            return None
        head, kind, length = struct.unpack_from("<HHI", self._data, place)
        return _Record(kind, head >> 4, place + 8, min(place + 8 + length, limit), head & 0xF == _CONTAINER)

    def _below(self, record: _Record) -> Iterator[_Record]:
        place = record.start
        while (found := self._record(place, record.end)) is not None:
            yield found
            place = found.end

    def _all_below(self, record: _Record, depth: int = 0) -> Iterator[_Record]:
        """Yield the records in all containers below, in order; a box whose words stand in the list has none."""
        for found in self._below(record):
            if found.is_container and depth < MAX_DEPTH:
                yield from self._all_below(found, depth + 1)
            elif not found.is_container and found.kind != _REFERRED:
                yield found

    def _number(self, record: _Record) -> int:
        return int.from_bytes(self._data[record.start : record.start + 4], "little")

    def _text(self, record: _Record) -> str:
        data = self._data[record.start : record.end]
        text = data.decode("utf-16-le", "replace") if record.kind == _WIDE else data.decode("latin-1")
        return text.replace("\x0b", "\n")
