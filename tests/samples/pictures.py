"""Makes pictures of text for the tests: what a scanner or a camera would save."""

from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from tests.samples.paragraph import PARAGRAPH

LETTERS = 28  # pixels high
MARGIN = 60
PITCH = 48  # from line to line, in pixels
WORDS = tuple(" ".join(PARAGRAPH.split()[place : place + 4]) for place in range(0, len(PARAGRAPH.split()), 4))


def draw_lines(lines: Sequence[str] = WORDS, size: tuple[int, int] = (800, 400)) -> Image.Image:
    """Return a white picture with black lines of text."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        pen.text((MARGIN, MARGIN + number * PITCH), line, "black", ImageFont.load_default(LETTERS))
    return image


def make_picture(path: Path, lines: Sequence[str] = WORDS) -> Path:
    """Write a picture in the format that the name says."""
    draw_lines(lines).save(path)
    return path


def make_scan(path: Path, pages: Sequence[Sequence[str]] = (WORDS,)) -> Path:
    """Write a TIFF with one picture a page."""
    first, *others = (draw_lines(lines) for lines in pages)
    first.save(path, save_all=True, append_images=others, dpi=(150, 150))
    return path


def make_scan_pdf(path: Path, pages: Sequence[Sequence[str] | str]) -> Path:
    """Write a PDF whose pages are pictures of lines; a page that is one string has it as text."""
    pdf = FPDF(unit="pt", format=(400, 200))
    pdf.set_font("helvetica", "", 12)
    for page in pages:
        pdf.add_page()
        if isinstance(page, str):
            pdf.text(30, 30, page)
        elif page:
            pdf.image(draw_lines(page), 0, 0, 400, 200)
    pdf.output(str(path))
    return path
