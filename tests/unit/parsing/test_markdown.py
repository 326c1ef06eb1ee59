"""Markdown: the person's own words, with structure known."""

from pathlib import Path

from desktop_app.domain import Page
from desktop_app.parsing.markdown import MAX_STRUCTURED, MarkdownParser


def open_text(tmp_path: Path, text: str) -> tuple[str, Page]:
    path = tmp_path / "notes.md"
    path.write_text(text, "utf-8")
    document = MarkdownParser().open(path)
    (page,) = document.pages
    return document.title, page


def test_words_are_kept_in_their_lines_and_marks_are_not(tmp_path: Path) -> None:
    _, page = open_text(tmp_path, "A **bold** claim\nover [two](x.md) lines.\n\n> quoted\n\n- one\n  - two\n")
    assert page.text == "A bold claim\nover two lines.\n\nquoted\n\n- one\n  - two"


def test_both_kinds_of_headings_are_known(tmp_path: Path) -> None:
    title, page = open_text(tmp_path, "# One `two` #\n\ntext\n\nThree\n-----\n\nmore\n")
    assert title == "One two"
    assert [(heading.text, heading.level) for heading in page.headings] == [("One two", 1), ("Three", 2)]
    assert [page.text[heading.offset :].split("\n")[0] for heading in page.headings] == ["One two", "Three"]


def test_tables_become_rows(tmp_path: Path) -> None:
    _, page = open_text(tmp_path, "| Bird | Count |\n|:--|--:|\n| *Heron* | 17 |\n")
    assert page.text == "Bird | Count\nHeron | 17"
    assert page.text[page.tables[0].start : page.tables[0].header_end] == "Bird | Count"


def test_code_keeps_its_empty_lines_and_is_no_heading(tmp_path: Path) -> None:
    source = "```python\n# not a heading\n\nx = 1\n```"
    _, page = open_text(tmp_path, f"before\n\n{source}\n")
    assert page.text == f"before\n\n{source}"
    assert page.headings == ()


def test_front_matter_names_the_document_and_is_no_heading(tmp_path: Path) -> None:
    title, page = open_text(tmp_path, '---\ntitle: "Heron notes"\ntags: birds\n---\n# First\n')
    assert title == "Heron notes"
    assert [heading.text for heading in page.headings] == ["First"]


def test_comments_are_left_out(tmp_path: Path) -> None:
    _, page = open_text(tmp_path, "seen\n\n<!-- hidden\nwords -->\n\ntoo\n")
    assert page.text == "seen\n\ntoo"


def test_a_huge_text_is_read_without_structure(tmp_path: Path) -> None:
    path = tmp_path / "export.md"
    path.write_text("# Head\n\nsome text\n\n" * (MAX_STRUCTURED // 18), "utf-8")
    pages = list(MarkdownParser().open(path).pages)
    assert pages[0].text.startswith("# Head\n\nsome text")
    assert len(pages) > 10
