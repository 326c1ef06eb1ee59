"""OpenDocument: blocks in order, notes after their paragraph, sheets and slides as pages."""

from pathlib import Path

import pytest

from desktop_app.domain import Page
from desktop_app.errors import DocumentTooLarge
from desktop_app.parsing import sheet_pages
from desktop_app.parsing.open_document import OpenDocumentParser
from tests.samples.office_documents import make_open_document


def read(path: Path) -> list[Page]:
    return list(OpenDocumentParser().open(path).pages)


def cell(text: str, repeated: int = 1) -> str:
    shown = f"<text:p>{text}</text:p>" if text else ""
    return f'<table:table-cell table:number-columns-repeated="{repeated}">{shown}</table:table-cell>'


def row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def test_blocks_come_in_order_and_notes_after_their_paragraph(tmp_path: Path) -> None:
    body = (
        '<text:h text:outline-level="2">Scope</text:h>'
        "<text:p>All<text:s text:c='2'/>birds<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>not wombats</text:p></text:note-body></text:note> count.</text:p>"
        "<text:list><text:list-item><text:p>herons</text:p></text:list-item></text:list>"
    )
    (page,) = read(make_open_document(tmp_path / "a.odt", "text", body))
    assert page.text == "Scope\n\nAll birds count.\n\nnot wombats\n\n• herons"
    assert (page.headings[0].text, page.headings[0].level) == ("Scope", 2)


def test_deleted_text_and_comments_are_left_out(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        "<text:p>here<office:annotation><text:p>remark</text:p></office:annotation></text:p>"
    )
    assert read(make_open_document(tmp_path / "a.odt", "text", body))[0].text == "here"


def test_a_cell_wider_than_one_leaves_the_others_in_their_columns(tmp_path: Path) -> None:
    merged = row(cell("Count"), "<table:covered-table-cell/>", cell("Nest"))
    table = f"<table:table>{merged}{row(cell('Heron'), cell('17'), cell('reed'))}</table:table>"
    (page,) = read(make_open_document(tmp_path / "a.odt", "text", table))
    assert page.text == "Count |  | Nest\nHeron | 17 | reed"


def test_a_table_keeps_its_header(tmp_path: Path) -> None:
    table = f"<table:table>{row(cell('Bird'), cell('Count'))}{row(cell('Heron'), cell('17'))}</table:table>"
    (page,) = read(make_open_document(tmp_path / "a.odt", "text", table))
    assert page.text == "Bird | Count\nHeron | 17"
    assert page.text[: page.tables[0].header_end] == "Bird | Count"


def test_a_sheet_of_repeated_cells_stays_small(tmp_path: Path) -> None:
    rows = row(cell("Bird"), cell("Count")) + row(cell("", 16000), repeated=1_000_000) + row(cell("Owl"), cell("4"))
    body = f'<table:table table:name="Q1">{rows}</table:table>'
    (page,) = read(make_open_document(tmp_path / "a.ods", "spreadsheet", body))
    assert page.label == "sheet “Q1”"
    assert page.text == "Q1\n\nBird | Count\nOwl | 4"


def test_a_sheet_that_swells_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_pages, "MAX_CELLS", 1000)
    body = f"<table:table>{row(cell('x', 16000), repeated=1_000_000)}</table:table>"
    with pytest.raises(DocumentTooLarge, match="filled cells"):
        read(make_open_document(tmp_path / "a.ods", "spreadsheet", body))


def test_slides_are_pages_with_title_and_notes(tmp_path: Path) -> None:
    title = '<draw:frame presentation:class="title"><draw:text-box><text:p>Owls</text:p></draw:text-box></draw:frame>'
    notes = "<presentation:notes><draw:frame><text:p>said</text:p></draw:frame></presentation:notes>"
    pages = read(
        make_open_document(tmp_path / "a.odp", "presentation", f"<draw:page/><draw:page>{title}{notes}</draw:page>")
    )
    assert [(page.label, page.text) for page in pages] == [("slide 2", "Owls\n\nNotes\n\nsaid")]
