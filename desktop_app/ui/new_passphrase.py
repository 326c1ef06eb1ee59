"""Asking for passphrases: the one there is, a new one twice, or both."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from desktop_app.locked import SHORTEST
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.labels import Label

OLD, NEW, AGAIN = "Present passphrase", f"New passphrase, at least {SHORTEST} characters", "The new one once more"


class PassphraseDialog(QDialog):
    """`old` and `new` hold what was typed, "" for what was not asked; `do` is the button's text."""

    def __init__(self, parent: QWidget, title: str, text: str, do: str, *, asks_old: bool, asks_new: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle("Carrel")
        self.setMinimumWidth(105 * STEP)
        column = QVBoxLayout(self)
        column.setContentsMargins(6 * STEP, 5 * STEP, 6 * STEP, 5 * STEP)
        column.setSpacing(3 * STEP)
        column.addWidget(Label(title, kind="heading"))
        column.addWidget(Label(text, tone="dim", wraps=True))
        wanted = (*((OLD,) if asks_old else ()), *((NEW, AGAIN) if asks_new else ()))
        self._fields = {name: self._build_field(name) for name in wanted}
        for line in self._fields.values():
            column.addWidget(line)
        self._reason = Label(tone="warning", wraps=True)
        self._reason.setAccessibleName("What is wrong")
        column.addWidget(self._reason)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._do = buttons.addButton(do, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self._check()

    @property
    def old(self) -> str:
        return self._typed(OLD)

    @property
    def new(self) -> str:
        return self._typed(NEW)

    def _typed(self, name: str) -> str:
        return self._fields[name].text() if name in self._fields else ""

    def _build_field(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setPlaceholderText(name)
        line.setAccessibleName(name)
        line.textChanged.connect(self._check)
        return line

    def _check(self) -> None:
        reason = ""
        if NEW in self._fields and self.new:
            if len(self.new) < SHORTEST:
                reason = f"It needs at least {SHORTEST} characters."
            elif self._typed(AGAIN) and self._typed(AGAIN) != self.new:
                reason = "The two are not the same."
        self._reason.setText(reason)
        is_complete = all(line.text() for line in self._fields.values())
        self._do.setEnabled(is_complete and not reason)
