"""The passphrase in Settings: set, changed, lifted; the window's part of each."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app import locked
from desktop_app.errors import PassphraseWrong
from desktop_app.store.database import open_database
from desktop_app.store.keys import is_plain
from desktop_app.ui.application import reopen_after
from desktop_app.ui.context import WindowContext
from desktop_app.ui.lock_box import LockBox
from desktop_app.ui.new_passphrase import AGAIN, NEW, OLD, PassphraseDialog
from desktop_app.ui.notices import Notice

PASSPHRASE = "correct horse battery"


def typing(**typed: str) -> Callable[[PassphraseDialog], bool]:
    """Answer a dialog as a person would; its button must be there to be pressed."""

    def answer(dialog: PassphraseDialog) -> bool:
        fields = {field.accessibleName(): field for field in dialog.findChildren(QLineEdit)}
        names = {"old": OLD, "new": NEW, "again": AGAIN}
        assert set(fields) == {names[name] for name in typed}
        for name, text in typed.items():
            fields[names[name]].setText(text)
        return dialog._do.isEnabled()

    return answer


@pytest.fixture
def said(context: WindowContext) -> list[Notice]:
    heard: list[Notice] = []
    context.notices.given.connect(heard.append)
    return heard


@pytest.fixture
def make_box(qtbot: QtBot, context: WindowContext) -> Callable[..., LockBox]:
    def make(**typed: str) -> LockBox:
        box = LockBox(context, typing(**typed))
        qtbot.addWidget(box)
        return box

    return make


def open_and_leave_open(context: WindowContext) -> None:
    db = open_database(context.paths.conversations)
    db.execute("pragma journal_mode = wal")
    db.execute("create table if not exists said (text)")


def test_a_passphrase_is_set_while_the_window_is_closed(
    make_box: Callable[..., LockBox], context: WindowContext, qtbot: QtBot
) -> None:
    open_and_leave_open(context)
    box = make_box(new=PASSPHRASE, again=PASSPHRASE)
    assert box.set.isVisibleTo(box)
    assert not box.change.isVisibleTo(box)
    with qtbot.waitSignal(context.reopening.asked):
        box.set.click()
    assert not locked.is_locked(context.paths.root)
    reopen_after(context.reopening)
    assert locked.is_locked(context.paths.root)
    assert not is_plain(context.paths.conversations)
    box.refresh()
    assert box.change.isVisibleTo(box)
    assert box.state.text() == "There is a passphrase."


def test_it_is_changed_at_once_and_lifted_while_the_window_is_closed(
    make_box: Callable[..., LockBox], context: WindowContext, said: list[Notice], qtbot: QtBot
) -> None:
    open_and_leave_open(context)
    make_box(new=PASSPHRASE, again=PASSPHRASE).set.click()
    reopen_after(context.reopening)
    make_box(old=PASSPHRASE, new="quite another one", again="quite another one").change.click()
    assert said[-1].text == "The passphrase was changed."
    open_and_leave_open(context)
    context.reopening.task = None
    make_box(old=PASSPHRASE).lift.click()
    assert said[-1].code == PassphraseWrong.code
    assert context.reopening.task is None
    make_box(old="quite another one").lift.click()
    reopen_after(context.reopening)
    assert not locked.is_locked(context.paths.root)
    assert is_plain(context.paths.conversations)


@pytest.mark.parametrize(("new", "again"), [("short", "short"), (PASSPHRASE, "correct horse batter"), (PASSPHRASE, "")])
def test_a_passphrase_that_is_short_or_typed_differently_cannot_be_set(
    make_box: Callable[..., LockBox], context: WindowContext, new: str, again: str
) -> None:
    make_box(new=new, again=again).set.click()
    assert context.reopening.task is None


def test_what_is_not_covered_is_said_beside_the_button(make_box: Callable[..., LockBox]) -> None:
    from desktop_app.ui.widgets.labels import Label

    text = " ".join(label.text() for label in make_box().findChildren(Label))
    for part in ("documents themselves", "trainings", "adapters", "settings", "logs"):
        assert part in text
