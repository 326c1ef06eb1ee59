"""PDF pages that are pictures: scans, photographs, and letters drawn as shapes.

The pixels of the images on a page are counted before it is drawn, because a file of some
kilobytes can unfold to gigabytes.
"""

import ctypes
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from desktop_app.errors import BadInput, DamagedDocument, DocumentTooLarge
from desktop_app.parsing.pdf_characters import Run
from desktop_app.parsing.recognition import LONGEST_SIDE

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 150_000_000  # of all images on one page: A3 in colour at 700 dots an inch; PDFium decodes them whole
MAX_OBJECTS = 20_000
MAX_DEPTH = 4  # of forms in forms
MANY_SHAPES = 60  # without a letter among them: writing that was turned into shapes
FEW_LETTERS = 80  # beside a picture that fills the page: a stamp or a page number, not its text
FILLING = 0.6  # of the page's area


def is_picture(page: pdfium.PdfPage, runs: Sequence[Run]) -> bool:
    """Whether the words on the page, if there are any, have to be recognised."""
    letters = sum(character.isalnum() for run in runs for character in run.text)
    if letters > FEW_LETTERS:
        return False
    images, shapes, filled = _count(page)
    width, height = page.get_size()
    if letters:
        return bool(filled > FILLING * width * height)
    return images > 0 or shapes >= MANY_SHAPES


def draw_picture(document: pdfium.PdfDocument, number: int) -> tuple["Image.Image", tuple[float, float]]:
    """Draw page `number` large enough for its words to be recognised; return it with the page's size in points.

    Raises DocumentTooLarge for images that would swell.
    """
    if not 1 <= number <= len(document):
        raise BadInput(f"There is no page {number}: the document has {len(document)}.")
    try:
        page = document[number - 1]
    except pdfium.PdfiumError as error:
        raise DamagedDocument from error
    try:
        if sum(_pixels(found) for found, kind in _objects(page) if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE) > MAX_PIXELS:
            raise DocumentTooLarge("The pictures on this page have more pixels than Carrel decodes; scale them down.")
        size = page.get_size()
        bitmap = page.render(scale=LONGEST_SIDE / max(*size, 1.0), rev_byteorder=True)
        image: Image.Image = bitmap.to_pil().convert("RGB")
        bitmap.close()
        return image, size
    finally:
        page.close()


def _count(page: pdfium.PdfPage) -> tuple[int, int, float]:
    """Return how many images and shapes there are, and the area of the largest image in square points."""
    images, shapes, filled = 0, 0, 0.0
    for found, kind in _objects(page):
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            images += 1
            filled = max(filled, _area(found))
        elif kind in (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_SHADING):
            shapes += 1
    return images, shapes, filled


def _area(found: object) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(found, left, bottom, right, top):
        return 0.0
    return abs(right.value - left.value) * abs(top.value - bottom.value)


def _pixels(image: object) -> int:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium_c.FPDFImageObj_GetImagePixelSize(image, width, height)
    return width.value * height.value


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[object, int]]:
    """Yield (object, kind) of what is drawn on the page, also in forms."""
    forms: list[tuple[object, int]] = []
    for index in range(min(pdfium_c.FPDFPage_CountObjects(page.raw), MAX_OBJECTS)):
        found = pdfium_c.FPDFPage_GetObject(page.raw, index)
        kind = pdfium_c.FPDFPageObj_GetType(found)
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            forms.append((found, 1))
        yield found, kind
    seen = 0
    while forms and seen < MAX_OBJECTS:
        form, depth = forms.pop()
        for index in range(min(pdfium_c.FPDFFormObj_CountObjects(form), MAX_OBJECTS - seen)):
            seen += 1
            found = pdfium_c.FPDFFormObj_GetObject(form, index)
            kind = pdfium_c.FPDFPageObj_GetType(found)
            if kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                forms.append((found, depth + 1))
            yield found, kind
