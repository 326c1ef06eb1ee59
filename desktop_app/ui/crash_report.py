"""What the last run left when it crashed: shown in full, kept only if the person says so, sent nowhere."""

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.crash_trace import keep_report
from desktop_app.ui.notices import Notices
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.labels import Label

ABOUT = (
    "This is what Carrel knows of how its window ended last time. It holds no text of your documents or questions."
    " It stays on this computer; keep it if you want to show it to someone."
)


class CrashReport(QDialog):
    """The report, to read; `Keep` writes it beside the logs."""

    def __init__(self, report: str, logs: Path, notices: Notices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report, self._logs, self._notices = report, logs, notices
        self.setWindowTitle("Carrel")
        self.resize(180 * STEP, 120 * STEP)
        column = QVBoxLayout(self)
        column.setSpacing(3 * STEP)
        column.addWidget(Label(ABOUT, wraps=True))
        self.text = QPlainTextEdit(report)
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Report")
        column.addWidget(self.text)
        buttons = QDialogButtonBox()
        keep = buttons.addButton("Keep", QDialogButtonBox.ButtonRole.AcceptRole)
        discard = buttons.addButton("Discard", QDialogButtonBox.ButtonRole.RejectRole)
        discard.setDefault(True)
        keep.clicked.connect(self._on_keep_clicked)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    def _on_keep_clicked(self) -> None:
        try:
            file = keep_report(self._logs, self._report, datetime.now())
        except OSError as error:
            self._notices.warn(f"The report could not be kept ({error.strerror}).")
            return
        self._notices.tell(f"The report is kept in {file}.")
        self.accept()


def offer_report(report: str | None, logs: Path, notices: Notices, parent: QWidget) -> None:
    """Offer what the last run left, in a notice; nothing where it ended well."""
    if report is None:
        return
    notices.tell(
        "The window did not end as it should last time. Nothing is lost; there is a report that you can read.",
        action="Read the report",
        act=lambda: CrashReport(report, logs, notices, parent).exec(),
    )
