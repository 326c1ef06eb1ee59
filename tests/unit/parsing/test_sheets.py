"""CSV and XLSX: the header goes with every row, numbers look as on the screen, size is bounded."""

import zipfile
from pathlib import Path

import pytest

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, DocumentTooLarge
from desktop_app.parsing import sheet_pages
from desktop_app.parsing.delimited import DelimitedParser
from desktop_app.parsing.workbook import WorkbookParser
from tests.samples.documents import make_csv
from tests.samples.office_documents import make_xlsx, make_zip
from tests.samples.paragraph import TABLE

STYLES = """<styleSheet><numFmts><numFmt numFmtId="164" formatCode="d/mmm/yyyy"/>
<numFmt numFmtId="165" formatCode="mmm yy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>
<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="9"/><xf numFmtId="22"/></cellXfs></styleSheet>"""


def read_csv(path: Path) -> list[Page]:
    return list(DelimitedParser().open(path).pages)


def read_xlsx(path: Path) -> list[Page]:
    return list(WorkbookParser().open(path).pages)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator: str, tmp_path: Path) -> None:
    (page,) = read_csv(make_csv(tmp_path / "a.csv", TABLE, separator))
    assert page.text == "Bird | Count\nHeron | 17\nWombat | 4"
    assert page.text[: page.tables[0].header_end] == "Bird | Count"


def test_a_row_far_longer_than_the_others_does_not_swell_them(tmp_path: Path) -> None:
    header = [f"Column {number}" for number in range(2_000)]
    (first, *_) = read_csv(make_csv(tmp_path / "a.csv", [header, *([f"heron {number}"] for number in range(400))]))
    assert first.text.startswith("Column 0\nheron 0\nheron 1")
    assert len(first.text) < 20_000
    long_row = [f"cell {number}" for number in range(2_000)]
    (first, *_) = read_csv(make_csv(tmp_path / "b.csv", [*([f"heron {n}", "x"] for n in range(400)), long_row]))
    assert first.text.startswith("heron 0 | x\nheron 1 | x\n")
    assert "cell 1998 | cell 1999" in first.text


def test_a_table_of_numbers_alone_has_no_header(tmp_path: Path) -> None:
    (page,) = read_csv(make_csv(tmp_path / "a.csv", (("1", "2"), ("3", "4"))))
    assert page.tables[0].header_end == page.tables[0].start


def test_a_quote_without_an_end_loses_no_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "".join(f'row {number},"x"\n' for number in range(20_000))
    path.write_text('Bird,Count\nHeron,17\nOwl,"9\n' + rows.replace('"', ""), "utf-8")
    text = "\n".join(page.text for page in read_csv(path))
    assert "Heron | 17" in text
    assert "row 19999" in text


def test_a_long_sheet_has_its_header_on_every_page(tmp_path: Path) -> None:
    rows = [("Item", "Price"), *((f"item {number}", number) for number in range(2, 1202))]
    pages = read_xlsx(make_xlsx(tmp_path / "a.xlsx", rows))
    assert [page.label for page in pages] == [
        "sheet “Birds” rows 1–500",
        "sheet “Birds” rows 501–1000",
        "sheet “Birds” rows 1001–1201",
    ]
    for page in pages:
        (table,) = page.tables
        assert page.text[table.start : table.header_end] == "Item | Price"
    assert pages[1].text.split("\n")[1] == "item 501 | 501"


def test_each_sheet_is_a_page_of_its_name(tmp_path: Path) -> None:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>Heron</t></is></c></row>'
    pages = read_xlsx(make_xlsx(tmp_path / "a.xlsx", sheets={"Q1": cell, "Q2": cell}))
    assert [page.label for page in pages] == ["sheet “Q1”", "sheet “Q2”"]
    assert pages[1].headings[0].text == "Q2"


def test_titles_above_a_table_are_no_header(tmp_path: Path) -> None:
    (page,) = read_xlsx(make_xlsx(tmp_path / "a.xlsx", [["Bird report"], *TABLE]))
    assert page.text == "Birds\n\nBird report\n\nBird | Count\nHeron | 17\nWombat | 4"
    assert page.text[page.tables[0].start : page.tables[0].header_end] == "Bird | Count"


def test_dates_and_percents_read_as_they_look(tmp_path: Path) -> None:
    values = ((1, 45352), (2, 45352), (3, 45352), (4, 0.155), (5, 45352.75), (0, 0.1 + 0.2))
    cells = "".join(f'<c s="{style}"><v>{value!r}</v></c>' for style, value in values)
    (page,) = read_xlsx(make_xlsx(tmp_path / "a.xlsx", sheets={"S": f"<row>{cells}</row>"}, styles=STYLES))
    assert page.text.split("\n\n")[1] == "2024-03-01 | 2024-03-01 | March 2024 | 15.5% | 2024-03-01 18:00 | 0.3"


def test_two_cells_in_opposite_corners_cost_nothing(tmp_path: Path) -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2218</v></c></row>'
    (page,) = read_xlsx(make_xlsx(tmp_path / "a.xlsx", sheets={"S": far}))
    assert "2218" in page.text


def test_entities_are_refused(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", sheets={"S": '<row><c t="str"><v>Heron</v></c></row>'})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = b'<!DOCTYPE s [<!ENTITY a "swell"><!ENTITY b "&a;&a;&a;&a;">]>'
    parts["xl/sharedStrings.xml"] = bomb + b"<sst><si><t>&b;</t></si></sst>"
    part = parts["xl/worksheets/s1.xml"]
    parts["xl/worksheets/s1.xml"] = bomb + part.replace(b"Heron", b"Heron &b;")
    with pytest.raises(DamagedDocument, match="swell"):
        read_xlsx(make_zip(path, parts))


def test_too_many_cells_are_refused_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_pages, "MAX_CELLS", 5)
    with pytest.raises(DocumentTooLarge, match="filled cells"):
        read_csv(make_csv(tmp_path / "a.csv"))
