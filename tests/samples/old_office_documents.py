"""Makes small DOC and PPT files for the tests, in the formats of before 2007."""

import struct
from collections.abc import Sequence
from pathlib import Path

from tests.samples.ole_files import make_ole
from tests.samples.paragraph import PARAGRAPH

TEXT_AT = 2048
PAGE = 512
IN_TABLE = struct.pack("<HB", 0x2416, 1)
ROW_END = IN_TABLE + struct.pack("<HB", 0x2417, 1)


def make_doc(
    path: Path,
    paragraphs: Sequence[tuple[str, int]] = (("Herons", 1), (PARAGRAPH, 0)),
    table: Sequence[Sequence[str]] = (),
    *,
    wide: bool = False,
    hidden: str = "",
    flags: int = 0,
    version: int = 0xC1,
) -> Path:
    """Write a Word 97 document: paragraphs with the number of their style (1 is heading 1), then a table."""
    parts = [(f"{text}\r", style, b"") for text, style in paragraphs]
    for row in table:
        parts += [(f"{cell}\x07", 0, IN_TABLE) for cell in row] + [("\x07", 0, ROW_END)]
    parts += [("The end.\r", 0, b"")] if table else []
    text = "".join(part for part, _, _ in parts)
    coding, width = ("utf-16-le", 2) if wide else ("cp1252", 1)
    body = text.encode(coding)
    paragraph_page = (TEXT_AT + len(body) + PAGE - 1) // PAGE
    head = bytearray(TEXT_AT)
    struct.pack_into("<HH", head, 0, 0xA5EC, version)
    struct.pack_into("<H", head, 0x0A, flags | 0x0200)
    struct.pack_into("<8i", head, 0x4C, len(text), 0, 0, 0, 0, 0, 0, 0)
    pieces = struct.pack("<BIII", 2, 16, 0, len(text)) + struct.pack(
        "<HIH", 0, TEXT_AT if wide else TEXT_AT * 2 | 0x40000000, 0
    )
    pages = struct.pack("<III", TEXT_AT, TEXT_AT + len(body), paragraph_page)
    letters = struct.pack("<III", TEXT_AT, TEXT_AT + len(body), paragraph_page + 1)
    struct.pack_into("<II", head, 0x1A2, 0, len(pieces))
    struct.pack_into("<II", head, 0x102, len(pieces), len(pages))
    struct.pack_into("<II", head, 0xFA, len(pieces) + len(pages), len(letters))
    document = bytes(head) + body
    document = document.ljust(paragraph_page * PAGE, b"\0") + _paragraph_page(parts, width)
    at = text.index(hidden) * width + TEXT_AT if hidden else TEXT_AT
    document += _letter_page(at, len(hidden) * width, TEXT_AT, len(body))
    return make_ole(path, {"WordDocument": document, "1Table": pieces + pages + letters})


def _paragraph_page(parts: Sequence[tuple[str, int, bytes]], width: int) -> bytes:
    borders = [TEXT_AT]
    for text, _, _ in parts:
        borders.append(borders[-1] + len(text) * width)
    page = bytearray(PAGE)
    struct.pack_into(f"<{len(borders)}I", page, 0, *borders)
    offset = 500
    for index, (_, style, settings) in enumerate(parts):
        properties = struct.pack("<H", style) + settings
        properties += bytes(len(properties) % 2 == 0)
        stored = bytes([(len(properties) + 1) // 2]) + properties
        offset = (offset - len(stored)) // 2 * 2
        page[offset : offset + len(stored)] = stored
        page[4 * len(borders) + 13 * index] = offset // 2
    page[-1] = len(parts)
    return bytes(page)


def _letter_page(hidden_at: int, hidden: int, start: int, length: int) -> bytes:
    page = bytearray(PAGE)
    struct.pack_into("<4I", page, 0, start, hidden_at, hidden_at + hidden, start + length)
    page[400:404] = b"\x03" + struct.pack("<HB", 0x083C, 1)
    page[17] = 200  # only the second of the three stretches has properties
    page[-1] = 3
    return bytes(page)


def make_ppt(
    path: Path, slides: Sequence[tuple[str, str]] = (("Herons", PARAGRAPH),), notes: str = "", *, mark: int = 0xE391C05F
) -> Path:
    """Write a PowerPoint 97 presentation: (title, text of a box) of each slide, and what is said at the first."""
    listed, places, stream = b"", [], b""
    for number, (title, text) in enumerate(slides):
        atom = _record(0x03EF, bytes(16) + struct.pack("<IHH", 900 if notes and not number else 0, 0, 0))
        stream, place = _append(stream, _record(0x03EE, atom + _box(4, text), container=True))
        places.append(place)
        listed += _record(0x03F3, struct.pack("<IIiII", len(places) + 1, 0, 1, 256 + number, 0))
        listed += _record(0x0F9F, struct.pack("<I", 0)) + _record(0x0FA0, title.encode("utf-16-le"))
    said = b""
    if notes:
        stream, place = _append(stream, _record(0x03F0, _box(2, notes), container=True))
        places.append(place)
        said = _record(0x0FF0, _record(0x03F3, struct.pack("<IIiII", len(places) + 1, 0, 0, 900, 0)), 2, container=True)
    document = _record(0x03E8, _record(0x0FF0, listed, 0, container=True) + said, container=True)
    stream, place = _append(stream, document)
    stream, directory = _append(
        stream, _record(0x1772, struct.pack(f"<{len(places) + 2}I", 1 | (len(places) + 1) << 20, place, *places))
    )
    stream, edit = _append(stream, _record(0x0FF5, struct.pack("<IIIIIII", 0, 0, 0, directory, 1, 1, 0)))
    user = struct.pack("<HHIIIIHHBBH", 0, 0x0FF6, 20, 20, mark, edit, 0, 0x03F4, 3, 0, 0)
    return make_ole(path, {"PowerPoint Document": stream, "Current User": user})


def _append(stream: bytes, record: bytes) -> tuple[bytes, int]:
    return stream + record, len(stream)


def _box(kind: int, text: str) -> bytes:
    words = _record(0x0F9F, struct.pack("<I", kind)) + _record(0x0FA8, text.encode("latin-1"))
    return _record(0x040C, _record(0xF00D, words, container=True), container=True)


def _record(kind: int, contents: bytes, instance: int = 0, *, container: bool = False) -> bytes:
    return struct.pack("<HHI", instance << 4 | (0xF if container else 0), kind, len(contents)) + contents
