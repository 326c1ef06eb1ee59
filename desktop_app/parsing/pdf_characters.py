"""The characters of one PDF page with their places, straight from PDFium.

The raw C functions are called per character (about 2 µs each): PDFium's own text strings
count in UTF-16 and leave characters out, so their indices don't lead back to places.
Places are points from the upper left corner of the page as it is drawn, whatever its
rotation and crop box.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from desktop_app.parsing.clean_text import clean

MAX_CHARACTERS = 500_000  # on one page; a page of small print has 15,000
HYPHEN_AT_LINE_END = 2  # what PDFium makes of a hyphen at which it believes a word goes on
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
BOLD_WEIGHT = 600
WIDE_GAP = 1.5  # of the font size: beyond it two words are not neighbours in a sentence
_UNIT = 100_000  # PageToDevice returns whole numbers, so it is asked on a large scale


@dataclass(slots=True)
class Run:
    """Neighbouring characters on one baseline; `edges` has one value more than `text`."""

    text: str
    edges: list[float]
    top: float
    bottom: float
    size: float
    is_bold: bool
    is_upright: bool = True

    @property
    def left(self) -> float:
        return min(self.edges[0], self.edges[-1])

    @property
    def right(self) -> float:
        return max(self.edges[0], self.edges[-1])


@dataclass(slots=True)
class _Character:
    text: str
    left: float
    right: float
    top: float
    bottom: float


def read_runs(page: pdfium.PdfPage) -> list[Run]:
    """Return the runs of one page in the order in which the file draws them."""
    text_page = page.get_textpage()
    try:
        return list(_Collector(page, text_page.raw).runs())
    finally:
        text_page.close()


class _Collector:
    def __init__(self, page: pdfium.PdfPage, text_page: object) -> None:
        self._text_page = text_page
        self._place = _placement(page)
        self._box = pdfium_c.FS_RECTF()
        self._matrix = pdfium_c.FS_MATRIX()

    def runs(self) -> Iterator[Run]:
        """Gather characters until a line ends or the next one stands elsewhere."""
        gathered: list[_Character] = []
        style = (0.0, False)
        for index, text in self._texts():
            if text == "\n":
                yield from _finished(gathered, *style)
                gathered = []
                continue
            character = self._placed(index, text)
            if text == " ":
                if gathered and gathered[-1].text != " ":
                    gathered.append(_space_after(gathered[-1], character))
                continue
            if gathered and _stands_apart(gathered, character, style[0]):
                yield from _finished(gathered, *style)
                gathered = []
            if not gathered:
                style = self._style(index, character)
            gathered.extend(_without_ligature(character))
        yield from _finished(gathered, *style)

    def _texts(self) -> Iterator[tuple[int, str]]:
        """Yield index and text of each character: "\\n" ends a line, "\\x02" is a hyphen there."""
        count = min(pdfium_c.FPDFText_CountChars(self._text_page), MAX_CHARACTERS)
        get_unicode, page = pdfium_c.FPDFText_GetUnicode, self._text_page
        high = 0
        for index in range(count):
            code = get_unicode(page, index)
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if high and 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            high = 0
            if code in (10, 13):
                yield index, "\n"
            elif code == HYPHEN_AT_LINE_END:
                yield index, "\x02"
            elif code > 32:
                text = clean(chr(code)) if code < 0x110000 else ""
                if text:
                    yield index, " " if text.isspace() else text
            elif code in (32, 9):
                yield index, " "

    def _placed(self, index: int, text: str) -> _Character:
        box, (a, b, c, d, e, f) = self._box, self._place
        if not pdfium_c.FPDFText_GetLooseCharBox(self._text_page, index, box):
            box.left = box.right = box.top = box.bottom = 0.0
        x0, x1 = a * box.left + c * box.bottom + e, a * box.right + c * box.top + e
        y0, y1 = b * box.left + d * box.bottom + f, b * box.right + d * box.top + f
        return _Character(text, min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1))

    def _style(self, index: int, character: _Character) -> tuple[float, bool]:
        """Return the size as drawn, in points, and whether the font is bold."""
        size = pdfium_c.FPDFText_GetFontSize(self._text_page, index)
        if pdfium_c.FPDFText_GetMatrix(self._text_page, index, self._matrix):
            size *= hypot(self._matrix.c, self._matrix.d)
        if not 0.5 < size < 2000:
            size = max(character.bottom - character.top, 1.0)
        return size, self._is_bold(index)

    def _is_bold(self, index: int) -> bool:
        name = ctypes.create_string_buffer(128)
        flags = ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(self._text_page, index, name, 128, flags)
        lowered = name.value.lower()
        if b"bold" in lowered or b"black" in lowered or b"heavy" in lowered:
            return True
        return bool(pdfium_c.FPDFText_GetFontWeight(self._text_page, index) >= BOLD_WEIGHT)


def _placement(page: pdfium.PdfPage) -> tuple[float, float, float, float, float, float]:
    """Return the six numbers that take PDF coordinates to points from the drawn page's upper left."""
    width, height = page.get_size()
    across, down = ctypes.c_double(), ctypes.c_double()

    def point(x: int, y: int) -> tuple[float, float]:
        # DeviceToPage answers in fractions; the inverse of three of its points is the placement.
        pdfium_c.FPDF_DeviceToPage(page.raw, 0, 0, _UNIT, _UNIT, 0, x, y, across, down)
        return across.value, down.value

    (x0, y0), (x1, y1), (x2, y2) = point(0, 0), point(_UNIT, 0), point(0, _UNIT)
    ux, uy, vx, vy = (x1 - x0) / width, (y1 - y0) / width, (x2 - x0) / height, (y2 - y0) / height
    determinant = ux * vy - uy * vx
    if not determinant:
        return 1.0, 0.0, 0.0, -1.0, 0.0, height
    a, b, c, d = vy / determinant, -uy / determinant, -vx / determinant, ux / determinant
    return a, b, c, d, -(a * x0 + c * y0), -(b * x0 + d * y0)


