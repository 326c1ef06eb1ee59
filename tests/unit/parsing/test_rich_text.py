"""RTF: words and tables; pictures cost nothing."""

from pathlib import Path

from desktop_app.domain import Page
from desktop_app.parsing.rich_text import RichTextParser


def read(path: Path, body: str) -> Page:
    path.write_text("{\\rtf1\\ansi " + body + "}", "cp1252")
    (page,) = RichTextParser().open(path).pages
    return page


def test_lines_are_paragraphs_and_signs_are_decoded(tmp_path: Path) -> None:
    assert read(tmp_path / "a.rtf", r"caf\'e9\par \u8364? 5\par").text == "café\n\n€ 5"


def test_a_table_keeps_its_rows(tmp_path: Path) -> None:
    rows = r"\trowd Bird\cell Count\cell\row\trowd Heron\cell 17\cell\row\pard after\par"
    page = read(tmp_path / "a.rtf", rows)
    assert page.text == "Bird | Count\nHeron | 17\n\nafter"
    assert page.text[: page.tables[0].header_end] == "Bird | Count"


def test_a_picture_is_not_text(tmp_path: Path) -> None:
    assert (
        read(tmp_path / "a.rtf", r"before\par{\pict\pngblip " + "89504e47" * 500_000 + r"}after\par").text
        == "before\n\nafter"
    )


def test_the_title_is_the_one_it_carries(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    read(path, r"{\info{\title Of Herons}}text\par")
    assert RichTextParser().open(path).title == "Of Herons"


def test_headings_are_known_by_outline_and_by_style(tmp_path: Path) -> None:
    styles = r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0\b heading 1;}{\s7\i\sbasedon0 heading 2;}}"
    body = r"\pard\s1\outlinelevel0\b Birds\par\pard\s0 Two owls.\par\pard\plain\s7 Where\par\pard Here.\par"
    page = read(tmp_path / "a.rtf", styles + body)
    assert page.text == "Birds\n\nTwo owls.\n\nWhere\n\nHere."
    assert [(heading.level, heading.text) for heading in page.headings] == [(1, "Birds"), (2, "Where")]
