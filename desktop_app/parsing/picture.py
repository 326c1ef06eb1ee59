"""Pictures: scans and photographs as single files. They have no text until it is recognised.

How many pixels a file unfolds to is read from its header and bounded before any is decoded.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from desktop_app.domain import Page
from desktop_app.errors import BadInput, DamagedDocument, DocumentTooLarge, NoText
from desktop_app.parsing.base import OpenedDocument, PageImage
from desktop_app.parsing.held_file import openable
from desktop_app.parsing.page_builder import require_text
from desktop_app.parsing.recognition import LONGEST_SIDE, recognise_page
from desktop_app.parsing.source import MEGABYTE, check_file

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 200 * MEGABYTE
MAX_PIXELS = 100_000_000  # A3 at 700 dots an inch; three bytes each while they are decoded
MAX_PAGES = 1_000
# No other format of the library is let near the bytes: some of them start programs.
FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")
PAGED = frozenset({"TIFF"})  # in the others further frames are movement
USUAL_DENSITY = 96.0  # pixels an inch, where the file does not say
CREDIBLE_DENSITY = (50.0, 1200.0)
POINTS_AN_INCH = 72.0
ORIENTATION = 0x0112  # the EXIF tag
_TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # its value → PIL's Transpose


class PictureParser:
    """Scans, photographs and screenshots."""

    suffixes: ClassVar[frozenset[str]] = frozenset({
        ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".gif",
    })  # fmt: skip
    name: ClassVar[str] = "Picture"

    def open(self, path: Path) -> OpenedDocument:
        with _opened(path) as image:
            count = _page_count(image)
        return OpenedDocument(path.stem, count, require_text(_pages(path), NoText))

    def render(self, path: Path, number: int, scale: float) -> PageImage:
        with _opened(path) as image:
            width, height = _page_size(image, number)
            longest = max(1, round(max(width, height) * min(scale, 4.0)))
            drawn = _decoded(image, min(longest, 2 * LONGEST_SIDE))
        written = io.BytesIO()
        drawn.save(written, "PNG", compress_level=1)
        return PageImage(written.getvalue(), width, height)

    def recognise(self, path: Path, number: int) -> Page:
        with _opened(path) as image:
            size = _page_size(image, number)
            label = _label(number, _page_count(image))
            return recognise_page(_decoded(image, LONGEST_SIDE), number, label, size)


def _pages(path: Path) -> Iterator[Page]:
    with _opened(path) as image:
        count = _page_count(image)
        for number in range(1, count + 1):
            width, height = _page_size(image, number)
            yield Page(number, "", _label(number, count), width=width, height=height, is_picture=True)


def _label(number: int, count: int) -> str:
    return f"page {number}" if count > 1 else "picture"


@contextmanager
def _opened(path: Path) -> Iterator["Image.Image"]:
    """Open a picture without decoding it; whatever breaks in here is a DocumentError."""
    from PIL import Image, UnidentifiedImageError

    check_file(path, MAX_BYTES)
    Image.MAX_IMAGE_PIXELS = None  # the bound is ours, and holds for every page of the file
    try:
        with Image.open(openable(path), formats=FORMATS) as image:
            _check_size(image)
            yield image
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError) as error:
        raise DamagedDocument from error


def _page_count(image: "Image.Image") -> int:
    count = getattr(image, "n_frames", 1) if image.format in PAGED else 1
    if count > MAX_PAGES:
        raise DocumentTooLarge(f"The picture has more than {MAX_PAGES:,} pages; split it.")
    return max(int(count), 1)


def _page_size(image: "Image.Image", number: int) -> tuple[float, float]:
    """Go to a page and return its size in points, as it is seen upright."""
    if not 1 <= number <= _page_count(image):
        raise BadInput(f"There is no page {number}: the picture has {_page_count(image)}.")
    if number > 1 or image.tell():
        image.seek(number - 1)
    _check_size(image)
    width, height = (
        pixels / density * POINTS_AN_INCH for pixels, density in zip(image.size, _density(image), strict=True)
    )
    return (height, width) if _is_on_its_side(image) else (width, height)


def _check_size(image: "Image.Image") -> None:
    if image.width < 1 or image.height < 1:
        raise DamagedDocument
    if image.width * image.height > MAX_PIXELS:
        raise DocumentTooLarge(
            f"The picture has {image.width:,} by {image.height:,} pixels, more than Carrel decodes; scale it down."
        )


def _density(image: "Image.Image") -> tuple[float, float]:
    """Return dots an inch across and down; both the usual one where the file's are not to be believed."""
    try:
        across, down = (float(value) for value in image.info.get("dpi", ()))
    except (TypeError, ValueError, ZeroDivisionError):
        return USUAL_DENSITY, USUAL_DENSITY
    least, most = CREDIBLE_DENSITY
    if least <= across <= most and least <= down <= most:
        return across, down
    return USUAL_DENSITY, USUAL_DENSITY


def _is_on_its_side(image: "Image.Image") -> bool:
    return _orientation(image) in (5, 6, 7, 8)


def _orientation(image: "Image.Image") -> int:
    return int(image.getexif().get(ORIENTATION, 1))


def _decoded(image: "Image.Image", longest: int) -> "Image.Image":
    """Return the page upright on white, with at most `longest` pixels on a side."""
    from PIL import Image

    turn = _TURNS.get(_orientation(image))
    if image.format in ("JPEG", "MPO"):
        image.draft("RGB", (longest, longest))  # decodes a large one smaller, and never below what is asked
    factor = max(max(image.size) // longest, 1)
    whole: Image.Image = image
    if image.mode.startswith(("I", "F")):
        whole = _in_eight_bits(image.resize((max(image.width // factor, 1), max(image.height // factor, 1)), 0))
    elif image.mode == "1":
        whole = image.convert("L").reduce(factor)
    elif factor > 1:
        whole = _without_palette(image).reduce(factor)
    if turn is not None:
        whole = whole.transpose(Image.Transpose(turn))
    if whole.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in whole.info:
        whole = Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole.convert("RGBA"))
    page = whole.convert("RGB")
    page.thumbnail((longest, longest))
    return page


def _without_palette(image: "Image.Image") -> "Image.Image":
    return image.convert("RGBA" if "transparency" in image.info else "RGB") if image.mode == "P" else image


def _in_eight_bits(image: "Image.Image") -> "Image.Image":
    """Spread what the picture uses of its many greys over the 256 that are seen."""
    wide = image.convert("F")
    lowest, highest = wide.getextrema()
    assert isinstance(lowest, float)
    assert isinstance(highest, float)
    scale = 255.0 / max(highest - lowest, 1e-9)
    return wide.point(lambda value: value * scale - lowest * scale).convert("L")
