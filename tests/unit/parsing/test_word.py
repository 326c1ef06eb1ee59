"""DOCX: document order, headings, numbers that Word draws, and what nobody sees."""

import zipfile
from pathlib import Path

import pytest

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, DocumentTooLarge, EmptyDocument
from desktop_app.parsing.package import MAX_UNPACKED, MAX_XML
from desktop_app.parsing.word import WordParser
from tests.samples.office_documents import docx_with_body, make_docx, make_zip
from tests.samples.paragraph import PARAGRAPH

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NUMBERING = f"""<w:numbering {SPACE}>
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.(%2)"/></w:lvl>
</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""


def read(path: Path) -> Page:
    (page,) = WordParser().open(path).pages
    return page


def paragraph(text: str, settings: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{settings}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def listed(text: str, level: int) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="5"/></w:numPr>')


def test_blocks_come_in_document_order(tmp_path: Path) -> None:
    page = read(make_docx(tmp_path / "a.docx"))
    assert page.text == f"Herons\n\n{PARAGRAPH}\n\n• They stand still.\n\nBird | Count\nHeron | 17\nWombat | 4"
    assert [(heading.text, heading.level) for heading in page.headings] == [("Herons", 1)]


def test_a_table_knows_where_it_stands_and_its_header(tmp_path: Path) -> None:
    page = read(make_docx(tmp_path / "a.docx"))
    (table,) = page.tables
    assert page.text[table.start : table.end] == "Bird | Count\nHeron | 17\nWombat | 4"
    assert page.text[table.start : table.header_end] == "Bird | Count"


def test_numbers_that_word_draws_are_part_of_the_text(tmp_path: Path) -> None:
    body = listed("Term", 0) + listed("one year", 1) + listed("two years", 1) + listed("Fees", 0) + listed("none", 1)
    page = read(docx_with_body(tmp_path / "a.docx", body, numbering=NUMBERING))
    assert page.text.split("\n\n") == ["3. Term", "3.(a) one year", "3.(b) two years", "4. Fees", "4.(a) none"]


def test_the_outline_level_makes_a_heading(tmp_path: Path) -> None:
    body = paragraph("Scope", '<w:outlineLvl w:val="1"/>') + paragraph("All birds.")
    page = read(docx_with_body(tmp_path / "a.docx", body))
    assert [(heading.text, heading.level) for heading in page.headings] == [("Scope", 2)]


def test_hidden_deleted_and_white_text_is_left_out(tmp_path: Path) -> None:
    deleted = (
        "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>kept</w:t></w:r></w:ins></w:p>"
    )
    white = paragraph("white", run='<w:color w:val="FFFFFF"/>')
    body = paragraph("seen") + paragraph("hidden", run="<w:vanish/>") + white + deleted
    assert read(docx_with_body(tmp_path / "a.docx", body)).text == "seen\n\nkept"


def test_white_text_on_a_shade_is_kept(tmp_path: Path) -> None:
    body = paragraph("white", '<w:shd w:fill="000000"/>', '<w:color w:val="FFFFFF"/>')
    assert read(docx_with_body(tmp_path / "a.docx", body)).text == "white"


def test_notes_follow_their_paragraph(tmp_path: Path) -> None:
    note = f'<w:footnote w:id="2">{paragraph("See page 9.")}</w:footnote>'
    notes = f"<w:footnotes {SPACE}>{note}</w:footnotes>"
    body = '<w:p><w:r><w:t>Claim.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>' + paragraph("Next.")
    assert read(docx_with_body(tmp_path / "a.docx", body, footnotes=notes)).text == "Claim.\n\nSee page 9.\n\nNext."


def test_a_note_is_read_once_however_often_the_text_points_to_it(tmp_path: Path) -> None:
    note = f'<w:footnote w:id="2">{paragraph("See page 9. " * 1000)}</w:footnote>'
    body = "<w:p>" + '<w:r><w:footnoteReference w:id="2"/></w:r>' * 1000 + "</w:p>" + paragraph("Next.")
    text = read(docx_with_body(tmp_path / "a.docx", body, footnotes=f"<w:footnotes {SPACE}>{note}</w:footnotes>")).text
    assert text.count("See page 9.") == 1000


def test_content_controls_and_text_boxes_are_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('boxed')}</w:txbxContent>"
    twice = f"<AlternateContent><Choice>{box}</Choice><Fallback>{box}</Fallback></AlternateContent>"
    both = f"<w:p><w:r><w:t>around</w:t>{twice}</w:r></w:p>"
    body = f"<w:sdt><w:sdtContent>{paragraph('controlled')}</w:sdtContent></w:sdt>{both}"
    assert read(docx_with_body(tmp_path / "a.docx", body)).text == "controlled\n\naround\n\nboxed"


def test_a_cell_wider_than_one_leaves_the_others_in_their_columns(tmp_path: Path) -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("Count")}</w:tc>'
    cells = [f"<w:tc>{paragraph(text)}</w:tc>" for text in ("Heron", "17", "4", "reed")]
    rows = f"<w:tr>{wide}{cells[3]}</w:tr><w:tr>{''.join(cells[:3])}</w:tr>"
    page = read(docx_with_body(tmp_path / "a.docx", f"<w:tbl>{rows}</w:tbl>"))
    assert page.text == "Count |  | reed\nHeron | 17 | 4"


def test_a_table_that_arranges_the_page_is_read_as_paragraphs(tmp_path: Path) -> None:
    long = "word " * 500
    body = f"<w:tbl><w:tr><w:tc>{paragraph(long)}</w:tc><w:tc>{paragraph('aside')}</w:tc></w:tr></w:tbl>"
    page = read(docx_with_body(tmp_path / "a.docx", body))
    assert page.tables == ()
    assert page.text.endswith("word\n\naside")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.docx", {"word/document.xml": b"<a>" + b" " * (MAX_XML + 1) + b"</a>"})
    assert path.stat().st_size < 1_000_000
    with pytest.raises(DocumentTooLarge):
        WordParser().open(path)


def test_an_archive_that_would_unpack_to_a_gigabyte_is_refused(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a.docx")
    with zipfile.ZipFile(path, "a") as archive:
        for index in range(3):
            archive.writestr(f"word/media/{index}.bin", b"")
        for info in archive.filelist[-3:]:
            info.file_size = MAX_UNPACKED // 2
    with pytest.raises(DocumentTooLarge):
        WordParser().open(path)


def test_entities_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("potoroo")
    xml = (
        f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]><w:document {SPACE}><w:body>'
        "<w:p><w:r><w:t>before &x; after</w:t></w:r></w:p></w:body></w:document>"
    )
    path = make_zip(tmp_path / "a.docx", {"word/document.xml": xml.encode()})
    assert "potoroo" not in read(path).text


def test_a_document_without_words_is_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocument):
        WordParser().open(docx_with_body(tmp_path / "a.docx", paragraph(" ")))


def test_a_zip_with_a_broken_part_is_damaged(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.docx", {"word/document.xml": b"<w:document"})
    with pytest.raises(DamagedDocument):
        WordParser().open(path)


def test_the_title_is_the_stored_one_or_the_first_heading_or_the_name(tmp_path: Path) -> None:
    assert WordParser().open(make_docx(tmp_path / "a.docx", title="Field notes")).title == "Field notes"
    assert WordParser().open(make_docx(tmp_path / "a.docx")).title == "Herons"
    assert WordParser().open(docx_with_body(tmp_path / "b.docx", paragraph("x"))).title == "b"


def test_formulas_are_readable(tmp_path: Path) -> None:
    body = "<w:p><oMath><r><t>E=mc</t></r><sSup><e/><sup><r><t>2</t></r></sup></sSup></oMath></w:p>"
    assert read(docx_with_body(tmp_path / "a.docx", body)).text == "E=mc^2"
