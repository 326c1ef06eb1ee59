"""The small widgets: by keyboard, by name, and with little room."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.notices import Notice, Notices
from desktop_app.ui.theme import DARK, ThemeHolder
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.labels import ElidedLabel, Label
from desktop_app.ui.widgets.segmented import SegmentedControl
from desktop_app.ui.widgets.toast import MOST_AT_ONCE, ToastStack

CHOICES = [("model", "Model only", ""), ("documents", "Documents", ""), ("both", "Both", "")]


def test_exactly_one_choice_holds(qtbot: QtBot, theme: ThemeHolder) -> None:
    control = SegmentedControl("Approach", CHOICES, "documents")
    qtbot.addWidget(control)
    chosen: list[str] = []
    control.value_chosen.connect(chosen.append)
    control.set_value("both")
    assert (control.value, chosen) == ("both", [])


def test_arrows_move_the_choice_past_those_that_are_not_offered(qtbot: QtBot, theme: ThemeHolder) -> None:
    control = SegmentedControl("Approach", CHOICES, "model")
    qtbot.addWidget(control)
    control.show()
    control.set_offered("documents", False)
    chosen: list[str] = []
    control.value_chosen.connect(chosen.append)
    qtbot.keyClick(control, Qt.Key.Key_Right)
    qtbot.keyClick(control, Qt.Key.Key_Right)
    assert chosen == ["both", "model"]


def test_tab_comes_to_the_choice_that_holds(qtbot: QtBot, theme: ThemeHolder) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    before, control = IconButton("again", "Before", theme), SegmentedControl("Approach", CHOICES, "both")
    column.addWidget(before)
    column.addWidget(control)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    focused = page.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Approach: Both"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_card_is_clicked_by_keyboard_too(qtbot: QtBot, theme: ThemeHolder, key: Qt.Key) -> None:
    card = Card(clickable=True, name="Source 1")
    qtbot.addWidget(card)
    with qtbot.waitSignal(card.clicked):
        qtbot.keyClick(card, key)
    assert card.accessibleName() == "Source 1"


def test_markup_in_a_file_name_is_shown_as_it_is(qtbot: QtBot, theme: ThemeHolder) -> None:
    for label in (Label("<b>bold</b>.txt"), ElidedLabel("<b>bold</b>.txt")):
        qtbot.addWidget(label)
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_long_text_gives_way_and_is_whole_in_the_tooltip(qtbot: QtBot, theme: ThemeHolder) -> None:
    label = ElidedLabel("a very long name of a document " * 10)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < 50
    assert label.toolTip() == label.text() == label.accessibleName()


def test_icons_follow_the_theme(qtbot: QtBot, theme: ThemeHolder) -> None:
    button = IconButton("stop", "Stop", theme, token="ink")
    qtbot.addWidget(button)
    theme.apply("dark")
    image = button.icon().pixmap(QSize(18, 18)).toImage()
    colours = {
        image.pixelColor(x, y).name().upper()
        for x in range(18)
        for y in range(18)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert DARK.ink in colours
    theme.apply("light")


class TestNotices:
    @pytest.fixture
    def owner(self, qtbot: QtBot, theme: ThemeHolder) -> QWidget:
        widget = QWidget()
        QVBoxLayout(widget)
        widget.resize(1000, 700)
        qtbot.addWidget(widget)
        widget.show()
        return widget

    def test_one_sentence_twice_is_shown_once(self, owner: QWidget, theme: ThemeHolder) -> None:
        stack = ToastStack(owner, theme)
        stack.show_notice(Notice("The disk is full."))
        stack.show_notice(Notice("The disk is full."))
        assert [toast.notice.text for toast in stack.toasts()] == ["The disk is full."]

    def test_the_oldest_gives_way(self, owner: QWidget, theme: ThemeHolder) -> None:
        stack = ToastStack(owner, theme)
        for number in range(MOST_AT_ONCE + 2):
            stack.show_notice(Notice(f"Notice {number}"))
        assert [toast.notice.text for toast in stack.toasts()] == ["Notice 2", "Notice 3", "Notice 4"]

    def test_they_stay_inside_a_small_window(self, owner: QWidget, theme: ThemeHolder) -> None:
        stack = ToastStack(owner, theme)
        stack.show_notice(Notice("A sentence that is long enough to need more than one line. " * 3))
        owner.resize(420, 500)
        assert owner.rect().contains(stack.geometry())

    def test_they_stand_over_the_middle_of_the_part_that_counts(self, owner: QWidget, theme: ThemeHolder) -> None:
        side, part = QWidget(owner), QWidget(owner)
        side.setGeometry(0, 0, 300, 700)
        part.setGeometry(300, 0, 700, 700)
        stack = ToastStack(owner, theme, over=lambda: part)
        stack.show_notice(Notice("The disk is full."))
        assert abs(stack.geometry().center().x() - part.geometry().center().x()) <= 1

    def test_its_button_acts_once_and_closes_it(self, qtbot: QtBot, owner: QWidget, theme: ThemeHolder) -> None:
        done: list[bool] = []
        stack = ToastStack(owner, theme)
        stack.show_notice(Notice("Removed.", action="Undo", act=lambda: done.append(True)))
        (toast,) = stack.toasts()
        button = next(found for found in toast.findChildren(QWidget) if found.accessibleName() == "Undo")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert done == [True]
        assert stack.toasts() == []
        assert not stack.isVisible()

    def test_the_history_keeps_what_was_told(self, qapp: object) -> None:
        notices = Notices(now=lambda: 5.0)
        notices.tell("First.")
        notices.warn(ValueError("Second."))
        assert [(notice.text, notice.tone, notice.at) for notice in notices.history] == [
            ("First.", "", 5.0),
            ("Second.", "warning", 5.0),
        ]
