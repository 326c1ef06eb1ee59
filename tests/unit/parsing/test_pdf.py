"""PDF: exact places, honest errors, reading order."""

import io
import sys
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from fpdf import FPDF
from PIL import Image

from desktop_app.domain import Line, Page
from desktop_app.errors import BadInput, DamagedDocument, DocumentTooLarge, EncryptedDocument, NoText
from desktop_app.parsing.pdf import PdfParser
from desktop_app.parsing.pdf_document import MAX_PIXELS
from tests.samples.documents import Big, make_form_pdf, make_lines_pdf, make_pdf, make_picture_pdf
from tests.samples.paragraph import PARAGRAPH
from tests.samples.pictures import WORDS, draw_lines, make_scan_pdf

LONG = " ".join([PARAGRAPH] * 6)
MM = 72 / 25.4


def pages_of(path: Path) -> list[Page]:
    return list(PdfParser().open(path).pages)


def place_of(page: Page, word: str) -> tuple[Line, float, float]:
    """Return the line that holds a word, and the word's left and right edge."""
    at = page.text.index(word)
    line = next(line for line in page.lines if line.start <= at and at + len(word) <= line.end)
    return line, line.edges[at - line.start], line.edges[at - line.start + len(word)]


def text_within(path: Path, number: int, box: tuple[float, float, float, float]) -> str:
    """What PDFium itself finds in a rectangle (points from the upper left)."""
    page = pdfium.PdfDocument(path)[number - 1]
    height = page.get_height()
    left, top, right, bottom = box
    return page.get_textpage().get_text_bounded(left, height - bottom, right, height - top)


def set_pages(path: Path, rotation: int = 0, crop: tuple[float, ...] | None = None) -> None:
    document = pdfium.PdfDocument(path.read_bytes())
    for page in document:
        page.set_rotation(rotation)
        if crop:
            page.set_cropbox(*crop)
    document.save(str(path))


@pytest.mark.parametrize("word", ["lighthouse", "seventeen", "breakfast", "herons"])
def test_the_edges_of_a_word_hold_that_word(word: str, tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", [[Big("Birds"), LONG]])
    line, left, right = place_of(pages_of(path)[0], word)
    found = text_within(path, 1, (left + 0.2, line.top + 0.2, right - 0.2, line.bottom - 0.2))
    assert found.strip() == word


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (20, 400, 560, 830)])
def test_the_marked_rectangle_holds_ink_and_its_surroundings_do_not(
    rotation: int, crop: tuple[float, ...] | None, tmp_path: Path
) -> None:
    path = make_lines_pdf(tmp_path / "a.pdf", [(40, 60, "HERONS")])
    set_pages(path, rotation, crop)
    page, scale = pages_of(path)[0], 2.0
    image = PdfParser().render(path, 1, scale)
    drawn = Image.open(io.BytesIO(image.png)).convert("L")
    assert (round(image.width), round(image.height)) == (round(page.width), round(page.height))
    (line,) = page.lines
    box = (min(line.edges), line.top, max(line.edges), line.bottom)
    inside = drawn.crop(tuple(round(side * scale) for side in box))
    assert inside.getextrema()[0] < 128
    drawn.paste(255, tuple(round(side * scale) + grow for side, grow in zip(box, (-3, -3, 3, 3), strict=True)))
    assert drawn.getextrema()[0] > 128


