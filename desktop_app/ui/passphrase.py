"""Asking for the passphrase of a locked data folder, before the window opens anything in it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QInputDialog, QLineEdit, QMessageBox

from desktop_app.errors import LockDamaged, PassphraseWrong
from desktop_app.locked import unlock
from desktop_app.ui.widgets.plain import plainly

ABOUT = "Your library and conversations are locked. Passphrase:"


def ask_passphrase(folder: Path, ask: Callable[[str], str | None] | None = None) -> bool:
    """Ask until it is right, or the person gives up; return whether the folder is open now.

    `ask` shows a sentence and returns what was typed, None where the person gave up.
    """
    ask = ask or _ask
    sentence = ABOUT
    while (typed := ask(sentence)) is not None:
        try:
            unlock(folder, typed)
        except PassphraseWrong as error:
            sentence = f"{error}\n\n{ABOUT}"
        except LockDamaged as error:
            QMessageBox.critical(None, "Carrel", plainly(str(error)))
            return False
        else:
            return True
    return False


def _ask(sentence: str) -> str | None:
    typed, is_given = QInputDialog.getText(None, "Carrel", sentence, QLineEdit.EchoMode.Password)
    return typed if is_given else None
