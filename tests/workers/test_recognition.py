"""Text recognition in its own process: what it reads, where it says that it stands, and what it survives."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from desktop_app.boxes import boxes_of
from desktop_app.domain import Page, Span
from desktop_app.errors import DocumentCrashed, UnsupportedFormat
from desktop_app.workers.parser_client import ParserClient
from tests.samples.documents import make_text
from tests.samples.paragraph import PARAGRAPH
from tests.samples.pictures import LETTERS, MARGIN, PITCH, WORDS, draw_lines, make_picture, make_scan_pdf

pytest.importorskip("rapidocr", reason="text recognition is not installed")
MOST_MEMORY = 1_200 * 1024**2


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def reader(folder: Path) -> Iterator[ParserClient]:
    with ParserClient(folder / "parser.log") as client:
        yield client


@pytest.fixture(scope="module")
def page(reader: ParserClient, folder: Path) -> Page:
    return reader.recognise(make_picture(folder / "a.png"), 1)


def test_a_picture_is_read_word_by_word(page: Page) -> None:
    assert " ".join(page.text.split()) == PARAGRAPH
    assert not page.is_picture
    assert page.label == "picture"


def test_a_word_is_marked_where_it_stands(page: Page) -> None:
    start = page.text.index("white herons")
    (box,) = boxes_of([Span(1, start, start + len("white herons"))], {1: page})
    points = 72 / 96  # a pixel, where the picture does not say
    line = next(number for number, words in enumerate(WORDS) if "white herons" in words)
    assert box.y0 == pytest.approx((MARGIN + line * PITCH) * points, abs=LETTERS / 2)
    assert box.y1 == pytest.approx((MARGIN + line * PITCH + LETTERS) * points, abs=LETTERS / 2)
    assert box.x0 == pytest.approx((MARGIN + _width_before(WORDS[line], "white")) * points, abs=LETTERS / 2)
    assert box.x1 == pytest.approx(
        (MARGIN + _width_before(WORDS[line], "white") + _width("white herons")) * points, abs=LETTERS / 2
    )


def test_every_word_is_marked_from_its_first_letter_to_its_last(page: Page) -> None:
    points, near = 72 / 96, 0.3 * LETTERS  # a letter is about half as wide as it is high
    for line in WORDS:
        at = page.text.index(line)
        for word in re.finditer(r"\S+", line):
            (box,) = boxes_of([Span(1, at + word.start(), at + word.end())], {1: page})
            assert box.x0 / points == pytest.approx(MARGIN + _width(line[: word.start()]), abs=near), word[0]
            assert box.x1 / points == pytest.approx(MARGIN + _width(line[: word.end()]), abs=near), word[0]


def test_a_scanned_page_of_a_pdf_is_read(reader: ParserClient, folder: Path) -> None:
    path = make_scan_pdf(folder / "a.pdf", ["The first page has words.", WORDS])
    assert [one.is_picture for one in reader.parse(path).pages] == [False, True]
    page = reader.recognise(path, 2)
    assert " ".join(page.text.split()) == PARAGRAPH
    assert (page.number, page.label, round(page.width)) == (2, "page 2", 400)


def test_a_picture_without_words_has_none(reader: ParserClient, folder: Path) -> None:
    draw_lines(()).save(folder / "blank.png")
    assert reader.recognise(folder / "blank.png", 1).text == ""


def test_only_pictures_are_recognised(reader: ParserClient, folder: Path) -> None:
    with pytest.raises(UnsupportedFormat, match="its text can be read"):
        reader.recognise(make_text(folder / "a.txt"), 1)


def test_documents_are_read_by_another_process_that_stays_small(reader: ParserClient, folder: Path, page: Page) -> None:
    reader.parse(make_text(folder / "a.txt"))
    assert reader.pid != reader.recogniser_pid
    assert psutil.Process(reader.pid).memory_info().rss < 200 * 1024**2


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the largest memory ever used")
def test_a_large_page_takes_no_more_memory_than_promised(reader: ParserClient, folder: Path) -> None:
    draw_lines([" ".join([PARAGRAPH] * 2)] * 3, (2_480, 3_508)).save(folder / "large.png")
    assert PARAGRAPH.split()[1] in reader.recognise(folder / "large.png", 1).text
    status = Path(f"/proc/{reader.recogniser_pid}/status").read_text()
    peak = next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))
    assert peak < MOST_MEMORY


def test_a_crash_costs_one_page_and_rest_gives_memory_back(reader: ParserClient, folder: Path, page: Page) -> None:
    reader.recognise(folder / "a.png", 1)
    assert reader.recogniser_pid
    process = psutil.Process(reader.recogniser_pid)
    os.kill(process.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    process.wait()
    try:
        assert reader.recognise(folder / "a.png", 1).text == page.text
    except DocumentCrashed:
        assert reader.recognise(folder / "a.png", 1).text == page.text
    process = psutil.Process(reader.recogniser_pid)
    reader.rest()
    assert reader.recogniser_pid is None
    assert not process.is_running()


def _width(text: str) -> float:
    from PIL import ImageFont

    return ImageFont.load_default(LETTERS).getlength(text)


def _width_before(line: str, word: str) -> float:
    return _width(line[: line.index(word)])
