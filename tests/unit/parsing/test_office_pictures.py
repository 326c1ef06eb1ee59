"""Letters that were scanned and pasted into texts or slides are pages to be recognised; what adorns is not."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest

from desktop_app.domain import Page
from desktop_app.errors import UnsupportedFormat
from desktop_app.parsing.open_document import OpenDocumentParser
from desktop_app.parsing.recognition import can_recognise
from desktop_app.parsing.slides import SlidesParser
from desktop_app.parsing.word import WordParser
from tests.samples.office_documents import OFFICE, make_docx, make_open_document, make_pptx, make_zip
from tests.samples.paragraph import PARAGRAPH
from tests.samples.pictures import draw_lines

needs_recognition = pytest.mark.skipif(not can_recognise(), reason="the extra “ocr” is not installed")
LETTER = ["The heron lease ends", "in ninety days."]


def picture(lines: list[str] = LETTER, size: tuple[int, int] = (800, 400)) -> io.BytesIO:
    kept = io.BytesIO()
    draw_lines(lines, size).save(kept, "PNG")
    kept.seek(0)
    return kept


def word(path: Path, *blocks: str | io.BytesIO) -> Path:
    def build(document: "docx.document.Document") -> None:
        for block in blocks:
            if isinstance(block, str):
                document.add_paragraph(block)
            else:
                document.add_picture(block)

    return make_docx(path, build=build)


def slides(path: Path, *shapes: str) -> Path:
    """Write a presentation whose slides may show the picture `p`."""
    make_pptx(path, shapes)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["ppt/media/p.png"] = picture().getvalue()
    for number in range(1, len(shapes) + 1):
        parts[f"ppt/slides/_rels/s{number}.xml.rels"] = (
            f'<Relationships><Relationship Id="p" Type="{OFFICE}/image" Target="../media/p.png"/></Relationships>'
        ).encode()
    return make_zip(path, parts)


def open_document(path: Path, kind: str, body: str, pictures: Sequence[io.BytesIO]) -> Path:
    """Write an OpenDocument file; `body` may show its pictures as Pictures/0.png and so on."""
    make_open_document(path, kind, body)
    with zipfile.ZipFile(path, "a") as archive:
        for number, one in enumerate(pictures):
            archive.writestr(f"Pictures/{number}.png", one.getvalue())
    return path


def shown(number: int) -> str:
    return f'<draw:frame><draw:image href="Pictures/{number}.png"/></draw:frame>'


TITLE = '<p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><a:p><a:t>Letters</a:t></a:p></p:sp>'
TEXT = f"<p:sp><a:p><a:t>{PARAGRAPH}</a:t></a:p></p:sp>"
PICTURE = '<p:pic><p:blipFill><a:blip r:embed="p"/></p:blipFill></p:pic>'


def shape_of(page: Page) -> tuple[int, str, bool]:
    return page.number, page.label, page.is_picture


@needs_recognition
def test_a_word_file_of_scans_is_pages_to_be_recognised(tmp_path: Path) -> None:
    path = word(tmp_path / "a.docx", "Letters of 1994", picture(), picture(["Owls pay no rent."]))
    pages = list(WordParser().open(path).pages)
    assert [shape_of(page) for page in pages] == [(1, "", False), (2, "picture 1", True), (3, "picture 2", True)]
    read = WordParser().recognise(path, 3)
    assert shape_of(read) == (3, "picture 2", False)
    assert "Owls pay no rent." in read.text
    assert read.lines
    assert WordParser().render(path, 2, 1.0).width == pages[1].width
    with pytest.raises(UnsupportedFormat):
        WordParser().recognise(path, 1)


@needs_recognition
def test_a_word_file_with_nothing_but_a_scan_is_not_empty(tmp_path: Path) -> None:
    (page,) = WordParser().open(word(tmp_path / "a.docx", picture())).pages
    assert shape_of(page) == (1, "picture 1", True)


@pytest.mark.parametrize("blocks", [([PARAGRAPH] * 20, (800, 400)), (["Short."], (200, 90))], ids=["text", "small"])
def test_a_picture_that_goes_with_a_text_or_is_small_adorns_it(
    tmp_path: Path, blocks: tuple[list[str], tuple[int, int]]
) -> None:
    texts, size = blocks
    pages = list(WordParser().open(word(tmp_path / "a.docx", *texts, picture(size=size))).pages)
    assert [page.is_picture for page in pages] == [False]


@needs_recognition
def test_a_slide_that_holds_only_a_scan_is_a_page_to_be_recognised(tmp_path: Path) -> None:
    path = slides(tmp_path / "a.pptx", TITLE + TEXT + PICTURE, PICTURE, TITLE + PICTURE)
    pages = list(SlidesParser().open(path).pages)
    assert [shape_of(page) for page in pages] == [
        (1, "slide 1", False),
        (2, "slide 2", True),
        (3, "slide 3", False),
        (4, "slide 3", True),
    ]
    assert "heron lease ends" in SlidesParser().recognise(path, 2).text
    assert SlidesParser().render(path, 4, 1.0).png


@needs_recognition
def test_an_open_document_of_scans_is_pages_to_be_recognised(tmp_path: Path) -> None:
    body = f"<text:p>Letters of 1994</text:p><text:p>{shown(0)}</text:p><text:p>{shown(1)}{shown(1)}</text:p>"
    path = open_document(tmp_path / "a.odt", "text", body, [picture(), picture(["Owls pay no rent."])])
    pages = list(OpenDocumentParser().open(path).pages)
    assert [shape_of(page) for page in pages] == [(1, "", False), (2, "picture 1", True), (3, "picture 2", True)]
    read = OpenDocumentParser().recognise(path, 3)
    assert shape_of(read) == (3, "picture 2", False)
    assert "Owls pay no rent." in read.text
    assert OpenDocumentParser().render(path, 2, 1.0).width == pages[1].width
    with pytest.raises(UnsupportedFormat):
        OpenDocumentParser().recognise(path, 1)


def test_a_picture_that_adorns_an_open_document_and_one_outside_of_it_are_left_alone(tmp_path: Path) -> None:
    outside = '<draw:frame><draw:image href="../0.png"/><draw:image href="http://example.org/a.png"/></draw:frame>'
    body = f"<text:p>{PARAGRAPH}</text:p>" * 20 + f"<text:p>{shown(0)}{outside}</text:p>"
    (page,) = OpenDocumentParser().open(open_document(tmp_path / "a.odt", "text", body, [picture()])).pages
    assert not page.is_picture


@needs_recognition
def test_a_slide_of_an_open_document_that_holds_only_a_scan_is_a_page_to_be_recognised(tmp_path: Path) -> None:
    title = '<draw:frame presentation:class="title"><text:p>Letters</text:p></draw:frame>'
    words = f"<draw:frame><text:p>{PARAGRAPH}</text:p></draw:frame>"
    body = "".join(f"<draw:page>{shapes}</draw:page>" for shapes in (words + shown(0), shown(0), title + shown(0)))
    path = open_document(tmp_path / "a.odp", "presentation", body, [picture()])
    pages = list(OpenDocumentParser().open(path).pages)
    assert [shape_of(page) for page in pages] == [
        (1, "slide 1", False),
        (2, "slide 2", True),
        (3, "slide 3", False),
        (4, "slide 3", True),
    ]
    assert "heron lease ends" in OpenDocumentParser().recognise(path, 4).text
    assert OpenDocumentParser().render(path, 2, 1.0).png
