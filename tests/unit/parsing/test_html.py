"""HTML: what a reader sees, in order."""

import time
from pathlib import Path

import pytest

from desktop_app.domain import Page
from desktop_app.errors import NoText
from desktop_app.parsing.html import HtmlParser
from tests.samples.documents import make_html


def read(tmp_path: Path, body: str) -> Page:
    (page,) = HtmlParser().open(make_html(tmp_path / "a.html", body)).pages
    return page


def test_blocks_become_paragraphs_and_spaces_are_single(tmp_path: Path) -> None:
    page = read(tmp_path, "<div>one <b>two</b>\n  three</div>four<p>five<br>six</p><ul><li>seven<li>eight</ul>")
    assert page.text == "one two three\n\nfour\n\nfive\nsix\n\n• seven\n\n• eight"


def test_headings_have_levels_and_offsets(tmp_path: Path) -> None:
    page = read(tmp_path, "<h1>Birds <i>of</i> prey</h1><p>text</p><h3>Owls</h3>")
    assert [(heading.text, heading.level) for heading in page.headings] == [("Birds of prey", 1), ("Owls", 3)]
    assert page.text[page.headings[1].offset :] == "Owls"


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>x</script>",
        "<style>x</style>",
        "<p hidden>x</p>",
        "<div style='color:red; display : none'>x<p>x</p></div>",
        "<span style='visibility:hidden'>x</span>",
        "<!-- x -->",
        "<template>x</template>",
    ],
)
def test_what_nobody_sees_is_left_out(hidden: str, tmp_path: Path) -> None:
    assert read(tmp_path, f"<p>seen</p>{hidden}<p>too</p>").text == "seen\n\ntoo"


def test_a_table_is_rows_of_cells_with_its_header(tmp_path: Path) -> None:
    page = read(tmp_path, "<table><tr><th>Bird<th>Count<tr><td>Grey <b>heron</b><td>17</table>")
    (table,) = page.tables
    assert page.text == "Bird | Count\nGrey heron | 17"
    assert page.text[table.start : table.header_end] == "Bird | Count"


def test_cells_wider_and_higher_than_one_leave_the_others_in_their_columns(tmp_path: Path) -> None:
    rows = "<tr><th>Bird<th colspan=2>Count<tr><td rowspan=2>Heron<td>17<td>4<tr><td>12<td>3<tr><td>Owl"
    page = read(tmp_path, f"<table><caption>Birds of 2024</caption>{rows}</table>")
    assert page.text == "Birds of 2024\n\nBird | Count |\nHeron | 17 | 4\n | 12 | 3\nOwl |  |"
    (table,) = page.tables
    assert page.text[table.start : table.header_end] == "Bird | Count |"


def test_cells_that_claim_to_be_huge_are_taken_as_small(tmp_path: Path) -> None:
    cells = "<td colspan=999999999 rowspan=99999999>Heron" * 50
    page = read(tmp_path, f"<table>{f'<tr>{cells}' * 50}</table>")
    assert page.text.startswith("Heron | Heron")
    assert len(page.text) < 20_000


def test_a_table_that_arranges_the_page_is_read_as_blocks(tmp_path: Path) -> None:
    page = read(tmp_path, "<table><tr><td><h2>Menu</h2><td><table><tr><td>a<td>b</table></table>")
    assert page.text == "Menu\n\na | b"
    assert [heading.text for heading in page.headings] == ["Menu"]


def test_preformatted_text_keeps_its_lines(tmp_path: Path) -> None:
    assert read(tmp_path, "<pre>def f():\n    return 1\n</pre>").text == "def f():\n    return 1"


def test_the_title_comes_from_the_page(tmp_path: Path) -> None:
    assert HtmlParser().open(make_html(tmp_path / "a.html", title="Owls &amp; more")).title == "Owls & more"


def test_a_declared_encoding_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes('<html><head><meta charset="windows-1251"></head><p>Сова и цапля</p>'.encode("cp1251"))
    (page,) = HtmlParser().open(path).pages
    assert page.text == "Сова и цапля"


@pytest.mark.parametrize("depth", [1000, 100_000])
def test_deep_nesting_is_read(depth: int, tmp_path: Path) -> None:
    body = "<script>x</script>" + "<div>" * depth + "deep &amp; dark" + "</div>" * depth
    assert read(tmp_path, body).text.endswith("deep & dark")


def test_paragraphs_without_end_are_not_deep(tmp_path: Path) -> None:
    assert read(tmp_path, "<p>one" * 5000).text.startswith("one\n\none")


def test_a_page_of_scripts_has_no_text(tmp_path: Path) -> None:
    with pytest.raises(NoText):
        HtmlParser().open(make_html(tmp_path / "a.html", "<script>only()</script>"))


def test_menus_are_left_out_beside_a_main_part(tmp_path: Path) -> None:
    menu = "<nav>menu</nav><div role=search>find</div>"
    assert read(tmp_path, f"{menu}<main><p>content</p></main>").text == "content"
    assert read(tmp_path, f"{menu}<p>content</p>").text == "menu\n\nfind\n\ncontent"


@pytest.mark.parametrize("attribute", ["a{}=b", "a{}", "a{}='x y z'"])
def test_an_element_of_endless_attributes_is_read_as_bare_text_at_once(tmp_path: Path, attribute: str) -> None:
    path = tmp_path / "a.html"
    attributes = " ".join(attribute.format(number) for number in range(60_000))
    path.write_text(f"<h1>Birds</h1><p {attributes}>Herons nest.</p>", encoding="utf-8")
    begun = time.process_time()
    (page,) = HtmlParser().open(path).pages
    assert "Herons nest." in page.text
    assert time.process_time() - begun < 3.0


def test_a_long_drawing_in_an_attribute_costs_the_page_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(f'<h1>Birds</h1><svg><path d="{"M 0 0 " * 20_000}"/></svg><p>Herons nest.</p>', encoding="utf-8")
    (page,) = HtmlParser().open(path).pages
    assert [heading.text for heading in page.headings] == ["Birds"]
