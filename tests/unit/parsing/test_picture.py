"""Pictures: what is told of them before their text is recognised, and what is refused."""

import io
import struct
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from desktop_app.errors import BadInput, DamagedDocument, DocumentTooLarge, NoText
from desktop_app.parsing.picture import PictureParser
from tests.samples.pictures import WORDS, draw_lines, make_picture, make_scan


def size_of(path: Path) -> tuple[int, int]:
    (page,) = PictureParser().open(path).pages
    return round(page.width), round(page.height)


@pytest.mark.parametrize("suffix", sorted(PictureParser.suffixes))
def test_every_format_is_known_as_a_picture_and_can_be_drawn(suffix: str, tmp_path: Path) -> None:
    path = make_picture(tmp_path / f"a{suffix}")
    (page,) = PictureParser().open(path).pages
    assert page.is_picture
    assert (page.text, page.label) == ("", "picture")
    image = PictureParser().render(path, 1, 1.0)
    assert image.png.startswith(b"\x89PNG")
    assert (image.width, image.height) == (page.width, page.height)


def test_a_scan_of_many_pages_has_them_all(tmp_path: Path) -> None:
    path = make_scan(tmp_path / "a.tiff", [WORDS, WORDS, WORDS])
    pages = list(PictureParser().open(path).pages)
    assert [page.label for page in pages] == ["page 1", "page 2", "page 3"]
    assert [round(page.width) for page in pages] == [384] * 3  # 800 pixels at 150 dots an inch
    with pytest.raises(BadInput, match="no page 4"):
        PictureParser().render(path, 4, 1.0)


def test_of_moving_pictures_only_the_first_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    draw_lines().convert("1").save(path, save_all=True, append_images=[draw_lines(["another"])])
    assert len(list(PictureParser().open(path).pages)) == 1


def test_a_photograph_taken_sideways_stands_upright(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned to the left
    draw_lines().transpose(Image.Transpose.ROTATE_90).save(path, exif=exif)
    assert size_of(path) == (800, 400)  # 72 dots an inch, as EXIF has it where it does not say
    assert PictureParser().render(path, 1, 1.0).width == 800


def test_a_density_that_cannot_be_is_not_believed(tmp_path: Path) -> None:
    draw_lines().save(tmp_path / "a.png", dpi=(1, 1))
    assert size_of(tmp_path / "a.png") == (600, 300)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I", "I;16", "F"])
def test_every_kind_of_pixel_is_drawn_dark_on_light(mode: str, tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    image = draw_lines()
    (image.convert("L").convert("I;16") if mode == "I;16" else image.convert(mode)).save(path)
    drawn = Image.open(io.BytesIO(PictureParser().render(path, 1, 1.0).png)).convert("L")
    assert drawn.getpixel((1, 1)) == 255
    assert drawn.getextrema()[0] < 100


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(tmp_path / "a.png")
    drawn = Image.open(io.BytesIO(PictureParser().render(tmp_path / "a.png", 1, 1.0).png))
    assert drawn.convert("L").getextrema() == (255, 255)


def png_of(width: int, height: int) -> bytes:
    """Return a PNG of some bytes that says it is as large as that."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", header)
        + part(b"IDAT", zlib.compress(bytes(1_000_000)))
        + part(b"IEND", b"")
    )


def test_a_picture_that_would_swell_is_refused_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png_of(60_000, 60_000))
    for attempt in (lambda: PictureParser().open(path), lambda: PictureParser().render(path, 1, 1.0)):
        with pytest.raises(DocumentTooLarge, match="60,000 by 60,000 pixels"):
            attempt()


def test_a_later_page_that_would_swell_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    draw_lines().convert("1").save(
        path, save_all=True, append_images=[Image.new("1", (12_000, 12_000))], compression="group4"
    )
    with pytest.raises(DocumentTooLarge):
        list(PictureParser().open(path).pages)


def test_a_picture_cut_off_is_damaged_when_it_is_drawn(tmp_path: Path) -> None:
    path = make_picture(tmp_path / "a.jpg")
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(DamagedDocument):
        PictureParser().render(path, 1, 1.0)


def test_without_the_extra_a_picture_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_picture(tmp_path / "a.png")
    monkeypatch.setitem(sys.modules, "rapidocr", None)  # as if it could not be found
    for attempt in (lambda: PictureParser().open(path), lambda: PictureParser().recognise(path, 1)):
        with pytest.raises(NoText, match="extra “ocr”"):
            attempt()
