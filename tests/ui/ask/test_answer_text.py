"""What a model writes is shown as words, and has no power."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument, QTextFormat
from pytestqt.qtbot import QtBot

from desktop_app.ui.ask.answer_text import INLINE_OBJECT
from desktop_app.ui.ask.text_block import TextBlock
from desktop_app.ui.theme import ThemeHolder


@pytest.fixture
def block(theme: ThemeHolder, qtbot: QtBot) -> TextBlock:
    made = TextBlock(theme, "Answer")
    qtbot.addWidget(made)
    made.resize(600, 100)
    made.show()
    return made


def anchors(document: QTextDocument) -> list[str]:
    found, block = [], document.begin()
    while block.isValid():
        fragment = block.begin()
        while not fragment.atEnd():
            look = fragment.fragment().charFormat()
            if look.isAnchor():
                found.append(look.anchorHref())
            assert look.objectType() != QTextFormat.ObjectTypes.ImageObject.value
            fragment += 1
        block = block.next()
    return found


@pytest.mark.parametrize(
    "hostile",
    [
        '<img src="http://evil.example/x.png">',
        "![picture](http://evil.example/x.png)",
        "[click](http://evil.example)",
        "<script>alert(1)</script>",
        "<a href='http://evil.example'>x</a>",
        "http://evil.example/bare",
        "www.evil.example",
        "<http://evil.example>",
        "me@evil.example",
        "[x][1] and\n\n[1]: http://evil.example",
        "![x](file:///etc/hostname)",
        "`<img src=x>` and `[x](http://evil.example)`",
        "[9](citation:1)",
        "<style>* {color: red}</style>",
    ],
)
def test_hostile_text_is_shown_as_plain_text(block: TextBlock, hostile: str) -> None:
    block.set_answer(f"Before {hostile} after.", {7})
    assert anchors(block.document()) == []
    shown = " ".join(block.toPlainText().split())
    assert shown == " ".join(f"Before {hostile} after.".replace("`", "").split())


@given(text=st.text(alphabet="[]()<>!:/.@`*_#|-~\\&;\"'= \n\t1ahtpwx\ue000\ue010\ue011\ufffc", max_size=80))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
def test_no_text_whatever_makes_a_link_or_an_image(block: TextBlock, text: str) -> None:
    block.set_answer(text, {7})
    assert anchors(block.document()) == []
    block.set_answer(text, {1}, growing=True)
    assert set(anchors(block.document())) <= {"citation:1"}


def test_only_markers_that_have_a_citation_become_pills(block: TextBlock) -> None:
    block.set_answer("One [1], two [2][3], none [4].", {1, 2, 3})
    assert anchors(block.document()) == ["citation:1", "citation:2", "citation:3"]
    assert block.toPlainText() == f"One{INLINE_OBJECT}, two{INLINE_OBJECT}{INLINE_OBJECT}, none [4]."


def test_characters_that_we_use_ourselves_can_not_be_smuggled_in(block: TextBlock) -> None:
    block.set_answer("a \ue0101\ue011 \ue000x\ue001 \ufffc b", {1})
    assert anchors(block.document()) == []
    assert block.toPlainText() == "a 1 x  b"


def test_copied_text_has_its_markers(block: TextBlock) -> None:
    block.set_answer("Ninety days [1]. **Bold** 😀 [2].", {1, 2})
    block.selectAll()
    assert block.createMimeDataFromSelection().text() == "Ninety days [1]. Bold 😀 [2]."
    assert not block.createMimeDataFromSelection().hasHtml()


def test_markdown_is_shaped(block: TextBlock) -> None:
    block.set_answer("# Head\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode <b>\n```")
    html = block.toHtml()
    assert "<ul" in html
    assert "<table" in html
    assert "code &lt;b&gt;" in html


def test_a_question_is_never_markdown(block: TextBlock) -> None:
    block.set_plain("**not bold** <b>x</b> # no heading")
    assert block.toPlainText() == "**not bold** <b>x</b> # no heading"


def test_the_block_is_as_high_as_its_text(block: TextBlock) -> None:
    block.set_answer("One line.")
    low = block.height()
    block.set_answer("Many words. " * 200)
    assert block.height() > 10 * low
    assert block.verticalScrollBar().maximum() == 0


def test_the_caret_is_there_only_while_the_answer_grows(block: TextBlock) -> None:
    block.set_answer("Grow", growing=True)
    assert block.toPlainText() == f"Grow{INLINE_OBJECT}"
    block.set_answer("Grow")
    assert block.toPlainText() == "Grow"
