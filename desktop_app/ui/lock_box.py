"""The Settings card about the passphrase: setting, changing and lifting it, and what it does not cover."""

from collections.abc import Callable

from filelock import FileLock
from PySide6.QtWidgets import QDialog, QHBoxLayout

from desktop_app.durations import duration
from desktop_app.errors import CarrelError
from desktop_app.locked import NOT_COVERED, change_passphrase, is_locked, new_lock, remove_lock, unlock, write_lock
from desktop_app.store.locking import lock_databases, open_databases
from desktop_app.ui.context import WindowContext
from desktop_app.ui.new_passphrase import PassphraseDialog
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label

Asked = Callable[[PassphraseDialog], bool]

COVERED = (
    "With a passphrase the library, your conversations and your comparisons are encrypted on the disk, and Carrel asks"
    " for it when it starts. Nobody opens them without it again, its makers neither: keep it where you find it."
)
FOLDER_IS_SAFE = "Without one, the files are readable by your own user only."
BYTES_PER_SECOND = 20e6  # of rewriting a database; 12e6 on a machine at full load (`packaging/bench lock`)


class LockBox(Card):
    """Setting and lifting rewrite the databases, so the window closes and opens again; changing does not."""

    def __init__(self, context: WindowContext, ask: Asked | None = None) -> None:
        super().__init__(name="Passphrase")
        self._context = context
        self._ask = ask or (lambda dialog: dialog.exec() == QDialog.DialogCode.Accepted)
        self.column.addWidget(Label("Passphrase", kind="heading"))
        self.column.addWidget(Label(COVERED, tone="dim", wraps=True))
        self.column.addWidget(Label(NOT_COVERED, tone="dim", wraps=True))
        self.state = Label(wraps=True)
        self.state.setAccessibleName("Whether there is a passphrase")
        self.column.addWidget(self.state)
        buttons = QHBoxLayout()
        self.set = Button("Set a passphrase…", self._on_set_clicked)
        self.change = Button("Change it…", self._on_change_clicked, name="Change the passphrase")
        self.lift = Button("Lift it…", self._on_lift_clicked, name="Lift the passphrase")
        for button in (self.set, self.change, self.lift):
            buttons.addWidget(button)
        buttons.addStretch()
        self.column.addSpacing(STEP)
        self.column.addLayout(buttons)
        self.refresh()

    def refresh(self) -> None:
        """Look anew whether the data folder is locked."""
        locked = is_locked(self._context.paths.root)
        self.state.setText("There is a passphrase." if locked else f"There is no passphrase. {FOLDER_IS_SAFE}")
        self.set.setVisible(not locked)
        self.change.setVisible(locked)
        self.lift.setVisible(locked)

    def _on_set_clicked(self) -> None:
        text = f"The window closes, everything is encrypted ({self._time()}), and it opens again."
        dialog = PassphraseDialog(self, "Set a passphrase", text, "Lock", asks_old=False, asks_new=True)
        if not self._ask(dialog):
            return
        root, passphrase = self._context.paths.root, dialog.new

        def lock() -> None:
            key, kept = new_lock(passphrase)
            with FileLock(self._context.paths.indexing_lock, timeout=0):
                write_lock(root, kept, key)
                lock_databases(root, key)

        self._context.reopening.ask(lock, "Your library and conversations are being locked.")

    def _on_lift_clicked(self) -> None:
        text = f"The window closes, everything is written in the clear again ({self._time()}), and it opens again."
        dialog = PassphraseDialog(self, "Lift the passphrase", text, "Lift", asks_old=True, asks_new=False)
        if not self._ask(dialog):
            return
        root = self._context.paths.root
        try:
            key = unlock(root, dialog.old)
        except CarrelError as error:
            self._context.notices.warn(error)
            return

        def lift() -> None:
            with FileLock(self._context.paths.indexing_lock, timeout=0):
                open_databases(root, key)
                remove_lock(root)

        self._context.reopening.ask(lift, "Your library and conversations are being opened.")

    def _on_change_clicked(self) -> None:
        text = (
            "Only the new one opens Carrel from here on. Who has the old one and an old copy of the files reads those."
        )
        dialog = PassphraseDialog(self, "Change the passphrase", text, "Change", asks_old=True, asks_new=True)
        if not self._ask(dialog):
            return
        try:
            change_passphrase(self._context.paths.root, dialog.old, dialog.new)
        except CarrelError as error:
            self._context.notices.warn(error)
            return
        self._context.notices.tell("The passphrase was changed.", tone="good")

    def _time(self) -> str:
        files = self._context.paths.root.glob("*.db")
        return duration(max(1.0, sum(file.stat().st_size for file in files) / BYTES_PER_SECOND))
