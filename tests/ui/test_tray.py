"""The tray: off unless chosen; with it, closing hides the window and the menu ends it."""

import pytest
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from desktop_app.settings import Settings
from desktop_app.ui.application import show_first
from desktop_app.ui.context import WindowContext
from desktop_app.ui.icons import app_icon
from desktop_app.ui.tray import Tray
from desktop_app.ui.window import MainWindow


@pytest.fixture
def window(qtbot: QtBot, context: WindowContext) -> MainWindow:
    made = MainWindow(context)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def tray(qapp: QApplication, context: WindowContext, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Tray:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    made = Tray(app_icon(), context.settings, window)
    made.window_asked.connect(window.come_forward)
    made.end_asked.connect(window.end)
    window.may_hide = lambda: made.is_there
    return made


def test_both_are_off_at_first() -> None:
    assert not Settings().tray
    assert not Settings().start_at_login


def test_closing_ends_the_window_where_no_tray_was_chosen(qtbot: QtBot, window: MainWindow, tray: Tray) -> None:
    window.show()
    with qtbot.waitSignal(window.closed):
        window.close()


def test_closing_hides_the_window_in_the_tray_and_the_menu_ends_it(
    qtbot: QtBot, window: MainWindow, tray: Tray, context: WindowContext
) -> None:
    ended: list[None] = []
    window.closed.connect(lambda: ended.append(None))
    context.settings.change(tray=True)
    assert tray.is_there
    window.show()
    window.close()
    assert not window.isVisible()
    assert not ended
    tray.window_asked.emit()
    assert window.isVisible()
    window.close()
    menu = tray._menu
    assert isinstance(menu, QMenu)
    with qtbot.waitSignal(window.closed):
        next(action for action in menu.actions() if action.text() == "Quit").trigger()


def test_without_a_tray_on_the_desktop_the_window_never_hides(
    qtbot: QtBot, window: MainWindow, tray: Tray, context: WindowContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: False))
    context.settings.change(tray=True)
    window.show()
    with qtbot.waitSignal(window.closed):
        window.close()


@pytest.mark.parametrize("has_tray", [False, True])
def test_a_hidden_start_leaves_the_icon_or_a_minimised_window(
    window: MainWindow, tray: Tray, context: WindowContext, has_tray: bool
) -> None:
    context.settings.change(tray=has_tray)
    show_first(window, tray, is_hidden=True)
    assert window.isVisible() is not has_tray
    assert window.isMinimized() is not has_tray
