"""The text of a Word 97 to 2003 document: the characters of its main story, and what each paragraph is.

After [MS-DOC]. The characters stand in pieces all over the stream; a table of pieces says
where (PlcPcd), and pages of properties (FKP) say which are hidden, which paragraphs are
headings and where a table's rows end. Positions in the stream are called places here.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop_app.errors import DamagedDocument, EncryptedDocument, UnsupportedFormat

SIGNATURE = 0xA5EC
FIRST_READABLE = 0xC1  # nFib of Word 97
PAGE = 512
MAX_CHARACTERS = 20_000_000
MAX_PIECES = 200_000
HEADING_STYLES = range(1, 10)  # of the style sheet's fixed first entries: heading 1 to heading 9

_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200  # flags at 0x0A
_FLAGS_AT, _LENGTHS_AT = 0x0A, 0x4C  # ccpText, ccpFtn, ccpHdd, ccpMcr, ccpAtn, ccpEdn, ccpTxbx, ccpHdrTxbx
_CHARACTER_PAGES_AT, _PARAGRAPH_PAGES_AT, _PIECES_AT = 0xFA, 0x102, 0x1A2  # in FibRgFcLcb97: place and length
_NARROW = 0x40000000
_HIDDEN, _DELETED, _IN_TABLE, _ROW_END, _OUTLINE = 0x083C, 0x0800, 0x2416, 0x2417, 0x2640  # names of properties (Sprm)
_LONG_TABLE = 0xD608
_OPERAND_BYTES = (1, 1, 2, 4, 2, 2, -1, 3)  # by the highest three bits of a property's name; -1 is counted
_MARKS = "\r\x07\x0c"
_NOTHING: tuple[int, Mapping[int, int]] = (0, {})
_BEGIN, _SEPARATE, _END = "\x13\x14\x15"  # of a field: what computes it stands before the separator
_SHOWN = {"\x0b": "\n", "\x1e": "-", "\x1f": "", "\xa0": " ", "\x02": "", "\x05": "", "\x01": "", "\x08": ""}


@dataclass(frozen=True, slots=True)
class OldParagraph:
    """A paragraph; in a table the last one of a cell is marked, and the empty one that ends a row."""

    text: str
    level: int = 0  # of a heading; 0 for running text
    in_table: bool = False
    ends_cell: bool = False
    ends_row: bool = False


def table_stream(document: bytes) -> str:
    """Return the name of the stream with the tables; say why a document can't be read.

    Raises DamagedDocument, EncryptedDocument, and UnsupportedFormat for what is older than Word 97.
    """
    signature, version = _numbers(document, 0, "<HH")
    if signature != SIGNATURE or version < FIRST_READABLE:
        raise UnsupportedFormat("This is a document of a very old Word version; save it as DOCX.")
    (flags,) = _numbers(document, _FLAGS_AT, "<H")
    if flags & _ENCRYPTED:
        raise EncryptedDocument
    return "1Table" if flags & _SECOND_TABLE else "0Table"


def read_paragraphs(document: bytes, tables: bytes) -> Iterator[OldParagraph]:
    """Yield the paragraphs of the text, then those of footnotes, comments, endnotes and text boxes."""
    pieces = list(_pieces(document, tables))
    hidden = _Properties(document, tables, _CHARACTER_PAGES_AT)
    styles = _Properties(document, tables, _PARAGRAPH_PAGES_AT)
    main, footnotes, margins, macros, *rest = _numbers(document, _LENGTHS_AT, "<8i")
    skipped = range(main + footnotes, main + footnotes + margins + macros)  # headers and footers
    characters: list[str] = []
    position = 0
    is_instruction: list[bool] = []
    last = main + footnotes + margins + macros + sum(rest[:3])
    for text, place, width in pieces:
        for index, sign in enumerate(text):
            at = place + index * width
            if position >= last:
                return
            is_shown = position not in skipped
            position += 1
            if sign == _BEGIN:
                is_instruction.append(True)
            elif sign == _SEPARATE and is_instruction:
                is_instruction[-1] = False
            elif sign == _END and is_instruction:
                is_instruction.pop()
            elif sign in _MARKS and is_shown:
                yield _paragraph(_joined(characters), sign, styles.at(at))
                characters = []
            elif is_shown and not any(is_instruction) and not _is_unseen(hidden.at(at)):
                characters.append(_SHOWN.get(sign, sign))
    if characters:
        yield OldParagraph(_joined(characters))


def _paragraph(text: str, mark: str, properties: tuple[int, Mapping[int, int]]) -> OldParagraph:
    style, settings = properties
    ends_row = mark == "\x07" and bool(settings.get(_ROW_END, 0)) and not text.strip()
    level = style if style in HEADING_STYLES else 0
    if settings.get(_OUTLINE, 9) < 9:
        level = settings[_OUTLINE] + 1
    in_table = mark == "\x07" or bool(settings.get(_IN_TABLE, 0))
    return OldParagraph(text, 0 if in_table else level, in_table, mark == "\x07", ends_row)


def _joined(characters: list[str]) -> str:
    """Put the halves of characters beyond the first 65,536 together."""
    return "".join(characters).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_unseen(properties: tuple[int, Mapping[int, int]]) -> bool:
    return any(properties[1].get(name, 0) in (1, 0x81) for name in (_HIDDEN, _DELETED))


def _pieces(document: bytes, tables: bytes) -> Iterator[tuple[str, int, int]]:
    """Yield (text, place, bytes a character) of the pieces, in the order they are read."""
    place, length = _numbers(document, _PIECES_AT, "<II")
    end = min(place + length, len(tables))
    while place < end and tables[place] == 1:  # formatting that pieces share
        place += 3 + _numbers(tables, place + 1, "<H")[0]
    if place >= end or tables[place] != 2:
        raise DamagedDocument
    (size,) = _numbers(tables, place + 1, "<I")
    count = (size - 4) // 12
    if not 0 < count <= MAX_PIECES or place + 5 + size > len(tables):
        raise DamagedDocument
    borders = _numbers(tables, place + 5, f"<{count + 1}I")
    seen = 0
    for index in range(count):
        (at,) = _numbers(tables, place + 5 + 4 * (count + 1) + 8 * index + 2, "<I")
        characters = borders[index + 1] - borders[index]
        seen += max(characters, 0)
        if characters < 0 or seen > MAX_CHARACTERS:
            raise DamagedDocument
        if at & _NARROW:
            start = (at & ~_NARROW) // 2
            yield document[start : start + characters].decode("cp1252", "replace"), start, 1
        else:
            raw = document[at : at + 2 * characters]
            yield "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2]))), at, 2


class _Properties:
    """What a list of property pages says of the characters at a place: a style's number, and settings by name."""

    def __init__(self, document: bytes, tables: bytes, at: int) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._found: list[tuple[int, Mapping[int, int]]] = []
        self._last: tuple[int, int, tuple[int, Mapping[int, int]]] = (0, 0, _NOTHING)
        self._is_paragraphs = at == _PARAGRAPH_PAGES_AT
        place, length = _numbers(document, at, "<II")
        count = (length - 4) // 8
        if count <= 0 or place + length > len(tables):
            return
        pages = _numbers(tables, place + 4 * (count + 1), f"<{count}I")
        runs = [run for page in dict.fromkeys(pages) for run in self._page(document, (page & 0x3FFFFF) * PAGE)]
        for start, end, properties in sorted(runs, key=lambda run: run[0]):
            self._starts.append(start)
            self._ends.append(end)
            self._found.append(properties)

    def at(self, place: int) -> tuple[int, Mapping[int, int]]:
        if not self._last[0] <= place < self._last[1]:
            index = bisect_right(self._starts, place) - 1
            if index < 0 or place >= self._ends[index]:
                return _NOTHING
            self._last = self._starts[index], self._ends[index], self._found[index]
        return self._last[2]

    def _page(self, document: bytes, start: int) -> Iterator[tuple[int, int, tuple[int, Mapping[int, int]]]]:
        page = document[start : start + PAGE]
        if len(page) < PAGE:
            return
        count = page[-1]
        step = 13 if self._is_paragraphs else 1
        if 4 * (count + 1) + step * count >= PAGE:
            return
        borders = struct.unpack_from(f"<{count + 1}I", page)
        for index in range(count):
            offset = 2 * page[4 * (count + 1) + step * index]
            yield borders[index], borders[index + 1], self._read(page, offset) if offset else (0, {})

    def _read(self, page: bytes, offset: int) -> tuple[int, Mapping[int, int]]:
        size = page[offset]
        if not self._is_paragraphs:
            return 0, _settings(page[offset + 1 : offset + 1 + size])
        begin = offset + 1 if size else offset + 2
        size = 2 * size - 1 if size else 2 * page[min(offset + 1, PAGE - 1)]
        properties = page[begin : begin + size]
        return (int.from_bytes(properties[:2], "little") if len(properties) >= 2 else 0), _settings(properties[2:])


def _settings(properties: bytes) -> dict[int, int]:
    """Return name → first byte of the value."""
    found: dict[int, int] = {}
    place = 0
    while place + 3 <= len(properties):
        name = int.from_bytes(properties[place : place + 2], "little")
        size = _OPERAND_BYTES[name >> 13]
        found[name] = properties[place + 2]
        if size < 0:
            size = properties[place + 2] + 1
            if name == _LONG_TABLE:
                size = int.from_bytes(properties[place + 2 : place + 4], "little") + 1
        place += 2 + size
    return found


def _numbers(data: bytes, place: int, form: str) -> tuple[int, ...]:
    try:
        return struct.unpack_from(form, data, place)
    except struct.error as error:
        raise DamagedDocument from error
