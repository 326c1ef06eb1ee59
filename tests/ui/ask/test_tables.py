"""Every document asked, in the window: a table that grows, whose cells open their source, kept and exported."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop_app.answer_table import AnswerTable, RowState, TableCell, TableGrown, TableRow
from desktop_app.domain import Approach, Citation
from desktop_app.store.transcript import write_transcript
from desktop_app.ui.ask.answer_box import AnswerBox
from desktop_app.ui.ask.cited_table import SORT_KEY
from desktop_app.ui.ask.table_box import TableBox
from desktop_app.ui.ask.view import AskView

QUESTION = "What is the notice period of every contract?"
CLAUSE = "giving the other party ninety (90) days written notice"
COLUMNS = ("Notice period",)


@pytest.fixture
def rows(lease: Path) -> tuple[TableRow, ...]:
    return (
        TableRow("Lease 2024.pdf", str(lease), (TableCell("ninety (90) days", 1),), RowState.FOUND),
        TableRow("scan.pdf", "/gone/scan.pdf", (TableCell(),), RowState.UNREADABLE, "The file is damaged."),
        TableRow("soup.md", "/gone/soup.md", (TableCell(),), RowState.NOT_FOUND),
    )


@pytest.fixture
def answered(  # type: ignore[no-untyped-def]
    view: AskView, script, lease: Path, rows: tuple[TableRow, ...], ask: Callable[[str], None]
) -> TableBox:
    """A question whose answer is a table."""
    citation = script.cite(1, lease, 7, CLAUSE)
    script.say(QUESTION, "Found in 1 document.", citation, **the_table(rows))
    ask(QUESTION)
    return box_of(view)


def the_table(rows: tuple[TableRow, ...]) -> dict[str, object]:
    return {
        "table": AnswerTable("Document", COLUMNS, rows, 3, 3, 1),
        "grown": [
            TableGrown("Document", COLUMNS, (), 3, 0, 0, 0),
            TableGrown("Document", COLUMNS, rows[:2], 3, 2, 1, 1, 4.0),
            TableGrown("Document", COLUMNS, rows[2:], 3, 3, 1, 1),
        ],
    }


def last(view: AskView) -> AnswerBox:
    found = view.talk.messages[-1]
    assert isinstance(found, AnswerBox)
    return found


def box_of(view: AskView) -> TableBox:
    table = last(view).table_box
    assert table is not None
    return table


def shown(box: TableBox) -> list[list[str]]:
    cited = box.table.cited
    return [[cited.text_at(row, column) for column in range(len(cited.titles))] for row in range(len(cited.rows))]


def test_what_was_found_and_what_cannot_be_read_is_shown_and_the_rest_on_demand(
    answered: TableBox, qtbot: QtBot
) -> None:
    found = [["Lease 2024.pdf", "ninety (90) days"], ["scan.pdf", "The file is damaged."]]
    assert shown(answered) == found
    assert answered.meter.isHidden()
    qtbot.mouseClick(answered.rest_button, Qt.MouseButton.LeftButton)
    assert shown(answered) == [*found, ["soup.md", "not found"]]
    qtbot.mouseClick(answered.rest_button, Qt.MouseButton.LeftButton)
    assert shown(answered) == found


def test_a_cell_opens_its_source_by_mouse_and_by_keyboard(view: AskView, answered: TableBox, qtbot: QtBot) -> None:
    opened: list[Citation] = []
    view.dialogue.citation_opened.connect(opened.append)
    table = answered.table
    cell = table.visualRect(table.cited.index(0, 1)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    table.setCurrentIndex(table.cited.index(0, 1))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert [citation.marker for citation in opened] == [1, 1]
    assert opened[0].page == 7
    assert view.source.isVisible()


def test_five_thousand_rows_are_added_without_a_stutter(answered: TableBox, rows: tuple[TableRow, ...]) -> None:
    began = time.perf_counter()
    for _ in range(50):
        answered.table.cited.add([rows[0]] * 100)
    assert time.perf_counter() - began < 10  # 0.3 s; measured anew each time it would be minutes
    assert len(shown(answered)) == 5002
    assert answered.table.height() < 1000


def test_a_table_in_vain_makes_way_for_the_usual_answer(  # type: ignore[no-untyped-def]
    view: AskView, script, lease: Path, ask: Callable[[str], None]
) -> None:
    grown = [TableGrown("Document", COLUMNS, (), 3, 3, 0, 0)]
    script.say(QUESTION, "Ninety days [1].", script.cite(1, lease, 7, CLAUSE), grown=grown)
    ask(QUESTION)
    box = last(view)
    assert box.text_block.isVisible()
    assert not box_of(view).isVisible()
    assert len(box.cards.cards) == 1


def test_rows_are_ordered_by_what_a_column_means_by_its_title_and_by_keyboard(
    answered: TableBox, lease: Path, qtbot: QtBot
) -> None:
    said = ["three months", "", "ten days", "two weeks", "as agreed"]
    rows = [
        TableRow(name, str(lease), (TableCell(text, bool(text)),), RowState.FOUND if text else RowState.NOT_FOUND)
        for name, text in zip("dcbae", said, strict=True)
    ]
    table = answered.table
    table.cited.show("Document", COLUMNS, rows)
    header = table.horizontalHeader()

    def labels() -> str:
        return "".join(row.label for row in table.cited.rows)

    def click(column: int) -> None:
        at = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)

    seen = [labels()]
    for column in (1, 1, 1, 0):
        click(column)
        seen.append(labels())
    assert seen == ["dcbae", "badec", "dabec", "dcbae", "abcde"]
    table.setCurrentIndex(table.cited.index(3, 1))
    qtbot.keyClick(table, SORT_KEY)
    assert labels() == "badec"
    assert table.currentIndex().column() == 1


def test_the_order_stays_when_the_other_rows_are_shown(answered: TableBox, qtbot: QtBot) -> None:
    answered.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    qtbot.mouseClick(answered.rest_button, Qt.MouseButton.LeftButton)
    assert [line[0] for line in shown(answered)] == ["soup.md", "scan.pdf", "Lease 2024.pdf"]
    qtbot.mouseClick(answered.rest_button, Qt.MouseButton.LeftButton)
    assert [line[0] for line in shown(answered)] == ["scan.pdf", "Lease 2024.pdf"]


def test_an_unreadable_document_opens_nothing(answered: TableBox) -> None:
    assert answered.table.cited.citation_at(1, 1) is None


def test_while_it_is_read_a_meter_tells_how_far_and_a_stop_keeps_the_table(  # type: ignore[no-untyped-def]
    view: AskView, script, lease: Path, rows: tuple[TableRow, ...], qtbot: QtBot
) -> None:
    script.say(QUESTION, "Stopped.", script.cite(1, lease, 7, CLAUSE), then="reads_on", **the_table(rows))
    view.composer.asked.emit(QUESTION)
    qtbot.waitUntil(lambda: last(view).table_box is not None and box_of(view).meter.bar.value() == 3, timeout=15_000)
    box = box_of(view)
    assert box.meter.label.text() == "Read 3 of 3 files, 1 unreadable · 1 found"
    assert shown(box)[0] == ["Lease 2024.pdf", "ninety (90) days"]
    with qtbot.waitSignal(view.asking.ended, timeout=15_000):
        qtbot.mouseClick(box.meter.stop, Qt.MouseButton.LeftButton)
    assert shown(box)[0] == ["Lease 2024.pdf", "ninety (90) days"]
    answer = last(view).answer
    assert answer is not None
    assert answer.stopped


def test_a_table_comes_back_with_its_conversation_and_stands_in_the_transcript(
    view: AskView, answered: TableBox
) -> None:
    before = shown(answered)
    number = view.dialogue.conversation_id
    view.start_new()
    view.dialogue.open(number)
    assert shown(box_of(view)) == before
    conversations = view.conversations
    text = write_transcript(conversations.find(number), conversations.messages(number))
    assert "| Lease 2024.pdf | ninety (90) days [^1] |" in text
    assert "Unreadable: scan.pdf" in text
    assert CLAUSE in text


def test_a_table_is_exported(
    view: AskView, answered: TableBox, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "table.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), "CSV (*.csv)"))
    qtbot.mouseClick(answered.export_button, Qt.MouseButton.LeftButton)
    text = target.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "Document,Path,State,Notice period,Notice period: quote,Notice period: place,Note"
    assert CLAUSE in text


def test_a_question_is_typed_for_every_document(  # type: ignore[no-untyped-def]
    view: AskView, script, lease: Path, rows: tuple[TableRow, ...], qtbot: QtBot
) -> None:
    question = "notice period"
    script.say(question, "Found in 1 document.", script.cite(1, lease, 7, CLAUSE), **the_table(rows))
    assert not view.composer.every_button.isEnabled()
    view.composer.field.setPlainText(question)
    assert view.composer.every_button.isEnabled()
    with qtbot.waitSignal(view.asking.ended, timeout=15_000):
        qtbot.keyClick(view.composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (asked,) = script.asked()
    assert (asked["question"], asked["every_document"]) == (question, True)
    assert shown(box_of(view))


def test_an_ordinary_answer_can_be_asked_of_every_document(  # type: ignore[no-untyped-def]
    view: AskView, script, lease: Path, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    question = "How much notice do I have to give?"
    script.say(question, "Ninety days [1].", script.cite(1, lease, 7, CLAUSE))
    ask(question)
    view.header.show_approach(Approach.MODEL, ())
    with qtbot.waitSignal(view.asking.ended, timeout=15_000):
        qtbot.mouseClick(last(view).footer.every_button, Qt.MouseButton.LeftButton)
    usual, every = script.asked()
    assert usual["every_document"] is None
    assert (every["question"], every["every_document"], every["approach"]) == (question, True, "documents")
