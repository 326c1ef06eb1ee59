"""PPTX: each slide is a page that says its number, with its title, tables, charts and notes."""

import zipfile
from pathlib import Path

import pytest

from desktop_app.domain import Page
from desktop_app.errors import NoText
from desktop_app.parsing.slides import SlidesParser
from tests.samples.office_documents import OFFICE, make_pptx, make_zip
from tests.samples.paragraph import PARAGRAPH

TITLE = '<p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><a:p><a:t>Owls</a:t></a:p></p:sp>'


def box(text: str, role: str = "") -> str:
    place = f'<p:nvPr><p:ph type="{role}"/></p:nvPr>' if role else ""
    return f"<p:sp>{place}<a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sp>"


def read(path: Path) -> list[Page]:
    return list(SlidesParser().open(path).pages)


def test_each_slide_is_a_page_of_its_number(tmp_path: Path) -> None:
    pages = read(make_pptx(tmp_path / "a.pptx", [TITLE + box("one"), "", box("three")]))
    assert [(page.number, page.label) for page in pages] == [(1, "slide 1"), (2, "slide 3")]
    assert pages[0].text == "Owls\n\none"
    assert pages[0].headings[0].text == "Owls"


def test_the_title_comes_first_wherever_it_is_drawn(tmp_path: Path) -> None:
    (page,) = read(make_pptx(tmp_path / "a.pptx", [box("below") + TITLE]))
    assert page.text == "Owls\n\nbelow"
    assert SlidesParser().open(tmp_path / "a.pptx").title == "Owls"


def test_groups_are_looked_through_and_footers_left_out(tmp_path: Path) -> None:
    shapes = f"<p:grpSp><p:grpSp>{box('inside')}</p:grpSp></p:grpSp>{box('Acme Inc.', 'ftr')}{box('7', 'sldNum')}"
    assert read(make_pptx(tmp_path / "a.pptx", [shapes]))[0].text == "inside"


def test_notes_follow_the_slide(tmp_path: Path) -> None:
    (page,) = read(make_pptx(tmp_path / "a.pptx", [box("seen")], notes="said"))
    assert page.text == "seen\n\nNotes\n\nsaid"


def test_a_table_keeps_its_header(tmp_path: Path) -> None:
    rows = "".join(
        "<a:tr>" + "".join(f"<a:tc><a:p><a:t>{cell}</a:t></a:p></a:tc>" for cell in row) + "</a:tr>"
        for row in (("Bird", "Count"), ("Heron", "17"))
    )
    frame = f'<p:graphicFrame><a:tbl><a:tblPr firstRow="1"/>{rows}</a:tbl></p:graphicFrame>'
    (page,) = read(make_pptx(tmp_path / "a.pptx", [frame]))
    assert page.text == "Bird | Count\nHeron | 17"
    assert page.text[: page.tables[0].header_end] == "Bird | Count"


def test_a_chart_is_read_as_the_table_behind_it(tmp_path: Path) -> None:
    path = make_pptx(tmp_path / "a.pptx", ['<p:graphicFrame><a:chart r:id="c"/></p:graphicFrame>'])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["ppt/slides/_rels/s1.xml.rels"] = (
        f'<Relationships><Relationship Id="c" Type="{OFFICE}/chart" Target="../charts/c.xml"/></Relationships>'.encode()
    )
    parts["ppt/charts/c.xml"] = (
        b"<chart><title><t>Counts</t></title><ser><tx><pt idx='0'><v>2024</v></pt></tx>"
        b"<cat><pt idx='0'><v>Heron</v></pt><pt idx='1'><v>Owl</v></pt></cat>"
        b"<val><pt idx='0'><v>17</v></pt><pt idx='1'><v>4</v></pt></val></ser></chart>"
    )
    (page,) = read(make_zip(path, parts))
    assert page.text == "Counts\n\n | 2024\nHeron | 17\nOwl | 4"


def test_slides_of_pictures_alone_say_so(tmp_path: Path) -> None:
    with pytest.raises(NoText):
        read(make_pptx(tmp_path / "a.pptx", ["<p:pic/>"]))


def test_a_presentation_with_words_is_read(tmp_path: Path) -> None:
    assert PARAGRAPH in read(make_pptx(tmp_path / "a.pptx"))[0].text
