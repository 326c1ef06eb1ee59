"""The characters of one PDF page with their places, straight from PDFium.

The raw C functions are called per character (about 1 µs each): PDFium's own text strings
count in UTF-16 and leave characters out, so their indices don't lead back to places.
Places are points from the upper left corner of the page as it is drawn, whatever its
rotation and crop box.
"""

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from math import hypot
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from desktop_app.parsing.clean_text import clean

MAX_CHARACTERS = 500_000  # on one page; a page of small print has 15,000
HYPHEN_AT_LINE_END = 2  # what PDFium makes of a hyphen at which it believes a word goes on
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
BOLD_WEIGHT = 600
BOLD_NAMES = (b"bold", b"black", b"heavy")
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
class _Gathered:
    """Characters that will be one run, as columns: this loop sees every character of a document."""

    texts: list[str] = field(default_factory=list)
    lefts: list[float] = field(default_factory=list)
    rights: list[float] = field(default_factory=list)
    tops: list[float] = field(default_factory=list)
    bottoms: list[float] = field(default_factory=list)
    styles: Counter[tuple[float, bool]] = field(default_factory=Counter)

    def add(self, text: str, left: float, top: float, right: float, bottom: float) -> None:
        self.texts.append(text)
        self.lefts.append(left)
        self.rights.append(right)
        self.tops.append(top)
        self.bottoms.append(bottom)

    def add_space(self) -> None:
        """A space begins where the last character ends; PDFium's own ones have no width."""
        if self.texts and self.texts[-1] != " ":
            self.add(" ", self.rights[-1], self.tops[-1], self.rights[-1], self.bottoms[-1])


def read_runs(page: pdfium.PdfPage) -> list[Run]:
    """Return the runs of one page in the order in which the file draws them."""
    text_page = page.get_textpage()
    try:
        return list(_gather(text_page.raw, placement_of(page)))
    finally:
        text_page.close()


def _gather(text_page: Any, placement: tuple[float, ...]) -> Iterator[Run]:
    """Gather characters until a line ends or the next one stands elsewhere."""
    a, b, c, d, e, f = placement
    box, styles = pdfium_c.FS_RECTF(), _Styles(text_page)
    get_box = pdfium_c.FPDFText_GetLooseCharBox
    gathered, size = _Gathered(), 0.0
    begins_word = True
    for index, text in _texts(text_page):
        if text == "\n":
            yield from _finished(gathered)
            gathered = _Gathered()
            continue
        if text == " ":
            gathered.add_space()
            begins_word = True
            continue
        if not get_box(text_page, index, box):
            continue
        x0, x1 = a * box.left + c * box.bottom + e, a * box.right + c * box.top + e
        y0, y1 = b * box.left + d * box.bottom + f, b * box.right + d * box.top + f
        left, right = (x0, x1) if x0 <= x1 else (x1, x0)
        top, bottom = (y0, y1) if y0 <= y1 else (y1, y0)
        if gathered.texts and _stands_apart(gathered, left, top, right, bottom, size):
            yield from _finished(gathered)
            gathered = _Gathered()
        if begins_word or not gathered.texts:
            size, is_bold = styles.at(index, bottom - top)
            gathered.styles[size, is_bold] += 1
            begins_word = False
        if len(text) == 1:
            gathered.add(text, left, top, right, bottom)
        else:
            step = (right - left) / len(text)
            for place, letter in enumerate(text):
                gathered.add(letter, left + place * step, top, left + (place + 1) * step, bottom)
    yield from _finished(gathered)


def _texts(text_page: Any) -> Iterator[tuple[int, str]]:
    """Yield index and text of each character: "\\n" ends a line, "\\x02" is a hyphen there."""
    get_unicode = pdfium_c.FPDFText_GetUnicode
    high = 0
    for index in range(min(pdfium_c.FPDFText_CountChars(text_page), MAX_CHARACTERS)):
        code = get_unicode(text_page, index)
        if 32 < code < 127:
            yield index, chr(code)
        elif code in (32, 9):
            yield index, " "
        elif code in (10, 13):
            yield index, "\n"
        elif code == HYPHEN_AT_LINE_END:
            yield index, "\x02"
        elif 0xD800 <= code < 0xDC00:
            high = code
        elif code > 127:
            if high and 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            high = 0
            text = clean(chr(code)) if code < 0x110000 else ""
            if text:
                yield index, " " if text.isspace() else LIGATURES.get(text, text)


