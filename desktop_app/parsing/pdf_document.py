"""One opened PDF: its title, outline, pages and page images. Scripts in it are never run."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from desktop_app.domain import Page
from desktop_app.errors import BadInput, DamagedDocument, EncryptedDocument, UnsupportedFormat
from desktop_app.parsing.base import PageImage
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.held_file import HeldFile
from desktop_app.parsing.passwords import PASSWORD_NEEDED, WRONG_PASSWORD
from desktop_app.parsing.pdf_characters import Run, read_runs
from desktop_app.parsing.pdf_fields import with_fields
from desktop_app.parsing.pdf_layout import read_blocks
from desktop_app.parsing.pdf_pictures import is_picture
from desktop_app.parsing.pdf_text import build_page, fold

MAX_PIXELS = 12_000_000  # A4 at 350 dots an inch: 36 MB while it is drawn, 48 MB as a message if nothing compresses
MAX_OUTLINE = 5_000
SAMPLED_PAGES = 6
USUAL_SIZE = 10.0
_PROGRAM = re.compile(r"^(?:Microsoft (?:Word|PowerPoint|Excel) - |PowerPoint Presentation$)", re.IGNORECASE)
_NO_TITLE = re.compile(r"untitled\d*|unknown|\(?anonymous\)?|document\d*|title|none|blank|slide \d+|.*\.\w{2,4}", re.I)


def open_pdf(path: Path, password: str = "") -> pdfium.PdfDocument:
    """Open with a password; the empty one also opens what only an owner's password protects."""
    try:
        document = pdfium.PdfDocument(_openable(path), password=password or None)
        document.init_forms()  # filled fields are drawn, and can be read; this PDFium has no JavaScript
        return document
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", 0)
        if code == pdfium_c.FPDF_ERR_PASSWORD:
            raise EncryptedDocument(WRONG_PASSWORD if password else PASSWORD_NEEDED) from error
        if code == pdfium_c.FPDF_ERR_SECURITY:
            raise UnsupportedFormat(
                "The PDF is protected in a way that can't be read; save a copy without it."
            ) from error
        raise DamagedDocument from error


def _openable(path: Path) -> Path | bytes:
    """PDFium takes names in UTF-8 only; a file with another name, or none on the disk, is handed over as bytes."""
    if isinstance(path, HeldFile):
        return path.data
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return path.read_bytes()
    return path


def read_title(document: pdfium.PdfDocument) -> str:
    """Return the title that the author gave, empty where a program only filled something in."""
    title = _PROGRAM.sub("", one_line(document.get_metadata_value("Title")))[:200]
    return "" if len(title) < 3 or _NO_TITLE.fullmatch(title) else title


def read_pages(document: pdfium.PdfDocument) -> Iterator[Page]:
    """Yield every page; one that can't be loaded is empty, none that can be is DamagedDocument."""
    count = len(document)
    sampled = {index: _read(document, index) for index in range(0, count, max(1, count // SAMPLED_PAGES))}
    body_size = _body_size(read.runs for read in filter(None, sampled.values()))
    outline = _read_outline(document)
    has_page = False
    for index in range(count):
        found = sampled.pop(index) if index in sampled else _read(document, index)
        if found is None:
            yield Page(index + 1, "", f"page {index + 1}")
            continue
        has_page = True
        page = build_page(
            index + 1, read_blocks(found.runs, found.size[0]), found.size, body_size, outline.get(index, {})
        )
        yield replace(page, is_picture=True) if found.is_picture else page
    if not has_page:
        raise DamagedDocument


@dataclass(frozen=True, slots=True)
class _ReadPage:
    """What a page holds, and its size in points."""

    runs: Sequence[Run]
    size: tuple[float, float]
    is_picture: bool


def _read(document: pdfium.PdfDocument, index: int) -> _ReadPage | None:
    """Return what a page holds, None where it can't be loaded."""
    page = _load(document, index)
    if page is None:
        return None
    try:
        runs = with_fields(read_runs(page), page)
        return _ReadPage(runs, page.get_size(), is_picture(page, runs))
    except pdfium.PdfiumError:
        return None
    finally:
        page.close()


def draw_page(document: pdfium.PdfDocument, number: int, scale: float) -> PageImage:
    """Draw page `number` as PNG, smaller than asked where it would have more than MAX_PIXELS."""
    if not 1 <= number <= len(document):
        raise BadInput(f"There is no page {number}: the document has {len(document)}.")
    page = _load(document, number - 1)
    if page is None:
        raise DamagedDocument
    try:
        width, height = page.get_size()
        scale = min(max(scale, 0.05), (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
        bitmap = page.render(scale=scale)
        written = io.BytesIO()
        bitmap.to_pil().save(written, "PNG", compress_level=1)
        bitmap.close()
    finally:
        page.close()
    return PageImage(written.getvalue(), width, height)


def _load(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage | None:
    try:
        return document[index]
    except pdfium.PdfiumError:
        return None


def _read_outline(document: pdfium.PdfDocument) -> Mapping[int, Mapping[str, int]]:
    """Return, for each page with entries, their folded titles and levels."""
    outline: dict[int, dict[str, int]] = {}
    try:
        for count, entry in enumerate(document.get_toc(max_depth=9)):
            target = entry.get_dest()
            index = target.get_index() if target else None
            if index is not None:
                outline.setdefault(index, {})[fold(entry.get_title())] = entry.level + 1
            if count >= MAX_OUTLINE:
                break
    except pdfium.PdfiumError:
        return {}
    return outline


def _body_size(samples: Iterable[Sequence[Run]]) -> float:
    """Return the font size of most letters."""
    letters: Counter[float] = Counter()
    for runs in samples:
        for run in runs:
            letters[round(run.size * 2) / 2] += len(run.text)
    return letters.most_common(1)[0][0] if letters else USUAL_SIZE
