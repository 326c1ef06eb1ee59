"""What happens before the first word, so that waiting never looks like being stuck."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.labels import Label

PATIENCE_MS = 3_000


class WaitingLine(QWidget):
    """A sentence and a thin bar."""

    def __init__(self) -> None:
        super().__init__()
        self._reading = "Reading the question…"
        self.label = Label(tone="dim")
        self.bar = QProgressBar()
        self.bar.setAccessibleName("How much of the prompt is read")
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(40 * STEP)
        self.bar.setRange(0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, STEP, 0, STEP)
        row.setSpacing(3 * STEP)
        row.addWidget(self.label)
        row.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience_ended)
        self.hide()

    def begin(self, *, searching: bool) -> None:
        """Show that something was asked."""
        self._say("Searching your documents…" if searching else self._reading)
        self.bar.setRange(0, 0)
        self._patience.start()
        self.show()

    def show_passages(self, count: int) -> None:
        self._reading = f"Reading {count} passage{'' if count == 1 else 's'}…" if count else self._reading
        self._say(self._reading)

    def show_prompt_read(self, done: int, total: int) -> None:
        """Show the share of the prompt's tokens that is read."""
        self._patience.stop()
        share = min(100, 100 * done // max(total, 1))
        self.bar.setRange(0, 100)
        self.bar.setValue(share)
        self._say(f"{self._reading} {share} %")

    def hideEvent(self, _event: object) -> None:
        self._patience.stop()

    def _on_patience_ended(self) -> None:
        self._say("Getting ready; the first answer after a start takes longest…")

    def _say(self, text: str) -> None:
        self.label.setText(text)
        self.label.setAccessibleName(text)
