"""The source pane: the right page, the right words, whatever became of the file."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from desktop_app.domain import Citation
from desktop_app.ui.ask.source_pane import AWAY, CHANGED, GONE, MOVED
from desktop_app.ui.ask.view import AskView
from desktop_app.ui.context import WindowContext

CLAUSE = "Either party may terminate this agreement by giving the other party ninety (90) days written notice"
QUESTION = "How much notice?"


def wait_for_page(view: AskView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not view.source.pages.page._image.isNull(), timeout=15_000)
    qtbot.wait(200)  # a sharper picture may follow once the pane has its size


def yellow_share(view: AskView, inside: bool) -> float:
    """Return the share of marked pixels inside (or outside) the marked rectangles."""
    page = view.source.pages.page
    image = page.grab().toImage()
    ratio = image.devicePixelRatio()
    boxes = page.marked()
    assert boxes
    yellow = total = 0
    for x in range(0, image.width(), 3):
        for y in range(0, image.height(), 2):
            is_in = any(box.adjusted(1, 1, -1, -1).contains(x / ratio, y / ratio) for box in boxes)
            is_near = any(box.adjusted(-2, -2, 2, 2).contains(x / ratio, y / ratio) for box in boxes)
            if is_in if inside else not is_near:
                colour = QColor(image.pixel(x, y))
                total += 1
                yellow += colour.red() - colour.blue() > 30
    return yellow / total


@pytest.fixture
def cited(view: AskView, script, lease: Path, ask: Callable[[str], None]) -> Citation:
    """An answer is there that cites page 7."""
    citation = script.cite(1, lease, 7, CLAUSE, "Termination")
    script.say(QUESTION, "Ninety days [1].", citation)
    ask(QUESTION)
    return citation


def test_a_card_opens_the_page_with_the_words_under_the_marker(view: AskView, cited: Citation, qtbot: QtBot) -> None:
    card = view.talk.messages[-1].cards.cards[0]
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    wait_for_page(view, qtbot)
    assert view.source.isVisible()
    assert view.source.page_number == 7
    assert len(view.source.pages.page.marked()) == len(cited.boxes) == 2
    assert yellow_share(view, inside=True) > 0.6  # print stays dark on it
    assert yellow_share(view, inside=False) == 0
    assert card.property("selected") is True


def test_a_marker_in_the_sentence_opens_the_same_page(view: AskView, cited: Citation, qtbot: QtBot) -> None:
    block = view.talk.messages[-1].text_block
    place = block.toPlainText().index("\ufffc")
    cursor = block.textCursor()
    cursor.setPosition(place + 1)
    at = block.cursorRect(cursor)
    inside = QPoint(at.left() - 8, at.center().y())  # the cursor stands behind the pill
    qtbot.mouseClick(block.viewport(), Qt.MouseButton.LeftButton, pos=inside)
    wait_for_page(view, qtbot)
    assert view.source.page_number == 7
    assert view.source.citation == cited


def test_a_card_opens_by_keyboard(view: AskView, cited: Citation, qtbot: QtBot) -> None:
    qtbot.keyClick(view.talk.messages[-1].cards.cards[0], Qt.Key.Key_Return)
    assert view.source.page_number == 7


def test_a_marker_opens_by_keyboard(view: AskView, cited: Citation, qtbot: QtBot) -> None:
    block = view.talk.messages[-1].text_block
    view.activateWindow()
    block.setFocus()
    qtbot.keyClick(block, Qt.Key.Key_Tab)
    qtbot.keyClick(block, Qt.Key.Key_Return)
    assert view.source.citation == cited


def test_other_pages_can_be_leafed_through(view: AskView, cited: Citation, qtbot: QtBot) -> None:
    view.dialogue.citation_opened.emit(cited)
    view.source.next.click()
    assert view.source.page_number == 8
    assert view.source.pages.page.marked() == []
    view.source.previous.click()
    assert len(view.source.pages.page.marked()) == 2
    view.source.leaf(100)
    assert view.source.page_number == 7


def test_zooming_keeps_the_marks_on_their_words(view: AskView, cited: Citation, qtbot: QtBot) -> None:
    view.dialogue.citation_opened.emit(cited)
    wait_for_page(view, qtbot)
    narrow = view.source.pages.page.width()
    view.source.pages.zoom_in()
    view.source.pages.zoom_in()
    qtbot.wait(400)
    assert view.source.pages.page.width() > 1.5 * narrow
    assert view.source.pages.page._image.width() >= view.source.pages.page.width() - 1  # drawn anew, not blown up
    assert yellow_share(view, inside=True) > 0.6
    assert yellow_share(view, inside=False) == 0


def test_text_without_page_images_is_shown_with_the_words_marked(
    view: AskView, tmp_path: Path, read_library, script, qtbot: QtBot
) -> None:
    file = tmp_path / "Minutes.md"
    words = "The pump is under warranty until 2029"
    file.write_text("# Minutes\n\n" + "Filler text 😀 here.\n\n" * 80 + f"{words}, said the installer.\n\nEnd.\n")
    read_library.read(file)
    view.dialogue.citation_opened.emit(script.cite(1, file, 1, words))
    text = view.source.text
    assert text.isVisible()
    marked = "".join(
        fragment_text
        for fragment_text, colour in fragments(text.document())
        if colour == view._context.theme.current.color("marker")
    )
    assert marked == words
    qtbot.waitUntil(lambda: text.verticalScrollBar().value() > 0)
    text.selectAll()
    text.copy()


def test_of_a_table_the_row_is_marked_and_its_number_told(
    view: AskView, tmp_path: Path, read_library, script, qtbot: QtBot
) -> None:
    file = tmp_path / "Prices.csv"
    file.write_text("Month,Price\nFebruary,12\nMarch,17\nApril,19\n")
    read_library.read(file)
    cited = script.cite(1, file, 1, "17")
    view.dialogue.citation_opened.emit(replace(cited, label="row 3"))
    look = view._context.theme.current.color("marker")
    marked = "".join(text for text, colour in fragments(view.source.text.document()) if colour == look)
    assert marked == "March | 17"
    assert view.source._place.text().startswith("row 3")


def fragments(document) -> list[tuple[str, QColor]]:  # type: ignore[no-untyped-def]
    found, block = [], document.begin()
    while block.isValid():
        fragment = block.begin()
        while not fragment.atEnd():
            look = fragment.fragment()
            found.append((look.text(), look.charFormat().background().color()))
            fragment += 1
        block = block.next()
    return found


def test_a_missing_file_shows_its_text_and_says_so(view: AskView, cited: Citation, lease: Path) -> None:
    lease.unlink()
    view.dialogue.citation_opened.emit(cited)
    assert view.source.notice.text() == AWAY
    assert view.source.text.isVisible()
    assert "Either party may terminate" in view.source.text.toPlainText()


def test_a_document_that_left_the_library_still_shows_the_quote(
    view: AskView, cited: Citation, read_library, lease: Path
) -> None:
    read_library.pages.clear()
    read_library.rows.clear()
    view.dialogue.citation_opened.emit(cited)
    assert view.source.notice.text() == GONE
    assert view.source.text.toPlainText() == CLAUSE


def test_a_file_that_changed_is_told_and_nothing_false_is_marked(
    view: AskView, cited: Citation, read_library, lease: Path
) -> None:
    row = read_library.rows[str(lease)]
    read_library.rows[str(lease)] = replace(row, modified=row.modified - 100)
    view.dialogue.citation_opened.emit(cited)
    assert view.source.notice.text() == CHANGED

    read_library.rows[str(lease)] = row
    pages = read_library.pages[str(lease)]
    pages[6] = replace(pages[7], number=7)
    view.dialogue.citation_opened.emit(cited)
    assert view.source.notice.text() == MOVED
    assert view.source.pages.page.marked() == []


def test_a_page_that_can_not_be_drawn_is_shown_as_text(
    view: AskView, cited: Citation, lease: Path, read_library, qtbot: QtBot
) -> None:
    lease.write_bytes(b"%PDF-1.7 cut off")
    row = read_library.rows[str(lease)]
    read_library.rows[str(lease)] = replace(row, modified=lease.stat().st_mtime)
    view.dialogue.citation_opened.emit(cited)
    qtbot.waitUntil(view.source.text.isVisible, timeout=15_000)
    assert "Either party" in view.source.text.toPlainText()
    assert view.source.notice.isVisible()


def test_a_document_opened_from_elsewhere_has_nothing_marked(
    view: AskView, lease: Path, ask_context: WindowContext
) -> None:
    view.open_document(str(lease), 3)
    assert view.source.isVisible()
    assert view.source.page_number == 3
    assert view.source.pages.page.marked() == []
    assert view.source.notice.isHidden()


def test_closing_the_source_gives_its_room_back(view: AskView, cited: Citation, qtbot: QtBot) -> None:
    view.dialogue.citation_opened.emit(cited)
    qtbot.waitUntil(lambda: view.talk.width() < 700)
    view.source.closed.emit()
    assert view.source.isHidden()
    qtbot.waitUntil(lambda: view.talk.width() > 1000)


def test_a_document_inside_a_mail_or_an_archive_opens_at_its_page_image(
    view: AskView, read_library, lease: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    archive = tmp_path / "papers.zip"
    with zipfile.ZipFile(archive, "w") as written:
        written.write(lease, "lease.pdf")
    inside = str(archive / "lease.pdf")
    row = read_library.rows[str(lease)]
    read_library.rows[inside] = replace(row, path=inside, modified=archive.stat().st_mtime)
    read_library.pages[inside] = read_library.pages[str(lease)]
    view.source.open_document(inside, 7)
    view.source.show()
    wait_for_page(view, qtbot)
    assert view.source.page_number == 7
    assert not view.source.notice.isVisible(), "the file that holds it is where it was"
