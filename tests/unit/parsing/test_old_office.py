"""DOC and PPT: the words of Office before 2007, and what is said of those that can't be read."""

from pathlib import Path

import pytest

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, DocumentError, EncryptedDocument, UnsupportedFormat
from desktop_app.parsing import parser_for
from desktop_app.parsing.old_slides import OldSlidesParser
from desktop_app.parsing.old_word import OldWordParser
from tests.samples.old_office_documents import make_doc, make_ppt
from tests.samples.ole_files import make_ole
from tests.samples.paragraph import PARAGRAPH, TABLE


def pages_of(path: Path) -> list[Page]:
    return list(parser_for(path).open(path).pages)


@pytest.mark.parametrize("wide", [False, True])
def test_headings_and_paragraphs_of_an_old_document(wide: bool, tmp_path: Path) -> None:
    path = make_doc(tmp_path / "a.doc", [("Birds", 1), ("At the lighthouse", 2), (PARAGRAPH, 0)], wide=wide)
    (page,) = pages_of(path)
    assert page.text == f"Birds\n\nAt the lighthouse\n\n{PARAGRAPH}"
    assert [(heading.level, heading.text) for heading in page.headings] == [(1, "Birds"), (2, "At the lighthouse")]


def test_a_table_keeps_its_rows(tmp_path: Path) -> None:
    rows = [*TABLE, ("Quokka", "")]
    (page,) = pages_of(make_doc(tmp_path / "a.doc", [(PARAGRAPH, 0)], rows))
    (table,) = page.tables
    assert page.text[table.start : table.end] == "Bird | Count\nHeron | 17\nWombat | 4\nQuokka |"
    assert page.text[table.start : table.header_end] == "Bird | Count"
    assert page.text.endswith("The end.")


def test_what_computes_a_field_and_what_is_hidden_is_not_read(tmp_path: Path) -> None:
    link = 'See \x13 HYPERLINK "http://example.org" \x14the page\x15 of herons.'
    (page,) = pages_of(make_doc(tmp_path / "a.doc", [(link, 0), ("Seen, unseen.", 0)], hidden=", unseen"))
    assert page.text == "See the page of herons.\n\nSeen."


def test_slides_have_titles_texts_and_notes(tmp_path: Path) -> None:
    slides = [("Herons", "First\rSecond"), ("Wombats", "Third")]
    document = OldSlidesParser().open(make_ppt(tmp_path / "a.ppt", slides, notes="Say this."))
    first, second = document.pages
    assert document.title == "Herons"
    assert (first.label, second.label) == ("slide 1", "slide 2")
    assert first.text == "Herons\n\nFirst\n\nSecond\n\nNotes\n\nSay this."
    assert [heading.text for heading in second.headings] == ["Wombats"]


def test_a_password_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(EncryptedDocument):
        OldWordParser().open(make_doc(tmp_path / "a.doc", flags=0x0100))
    with pytest.raises(EncryptedDocument):
        OldSlidesParser().open(make_ppt(tmp_path / "a.ppt", mark=0xF3D1C4DF))


def test_what_is_older_still_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormat, match="save it as DOCX"):
        pages_of(make_doc(tmp_path / "a.doc", version=0x65))
    with pytest.raises(UnsupportedFormat, match="save it as PPTX"):
        pages_of(make_ole(tmp_path / "a.ppt", {"PowerPoint Document": b"x"}))


def test_a_broken_table_of_pieces_is_damage(tmp_path: Path) -> None:
    path = make_doc(tmp_path / "a.doc")
    data = bytearray(path.read_bytes())
    at = data.index(b"\x02\x10\x00\x00\x00")
    data[at + 5 : at + 9] = b"\xff\xff\xff\x7f"
    path.write_bytes(data)
    with pytest.raises(DamagedDocument):
        OldWordParser().open(path)


def test_edits_that_run_in_a_circle_end(tmp_path: Path) -> None:
    path = make_ppt(tmp_path / "a.ppt")
    data = path.read_bytes()
    at = data.index(b"\xf5\x0f\x1c\x00\x00\x00") - 2
    edit = at - data.index(b"\x0f\x00\xee\x03")
    path.write_bytes(data[: at + 16] + edit.to_bytes(4, "little") + data[at + 20 :])
    assert PARAGRAPH in pages_of(path)[0].text
    path.write_bytes(data[: at + 16] + (edit + 3).to_bytes(4, "little") + data[at + 20 :])
    with pytest.raises(DocumentError):
        pages_of(path)