class _Styles:
    """Size and weight of the font; asked once for each text object of the file."""

    def __init__(self, text_page: Any) -> None:
        self._text_page = text_page
        self._known: dict[int, tuple[float, bool]] = {}
        self._matrix = pdfium_c.FS_MATRIX()

    def at(self, index: int, height: float) -> tuple[float, bool]:
        """Return the size as drawn, in points (from the letter's height where it is absurd), and boldness."""
        text_object = pdfium_c.FPDFText_GetTextObject(self._text_page, index)
        key = ctypes.addressof(text_object.contents) if text_object else -1 - index
        style = self._known.get(key)
        if style is None:
            style = self._known[key] = self._size(index, height), self._is_bold(index)
        return style

    def _size(self, index: int, height: float) -> float:
        size = pdfium_c.FPDFText_GetFontSize(self._text_page, index)
        if pdfium_c.FPDFText_GetMatrix(self._text_page, index, self._matrix):
            size *= hypot(self._matrix.c, self._matrix.d)
        return round(size if 0.5 < size < 2000 else max(height, 1.0), 2)

    def _is_bold(self, index: int) -> bool:
        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(self._text_page, index, name, 128, flags)
        if any(word in name.value.lower() for word in BOLD_NAMES):
            return True
        return bool(pdfium_c.FPDFText_GetFontWeight(self._text_page, index) >= BOLD_WEIGHT)


def placement_of(page: pdfium.PdfPage) -> tuple[float, float, float, float, float, float]:
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


def _stands_apart(gathered: _Gathered, left: float, top: float, right: float, bottom: float, size: float) -> bool:
    """Whether a character stands on another line than the last one, or far from it."""
    last = -2 if gathered.texts[-1] == " " and len(gathered.texts) > 1 else -1
    gap = left - gathered.rights[last]
    last_top, last_bottom = gathered.tops[last], gathered.bottoms[last]
    if -0.3 * size < gap < WIDE_GAP * size and abs(top - last_top) < 0.2 * size:
        return False
    if _is_stacked(gathered, last, left, top, bottom):
        return False
    height = max(min(last_bottom - last_top, bottom - top), 0.1)
    if min(last_bottom, bottom) - max(last_top, top) < 0.3 * height:
        return True
    if gap > WIDE_GAP * size:
        return True
    goes_left = len(gathered.texts) == 1 or gathered.lefts[last] < gathered.lefts[0]
    touches = -0.3 * size < gathered.lefts[last] - right < 0.7 * size
    return left < gathered.lefts[last] - size / 2 and not (goes_left and touches)


def _is_stacked(gathered: _Gathered, last: int, left: float, top: float, bottom: float) -> bool:
    """Whether writing goes up or down the page: characters stacked without moving sideways."""
    touch = min(abs(gathered.tops[last] - bottom), abs(top - gathered.bottoms[last]))
    return touch < 0.5 and abs(gathered.lefts[last] - left) < 0.3


def _finished(gathered: _Gathered) -> Iterator[Run]:
    if gathered.texts and gathered.texts[-1] == " ":
        for column in (gathered.texts, gathered.lefts, gathered.rights, gathered.tops, gathered.bottoms):
            column.pop()
    count = len(gathered.texts)
    if not count:
        return
    size = max(gathered.styles.items(), key=lambda style: style[1])[0][0]
    bold_words = sum(words for (_, is_bold), words in gathered.styles.items() if is_bold)
    is_bold = bold_words * 2 > gathered.styles.total()
    tops, bottoms = sorted(gathered.tops), sorted(gathered.bottoms)
    is_upright = count < 3 or tops[-1] - tops[0] < 2 * size or gathered.rights[-1] - gathered.lefts[0] > 2 * size
    top, bottom = (tops[count // 2], bottoms[count // 2]) if is_upright else (tops[0], bottoms[-1])
    yield Run("".join(gathered.texts), _edges(gathered, is_upright), top, bottom, size, is_bold, is_upright)


def _edges(gathered: _Gathered, is_upright: bool) -> list[float]:
    """Edges rise from left to right; where writing goes to the left (Hebrew, Arabic) they fall."""
    lefts, rights, count = gathered.lefts, gathered.rights, len(gathered.texts)
    if not is_upright:
        left, right = min(lefts), max(rights)
        return [left + (right - left) * step / count for step in range(count + 1)]
    if lefts[-1] < lefts[0] and rights[-1] < rights[0]:
        starts = [lefts[max(index - 1, 0)] if gathered.texts[index] == " " else rights[index] for index in range(count)]
        return list(accumulate([*starts, lefts[-1]], min))
    return list(accumulate([*lefts, rights[-1]], max))
