"""Plain text: any encoding, paragraphs, pages of bounded size."""

from pathlib import Path

import pytest

from desktop_app.domain import Page
from desktop_app.errors import EmptyDocument
from desktop_app.parsing.page_builder import PAGE_CHARACTERS, PageBuilder
from desktop_app.parsing.plain_text import PlainTextParser

GERMAN = "Zwölf Reiher stehen früh am Ufer und schauen über die Wellen. Größe und Länge ändern sich täglich.\n" * 4
CHINESE = "灯塔看守人每天早晨数十七只白鹭。\n" * 8


def read(tmp_path: Path, data: bytes) -> list[Page]:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    return list(PlainTextParser().open(path).pages)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "cp1252", "cp437"],
)
def test_german_is_read_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    (page,) = read(tmp_path, GERMAN.encode(encoding))
    assert page.text == GERMAN.strip()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5hkscs"])
def test_chinese_is_read_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    (page,) = read(tmp_path, CHINESE.encode(encoding, errors="ignore"))
    assert page.text == CHINESE.encode(encoding, errors="ignore").decode(encoding).strip()


def test_a_few_bad_bytes_do_not_spoil_the_rest(tmp_path: Path) -> None:
    (page,) = read(tmp_path, GERMAN.encode() + b"\xff\x00kowari\n" + GERMAN.encode())
    assert "kowari" in page.text
    assert "Größe" in page.text
    assert "\0" not in page.text


def test_paragraphs_are_parted_by_one_empty_line(tmp_path: Path) -> None:
    (page,) = read(tmp_path, b"\r\n\r\none\r\n  two\r\n \t \r\n\r\nthree\x0c\x0cfour\r")
    assert page.text == "one\n  two\n\nthree\n\nfour"


def test_long_texts_are_several_pages_parted_at_paragraphs(tmp_path: Path) -> None:
    paragraph = "word " * 100
    pages = read(tmp_path, "\n\n".join([paragraph] * 1000).encode())
    assert [page.number for page in pages] == [1, 2, 3]
    assert all(len(page.text) <= PAGE_CHARACTERS for page in pages)
    assert sum(page.text.count("word") for page in pages) == 100_000
    assert all(page.text.startswith("word") and page.text.endswith("word") for page in pages)


def test_one_endless_word_is_cut(tmp_path: Path) -> None:
    pages = read(tmp_path, b"x" * (2 * PAGE_CHARACTERS + 5))
    assert [len(page.text) for page in pages] == [PAGE_CHARACTERS, PAGE_CHARACTERS, 5]


def test_a_text_of_spaces_is_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocument):
        read(tmp_path, b" \n\n\t")


def test_a_table_longer_than_a_page_goes_on_with_its_header() -> None:
    builder = PageBuilder(page_characters=200)
    rows = [("Bird", "Count"), *((f"heron {index}", str(index)) for index in range(60))]
    pages = [*builder.paragraph("Counted:"), *builder.table(rows, has_header=True), *builder.finish()]
    assert len(pages) > 3
    for page in pages:
        assert len(page.text) <= 200
        (table,) = page.tables
        assert page.text[table.start : table.header_end] == "Bird | Count"
    assert "heron 59 | 59" in pages[-1].text
    assert sum(page.text.count("heron") for page in pages) == 60
