"""A passage says where it stands in its format's own terms, not only on which page."""

from pathlib import Path

import pytest

from desktop_app.domain import Page, Place, Span
from desktop_app.parsing import parser_for
from desktop_app.parsing.contained import find_document
from desktop_app.place_labels import place_of
from tests.samples.office_documents import make_xlsx, make_zip


def place(page: Page, words: str) -> str:
    start = page.text.index(words)
    return place_of(page, [Span(page.number, start, start + len(words))])


def read(path: Path, text: str | None = None) -> list[Page]:
    if text is not None:
        path.write_text(text, encoding="utf-8")
    return list(parser_for(path).open(path).pages)


def test_rows_of_a_sheet_are_numbered_as_in_the_sheet(tmp_path: Path) -> None:
    rows = [["Month", "Price"], *([f"month {number}", str(number)] for number in range(2, 60))]
    (page,) = read(make_xlsx(tmp_path / "a.xlsx", rows))
    assert place(page, "month 2 | 2\nmonth 3 | 3") == "sheet “Birds” rows 2–3"
    assert place(page, "month 59 | 59") == "sheet “Birds” row 59"
    assert place(page, "Birds") == "sheet “Birds”"


def test_empty_rows_count_and_long_tables_go_on_counting(tmp_path: Path) -> None:
    lines = ["Bird,Count", ",", *(f"heron {number},{number}" for number in range(3, 1203))]
    pages = read(tmp_path / "a.csv", "\n".join(lines))
    assert len(pages) == 3
    assert place(pages[0], "heron 3 | 3\nheron 4") == "rows 3–4"
    assert place(pages[2], "heron 1200 | 1200") == "row 1200"
    assert pages[2].text.startswith("Bird | Count")
    assert place(pages[2], "Bird | Count") == "row 1"


def test_lines_of_texts_and_programs_are_numbered_as_in_the_file(tmp_path: Path) -> None:
    (text,) = read(tmp_path / "a.txt", "\n\nFirst.\nSecond.\n\n\nThird.\n")
    assert place(text, "First.\nSecond.") == "lines 3–4"
    assert place(text, "Third.") == "line 7"
    lines = [f"line_{number} = {number}" for number in range(1, 401)]
    pages = read(tmp_path / "a.py", "\n".join(lines))
    assert place(pages[1], "line_250 = 250\nline_251 = 251") == "lines 250–251"


def test_a_long_paragraph_that_is_cut_goes_on_counting(tmp_path: Path) -> None:
    lines = [f"line {number} of many words that fill the page" for number in range(1, 9001)]
    first, second = read(tmp_path / "a.txt", "\n".join(lines))
    assert place(second, "line 9000 of") == "line 9000"
    assert place(first, "line 17 of") == "line 17"


def test_markdown_is_quoted_without_marks_and_keeps_its_lines(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Owls\n---\n# Birds\n\nThe **owl** is `quiet` and [flies](http://a.example).\nAt *night*.\n\n"
        "- one **bold**\n- two\n  goes on\n\n> said\n\n| A | B |\n|---|---|\n| owl | 3 |\n\n```\n**kept**\n```\n"
    )
    (page,) = read(tmp_path / "a.md", text)
    assert "The owl is quiet and flies.\nAt night." in page.text
    assert "- one bold\n- two\n  goes on" in page.text
    assert "**kept**" in page.text
    lines = text.split("\n")
    for words, line in (
        ("The owl", 6),
        ("At night", 7),
        ("- two", 10),
        ("said", 13),
        ("owl | 3", 17),
        ("**kept**", 20),
    ):
        assert place(page, words) == f"line {line}", lines[line - 1]


def test_what_is_said_stands_at_a_time(tmp_path: Path) -> None:
    cues = "".join(f"00:12:{second:02d}.000 --> 00:12:{second:02d}.900\nword{second}\n\n" for second in range(5, 60, 9))
    (page,) = read(tmp_path / "a.vtt", f"WEBVTT\n\n{cues}")
    assert place(page, "word5") == "00:12:05"
    assert place(page, "word32") == "00:12:32"


def test_in_a_file_inside_an_archive_both_are_told(tmp_path: Path) -> None:
    archive = make_zip(tmp_path / "a.zip", {"papers/a.csv": b"Bird,Count\nHeron,17\nOwl,3\n"})
    taken_out, inside = find_document(archive / "papers/a.csv")
    (page,) = read(taken_out)
    assert place(page, "Owl | 3") == "row 3"
    assert inside == "in the archive"


@pytest.mark.parametrize("label", ["page 3", ""])
def test_a_page_that_counts_nothing_is_named_as_a_whole(label: str) -> None:
    page = Page(3, "Two owls.", label)
    assert place_of(page, [Span(3, 0, 3)]) == label
    assert place_of(page, []) == label


def test_what_stands_before_the_first_number_has_the_page_s_label() -> None:
    page = Page(1, "Title\n\nrow\nrow", "sheet “A”", places=(Place(7, 2),), counted="rows")
    assert place_of(page, [Span(1, 0, 5)]) == "sheet “A”"
    assert place_of(page, [Span(1, 0, 14)]) == "sheet “A” rows 2–3"
