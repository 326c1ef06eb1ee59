"""Where marks stand on a page, and how a page's text is set."""

import pytest
from PySide6.QtGui import QFont, QTextCursor, QTextDocument
from pytestqt.qtbot import QtBot

from desktop_app.boxes import boxes_of
from desktop_app.domain import Citation, Heading, Line, Page, Span, Table
from desktop_app.ui.ask.citation_card import place_of
from desktop_app.ui.ask.held_header import header_above
from desktop_app.ui.ask.marks import spans_on
from desktop_app.ui.ask.table_columns import Columns, columns_of
from desktop_app.ui.ask.text_page import TextPage, reflowed, utf16_offsets
from desktop_app.ui.theme import ThemeHolder

TEXT = "The notice period is\nninety days. It begins\nwith receipt."
CITATION = Citation(1, "/a.pdf", "A", 2, "", "ninety days. It begins", "page 2", (Span(2, 21, 43),))


def page(text: str = TEXT, **fields: object) -> Page:
    return Page(2, text, "page 2", **fields)  # type: ignore[arg-type]


def test_spans_hold_while_the_page_is_as_it_was() -> None:
    assert spans_on(page(), CITATION) == [Span(2, 21, 43)]
    assert spans_on(Page(3, TEXT), CITATION) == []


def test_words_that_moved_on_their_page_are_found_again() -> None:
    moved = "New first line.\n" + TEXT
    (span,) = spans_on(page(moved), CITATION)
    assert moved[span.start : span.end] == CITATION.quote


@pytest.mark.parametrize("text", ["Something else altogether, of the same length as it was.", "short", ""])
def test_nothing_is_marked_where_the_words_are_gone(text: str) -> None:
    assert spans_on(page(text), CITATION) == []


def test_boxes_cover_exactly_the_characters_line_by_line() -> None:
    lines = (
        Line(0, 20, 10.0, 20.0, tuple(float(x) for x in range(21))),
        Line(21, 43, 30.0, 40.0, tuple(100.0 + x for x in range(23))),
    )
    first, second = boxes_of([Span(2, 18, 27)], {2: page(lines=lines)})
    assert (first.x0, first.x1, first.y0, first.y1) == (18.0, 20.0, 10.0, 20.0)
    assert (second.x0, second.x1, second.y0) == (100.0, 106.0, 30.0)
    assert boxes_of([Span(1, 0, 5)], {2: page(lines=lines)}) == ()


def test_breaks_that_are_only_layout_become_spaces() -> None:
    assert reflowed(page()) == "The notice period is ninety days. It begins with receipt."


@pytest.mark.parametrize(
    "text",
    [
        "A paragraph of some length here.\n\nAnother paragraph of some length.",
        "Shopping for the whole weekend:\n- milk\n- bread and butter of the best kind",
        "The offers that were made to us:\n  a) a tank\n  b) another tank, which is larger",
        "Short line\nA line that is much, much longer than the one before it.",
    ],
)
def test_breaks_that_mean_something_stay(text: str) -> None:
    assert reflowed(page(text)) == text


def test_tables_and_headings_keep_their_lines() -> None:
    text = "Heading of the page\nname | price of it\nmilk | 1.20 euros"
    kept = page(text, headings=(Heading(0, 1, "Heading of the page"),), tables=(Table(20, len(text), 38),))
    assert reflowed(kept) == text


def test_reflowing_moves_no_character() -> None:
    text = "one two three\nfour five six\n\nseven eight\r\nnine"
    assert len(reflowed(page(text))) == len(text)


def test_offsets_are_those_of_qt(qapp: object) -> None:
    text = "a😀b𝔠d"
    document = QTextDocument(text)
    cursor = QTextCursor(document)
    for offset, char in ((0, "a"), (2, "b"), (4, "d")):
        (place,) = utf16_offsets(text, [offset])
        cursor.setPosition(place)
        cursor.setPosition(place + 1, QTextCursor.MoveMode.KeepAnchor)
        assert cursor.selectedText() == char


def test_places_are_said_in_the_formats_own_terms() -> None:
    assert place_of(Citation(1, "/x/a.pdf", "Lease", 3, "Lease › 11. Notice", "q", "page 3")) == "page 3 · 11. Notice"
    assert place_of(Citation(1, "/x/a.md", "Trip", 1, "Trip › Days › One", "q")) == "Days › One"
    assert place_of(Citation(1, "/x/notes.txt", "Notes", 1, "", "q")) == "notes.txt"


ROWS = "bird | rent\nheron | 210\nowl |  | none"


def width(text: str) -> float:
    return float(len(text))


