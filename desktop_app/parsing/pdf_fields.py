"""What was filled into the form fields of a PDF page: it is drawn there, but is no part of the page's text."""

import ctypes
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.pdf_characters import Run, placement_of

MAX_FIELDS = 2_000
MAX_VALUE = 20_000  # characters
TYPICAL_SIZE = 0.7  # of a one-line field's height
MAX_SIZE = 12.0


def with_fields(runs: Sequence[Run], page: pdfium.PdfPage) -> list[Run]:
    """Return the runs with one more for each filled field, behind the label to its left."""
    joined = list(runs)
    for field in _fields(page) if page.formenv else ():
        joined.insert(_place_behind_label(joined, field), field)
    return joined


def _place_behind_label(runs: Sequence[Run], field: Run) -> int:
    middle = (field.top + field.bottom) / 2
    labels = [
        (run.right, index)
        for index, run in enumerate(runs)
        if run.top <= middle <= run.bottom and run.right <= field.left + run.size
    ]
    return max(labels)[1] + 1 if labels else len(runs)


def _fields(page: pdfium.PdfPage) -> Iterator[Run]:
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), MAX_FIELDS)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            if pdfium_c.FPDFAnnot_GetSubtype(annotation) == pdfium_c.FPDF_ANNOT_WIDGET:
                yield from _filled(page, annotation)
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)


def _filled(page: pdfium.PdfPage, annotation: object) -> Iterator[Run]:
    form, box = page.formenv, pdfium_c.FS_RECTF()
    kind = pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation)
    written = (pdfium_c.FPDF_FORMFIELD_TEXTFIELD, pdfium_c.FPDF_FORMFIELD_COMBOBOX, pdfium_c.FPDF_FORMFIELD_LISTBOX)
    if kind not in written or not pdfium_c.FPDFAnnot_GetRect(annotation, box):
        return
    needed = pdfium_c.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0)
    if not 2 < needed <= 2 * MAX_VALUE:
        return
    buffer = ctypes.create_string_buffer(needed)
    pointer = ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR))
    pdfium_c.FPDFAnnot_GetFormFieldValue(form, annotation, pointer, needed)
    text = one_line(buffer.raw.decode("utf-16-le", errors="replace").rstrip("\0"))
    if not text:
        return
    a, b, c, d, e, f = placement_of(page)
    xs = sorted((a * box.left + c * box.bottom + e, a * box.right + c * box.top + e))
    ys = sorted((b * box.left + d * box.bottom + f, b * box.right + d * box.top + f))
    step = (xs[1] - xs[0]) / len(text)
    edges = [xs[0] + step * place for place in range(len(text) + 1)]
    yield Run(text, edges, ys[0], ys[1], min(TYPICAL_SIZE * (ys[1] - ys[0]), MAX_SIZE), is_bold=False)