def test_an_invented_page_is_refused(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf")
    for number in (0, 2, -1):
        with pytest.raises(BadInput, match="no page"):
            PdfParser().render(path, number, 1.0)


def test_a_huge_scale_is_drawn_smaller(tmp_path: Path) -> None:
    image = PdfParser().render(make_pdf(tmp_path / "a.pdf"), 1, 1000.0)
    width, height = Image.open(io.BytesIO(image.png)).size
    assert 0.9 * MAX_PIXELS < width * height < 1.1 * MAX_PIXELS


def test_pages_are_numbered_and_labelled(tmp_path: Path) -> None:
    pages = pages_of(make_pdf(tmp_path / "a.pdf", [["one"], ["two"], ["three"]]))
    assert [(page.number, page.label, page.text) for page in pages] == [
        (1, "page 1", "one"),
        (2, "page 2", "two"),
        (3, "page 3", "three"),
    ]


def test_paragraphs_are_parted_and_lines_within_them_are_not(tmp_path: Path) -> None:
    (page,) = pages_of(make_pdf(tmp_path / "a.pdf", [[LONG, "Wombats dig. " * 30]]))
    first, second = page.text.split("\n\n")
    assert " ".join(first.split()) == LONG
    assert second.startswith("Wombats dig.")
    assert len(page.lines) == len(first.split("\n")) + len(second.split("\n"))


def test_larger_letters_are_a_heading(tmp_path: Path) -> None:
    (page,) = pages_of(make_pdf(tmp_path / "a.pdf", [[Big("Herons at dawn"), LONG, Big("Wombats"), LONG]]))
    assert [(heading.text, page.text[heading.offset :][:7]) for heading in page.headings] == [
        ("Herons at dawn", "Herons "),
        ("Wombats", "Wombats"),
    ]


def test_running_text_has_no_headings(tmp_path: Path) -> None:
    (page,) = pages_of(make_pdf(tmp_path / "a.pdf", [[LONG, "A short one.", LONG]]))
    assert page.headings == ()


def test_a_word_cut_by_a_hyphen_is_put_together(tmp_path: Path) -> None:
    lines = [
        (20, 20, "The notice of termi-"),
        (20, 25, "nation takes effect at once, and a self-"),
        (20, 30, "locking nut holds."),
    ]
    (page,) = pages_of(make_lines_pdf(tmp_path / "a.pdf", lines))
    assert "notice of termination takes" in page.text
    assert "a self-locking nut" in page.text
    assert len(page.lines) == 3
    assert page.text[page.lines[0].start : page.lines[0].end] == "The notice of termi"


def test_a_hyphen_before_a_capital_or_a_number_stays(tmp_path: Path) -> None:
    lines = [(20, 20, "He played for the Anglo-"), (20, 25, "Saxon team, see section 7-"), (20, 30, "26 of the rules.")]
    (page,) = pages_of(make_lines_pdf(tmp_path / "a.pdf", lines))
    assert "Anglo-Saxon" in page.text
    assert "7-26" in page.text


def column(x: float, word: str) -> list[tuple[float, float, str]]:
    return [(x, 20 + 5 * row, f"{word} line {row} goes on for a while here") for row in range(12)]


def test_columns_that_are_drawn_line_by_line_are_read_one_after_the_other(tmp_path: Path) -> None:
    left, right = column(15, "left"), column(110, "right")
    woven = [line for pair in zip(left, right, strict=True) for line in pair]
    (page,) = pages_of(make_lines_pdf(tmp_path / "a.pdf", woven))
    words = [word for word in page.text.split() if word in ("left", "right")]
    assert words == ["left"] * 12 + ["right"] * 12


def test_columns_that_are_drawn_one_after_the_other_stay_so(tmp_path: Path) -> None:
    (page,) = pages_of(make_lines_pdf(tmp_path / "a.pdf", [*column(15, "left"), *column(110, "right")]))
    words = [word for word in page.text.split() if word in ("left", "right")]
    assert words == ["left"] * 12 + ["right"] * 12


def test_lines_drawn_in_any_order_are_read_from_top_to_bottom(tmp_path: Path) -> None:
    lines = [(20, 20 + 5 * row, f"This is row number {row:02d} of the page") for row in range(20)]
    (page,) = pages_of(make_lines_pdf(tmp_path / "a.pdf", lines[::-1]))
    assert [line.split()[4] for line in page.text.split("\n") if line] == [f"{row:02d}" for row in range(20)]


def test_a_header_drawn_last_comes_first(tmp_path: Path) -> None:
    lines = [(20, 40 + 5 * row, f"row {row} of the text") for row in range(5)]
    (page,) = pages_of(make_lines_pdf(tmp_path / "a.pdf", [*lines, (20, 10, "Annual report")]))
    assert page.text.startswith("Annual report")


def test_a_password_is_asked_for(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", user_password="heron", owner_password="wombat")
    with pytest.raises(EncryptedDocument):
        PdfParser().open(path)


def test_an_owner_password_does_not_matter(tmp_path: Path) -> None:
    (page,) = pages_of(make_pdf(tmp_path / "a.pdf", owner_password="wombat"))
    assert "seventeen" in page.text


def test_pages_that_are_pictures_wait_for_text_recognition(tmp_path: Path) -> None:
    (page,) = PdfParser().open(make_picture_pdf(tmp_path / "a.pdf")).pages
    assert page.is_picture
    assert (page.text, page.label) == ("", "page 1")
    pages = PdfParser().open(make_scan_pdf(tmp_path / "b.pdf", ["Words of the first page.", WORDS, ""])).pages
    assert [page.is_picture for page in pages] == [False, True, False]


def test_a_stamp_on_a_scan_is_not_its_text(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    pdf = FPDF(unit="pt", format=(400, 200))
    pdf.set_font("helvetica", "", 8)
    for letters in ("Received 3 May", PARAGRAPH + PARAGRAPH):
        pdf.add_page()
        pdf.image(draw_lines(), 0, 0, 400, 200)
        pdf.text(10, 190, letters)
    pdf.output(str(path))
    stamped, underlaid = PdfParser().open(path).pages
    assert stamped.is_picture
    assert stamped.text == "Received 3 May"
    assert not underlaid.is_picture


def test_pictures_alone_are_no_text_where_recognition_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)  # as if it could not be found
    with pytest.raises(NoText, match="extra “ocr”"):
        PdfParser().open(make_picture_pdf(tmp_path / "a.pdf"))
    pages = list(PdfParser().open(make_scan_pdf(tmp_path / "b.pdf", [WORDS, "Words of the second page."])).pages)
    assert pages[1].text == "Words of the second page."


def test_a_picture_that_would_swell_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    pdf = FPDF()
    pdf.add_page()
    for place in (0, 100):
        pdf.image(Image.new("1", (9_000, 9_000)), place, 0, 100, 100)
    pdf.output(str(path))
    assert path.stat().st_size < 100_000
    with pytest.raises(DocumentTooLarge, match="pixels"):
        PdfParser().recognise(path, 1)


def test_only_pages_that_are_there_are_recognised(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no page 9"):
        PdfParser().recognise(make_picture_pdf(tmp_path / "a.pdf"), 9)


def test_a_file_that_only_begins_like_a_pdf_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"x" * 500)
    with pytest.raises(DamagedDocument):
        PdfParser().open(path)


@pytest.mark.parametrize(
    ("stored", "title"),
    [
        ("The Heron Report", "The Heron Report"),
        ("", "paper"),
        ("Microsoft Word - Herons at dawn", "Herons at dawn"),
        ("untitled", "paper"),
        ("scan.tif", "paper"),
    ],
)
def test_the_title_is_the_authors_or_the_files_name(stored: str, title: str, tmp_path: Path) -> None:
    assert PdfParser().open(make_pdf(tmp_path / "paper.pdf", title=stored)).title == title


def test_odd_file_names_are_opened(tmp_path: Path) -> None:
    for name in ("Übersicht 一.pdf", "a\udce4b.pdf", "new\nline.pdf"):
        assert "seventeen" in pages_of(make_pdf(tmp_path / name))[0].text


def test_capitals_bullets_and_sections_begin_paragraphs_without_a_gap(tmp_path: Path) -> None:
    lines = [
        "DUTIES OF THE FUND",
        "The fund counts every heron that stands on the shore of the lake and writes down what it",
        "sees in the book of the fund, which anyone may read.",
        "\x95 Herons are counted in the morning and again in the late afternoon of every single day, and",
        "\x95 wombats are not counted at all, because they sleep.",
        "Section 2.1 The book is kept in the lighthouse and may be read there by every visitor that asks.",
        "Section 2.2 Nobody takes it away.",
    ]
    placed = [(20, 20 + 5 * row, line) for row, line in enumerate(lines)]
    (page,) = pages_of(make_lines_pdf(tmp_path / "a.pdf", placed))
    assert [paragraph[:9] for paragraph in page.text.split("\n\n")] == [
        "DUTIES OF",
        "The fund ",
        "• Herons ",
        "• wombats",
        "Section 2",
        "Section 2",
    ]
    assert [heading.text for heading in page.headings] == ["DUTIES OF THE FUND"]


ROWS = [("Bird", "Count", "Nest"), ("Heron", "17", "reed"), ("Wombat", "4", "burrow"), ("Owl", "2", "tree")]


def test_words_in_columns_are_a_table(tmp_path: Path) -> None:
    lines = [
        (x, 40 + 6 * row, cell) for row, cells in enumerate(ROWS) for x, cell in zip((20, 70, 110), cells, strict=True)
    ]
    around = [(20, 20, "They were counted in spring:"), *lines, (20, 90, "Nobody counted the fish.")]
    (page,) = pages_of(make_lines_pdf(tmp_path / "a.pdf", around))
    (table,) = page.tables
    assert page.text[table.start : table.end].split("\n") == [" | ".join(cells) for cells in ROWS]
    assert page.text[table.start : table.header_end] == "Bird | Count | Nest"
    line, left, right = place_of(page, "burrow")
    assert 110 * MM - 1 < left < right < 125 * MM
    assert page.text[line.start : line.end] == "Wombat | 4 | burrow"


def test_an_empty_cell_keeps_its_place(tmp_path: Path) -> None:
    lines = [
        (x, 40 + 6 * row, cell) for row, cells in enumerate(ROWS) for x, cell in zip((20, 70, 110), cells, strict=True)
    ]
    lines.remove((70, 52, "4"))
    (page,) = pages_of(make_lines_pdf(tmp_path / "a.pdf", lines))
    assert "Wombat |  | burrow" in page.text


def test_a_list_with_hanging_numbers_is_no_table(tmp_path: Path) -> None:
    lines = [
        (x, 40 + 6 * row, text) for row in range(5) for x, text in ((20, f"({row})"), (35, f"the heron number {row}"))
    ]
    (page,) = pages_of(make_lines_pdf(tmp_path / "a.pdf", lines))
    assert page.tables == ()
    assert "(3) the heron number 3" in page.text


def test_the_outline_names_headings(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.set_font("helvetica", "", 11)
    pdf.add_page()
    for level, title in enumerate(("Terms of use", "Fees of use")):
        pdf.start_section(title, level=level)
        pdf.multi_cell(0, 5, title, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(8)
        pdf.multi_cell(0, 5, LONG, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(8)
    pdf.output(str(tmp_path / "a.pdf"))
    (page,) = pages_of(tmp_path / "a.pdf")
    assert [(heading.text, heading.level) for heading in page.headings] == [
        ("Terms of use", 1),
        ("Fees of use", 2),
    ]


def test_what_was_filled_into_a_form_is_read_behind_its_label_and_drawn(tmp_path: Path) -> None:
    path = make_form_pdf(tmp_path / "a.pdf", "Name of the keeper:", "Ada Potoroo")
    (page,) = pages_of(path)
    assert page.text == "Name of the keeper: Ada Potoroo"
    _, left, right = place_of(page, "Ada Potoroo")
    assert (round(left), round(right)) == (200, 400)
    image = PdfParser().render(path, 1, 1.0)
    field = Image.open(io.BytesIO(image.png)).convert("L").crop((200, 127, 400, 147))
    assert field.getextrema()[0] < 128