def _stands_apart(gathered: list[_Character], new: _Character, size: float) -> bool:
    last = gathered[-1] if gathered[-1].text != " " or len(gathered) < 2 else gathered[-2]
    height = max(min(last.bottom - last.top, new.bottom - new.top), 0.1)
    overlap = min(last.bottom, new.bottom) - max(last.top, new.top)
    if _is_upwards(last, new):
        return abs((last.left + last.right) - (new.left + new.right)) > 2 * size
    if overlap < 0.3 * height:
        return True
    return new.left - last.right > WIDE_GAP * size or (new.left < last.left - size and not _is_right_to_left(new.text))


def _is_upwards(last: _Character, new: _Character) -> bool:
    """Whether writing goes up or down the page: characters stacked without moving sideways."""
    touch = min(abs(last.top - new.bottom), abs(new.top - last.bottom))
    same_column = abs(last.left - new.left) < 0.3 and abs(last.right - new.right) < 0.3
    return same_column and last.text != " " and touch < 0.5


def _is_right_to_left(text: str) -> bool:
    return "\u0590" <= text[0] <= "\u08ff" or "\ufb1d" <= text[0] <= "\ufefc"


def _space_after(last: _Character, space: _Character) -> _Character:
    """A space that PDFium made up has no width of its own: it fills what follows."""
    return _Character(" ", last.right, max(last.right, space.right), last.top, last.bottom)


def _without_ligature(character: _Character) -> Iterator[_Character]:
    text = LIGATURES.get(character.text, character.text)
    step = (character.right - character.left) / len(text)
    for position, letter in enumerate(text):
        left = character.left + position * step
        yield _Character(letter, left, left + step, character.top, character.bottom)


def _finished(gathered: list[_Character], size: float, is_bold: bool) -> Iterator[Run]:
    while gathered and gathered[-1].text == " ":
        gathered.pop()
    if not gathered:
        return
    is_upright = len(gathered) < 3 or not _is_upwards(gathered[0], gathered[1])
    text = "".join(character.text for character in gathered)
    tops = sorted(character.top for character in gathered)
    bottoms = sorted(character.bottom for character in gathered)
    middle = len(gathered) // 2
    top, bottom = (tops[middle], bottoms[middle]) if is_upright else (tops[0], bottoms[-1])
    yield Run(text, _edges(gathered, is_upright), top, bottom, size, is_bold, is_upright)


def _edges(gathered: list[_Character], is_upright: bool) -> list[float]:
    """Edges rise from left to right; in a run written from right to left they fall."""
    if not is_upright:
        left, right = min(one.left for one in gathered), max(one.right for one in gathered)
        return [left + (right - left) * step / len(gathered) for step in range(len(gathered) + 1)]
    if sum(_is_right_to_left(one.text) for one in gathered) * 2 > len(gathered):
        return _never_rising([*(one.right for one in gathered), gathered[-1].left])
    edges = [one.left for one in gathered]
    edges.append(gathered[-1].right)
    for index in range(1, len(edges)):
        edges[index] = max(edges[index], edges[index - 1])
    return edges


def _never_rising(edges: list[float]) -> list[float]:
    for index in range(1, len(edges)):
        edges[index] = min(edges[index], edges[index - 1])
    return edges