def test_the_cells_of_a_table_stand_below_each_other() -> None:
    gaps = columns_of(ROWS, width, 30.0).gaps
    assert gaps == [(4, 1.0), (17, 0.0), (27, 2.0), (30, 4.0)]
    assert {ROWS[place : place + 3] for place, _ in gaps} == {" | "}


def test_a_table_that_is_wider_than_the_pane_keeps_its_columns() -> None:
    narrow = columns_of(ROWS, width, 15.0)
    assert narrow.is_wide
    assert narrow.gaps == columns_of(ROWS, width, 30.0).gaps
    assert not columns_of(ROWS, width, 30.0).is_wide


def test_a_table_of_prose_is_broken_into_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    assert columns_of(f"{ROWS} | {'word ' * 40}", width, 30.0) == Columns()
    monkeypatch.setattr("desktop_app.ui.ask.table_columns.MOST_CELLS", 3)
    assert columns_of(ROWS, width, 30.0) == Columns()
    assert columns_of(ROWS, width, 10.0) == Columns(is_wide=True)


def test_of_a_wide_table_each_row_is_one_line_and_the_mark_is_in_sight(qtbot: QtBot, theme: ThemeHolder) -> None:
    rows = [" | ".join(f"cell {row} of column {column}" for column in range(14)) for row in range(90)]
    text = "Prices of the year, as they were told to us by those who sold.\n\n" + "\n".join(rows)
    start = text.index(rows[0])
    wanted = text.index("cell 70 of column 12")
    shown = TextPage(theme)
    qtbot.addWidget(shown)
    shown.resize(400, 300)
    span = Span(1, wanted, wanted + len("cell 70 of column 12"))
    shown.show_page(Page(1, text, "", tables=(Table(start, len(text), start + len(rows[0])),)), [span])
    shown.show()
    qtbot.waitUntil(lambda: shown.horizontalScrollBar().value() > 0)
    cursor = QTextCursor(shown.document())
    cursor.setPosition(wanted)
    assert shown.viewport().rect().contains(shown.cursorRect(cursor).center())
    tops = []
    for column in (0, 12):
        cursor.setPosition(text.index(f"cell 70 of column {column}"))
        tops.append(shown.cursorRect(cursor).top())
    assert tops[0] == tops[1]
    held = header_above(shown.document(), [(start, len(text))], shown.verticalScrollBar().value())
    assert held is not None
    assert held.block.text() == rows[0]
    assert header_above(shown.document(), [(start, len(text))], 0) is None
    place = shown.horizontalScrollBar().value()
    theme.theme_changed.emit(theme.current)
    assert shown.horizontalScrollBar().value() == place
    cursor.setPosition(text.index("by those who sold"))
    assert cursor.block().layout().lineCount() > 1


def test_columns_are_straight_in_the_pane_and_what_is_copied_is_the_text(qtbot: QtBot, theme: ThemeHolder) -> None:
    shown = TextPage(theme)
    qtbot.addWidget(shown)
    shown.resize(400, 300)
    shown.show_page(Page(1, ROWS, "", tables=(Table(0, len(ROWS), 11),)), [])
    shown.show()
    starts = [ROWS.index(cell) for cell in ("rent", "210")]

    def is_straight() -> bool:
        cursor, edges = QTextCursor(shown.document()), []
        for start in starts:
            cursor.setPosition(start)
            edges.append(shown.cursorRect(cursor).left())
        return max(edges) - min(edges) <= 1

    qtbot.waitUntil(is_straight)
    assert shown.toPlainText() == ROWS
    theme.theme_changed.emit(theme.current)
    assert is_straight()


def test_the_place_in_a_page_is_kept_when_the_light_changes(qtbot: QtBot, theme: ThemeHolder) -> None:
    shown = TextPage(theme)
    qtbot.addWidget(shown)
    shown.resize(300, 200)
    text = "\n\n".join(f"Line {number}." for number in range(200))
    shown.show_page(Page(1, text, ""), [Span(1, len(text) - 9, len(text))])
    shown.show()
    qtbot.waitUntil(lambda: shown.verticalScrollBar().value() > 1000)
    place = shown.verticalScrollBar().value()
    theme.theme_changed.emit(theme.current)
    assert shown.verticalScrollBar().value() == place


def test_signs_are_shown_as_the_document_has_them(qtbot: QtBot, theme: ThemeHolder) -> None:
    shown = TextPage(theme)
    qtbot.addWidget(shown)
    shown.show_page(Page(1, "a -> b", "", headings=(Heading(0, 1, "a -> b"),)), [])
    cursor = QTextCursor(shown.document())
    cursor.setPosition(1)
    for font in (shown.document().defaultFont(), cursor.charFormat().font()):
        assert font.featureValue(QFont.Tag("calt")) == 0
        assert font.isFeatureSet(QFont.Tag("calt"))
