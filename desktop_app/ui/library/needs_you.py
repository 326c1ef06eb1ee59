"""Files that need the person: the reason in plain words, and the button that helps."""

from collections.abc import Sequence

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.domain import DocumentRow
from desktop_app.errors import DocumentUnreadable, EncryptedDocument, NoText
from desktop_app.held_paths import file_on_disk
from desktop_app.ui.sentences import counted, place_name
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import ElidedLabel, Label, Rule
from desktop_app.ui.widgets.plain import plainly

SHOWN_AT_FIRST = 3
# The formats that Carrel opens with a password, and archives, whose files it opens.
WITH_PASSWORD = (
    ".pdf", ".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".xltx", ".xlsb", ".pptx", ".pptm", ".ppsx", ".potx",
    ".doc", ".dot", ".xls", ".xlt", ".ppt", ".pps", ".odt", ".ott", ".ods", ".ots", ".odp", ".otp",
)  # fmt: skip
ARCHIVES = (".zip",)
RETRY_WORDS = {NoText.code: "Recognise text", DocumentUnreadable.code: "Read again"}


class NeedsYouBox(Card):
    """Shows the failed files; more than a few are shown when asked for."""

    retry_asked = Signal(str)
    leave_out_asked = Signal(str)
    password_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(tone="warning", name="Files that need you")
        self._documents: list[DocumentRow] = []
        self._all_shown = False
        self._title = Label(kind="heading")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(STEP)
        self._more = Button("", self._on_more_clicked, kind="link", name="Show more files")
        self.column.addWidget(self._title)
        self.column.addLayout(self._lines)
        self.column.addWidget(self._more)
        self.hide()

    def show_documents(self, documents: Sequence[DocumentRow]) -> None:
        """Draw the box anew where something changed; without documents it is hidden."""
        if list(documents) == self._documents:
            return
        self._documents = list(documents)
        self._draw()

    def _draw(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.hide()
                line.deleteLater()
        count = len(self._documents)
        shown = self._documents if self._all_shown else self._documents[:SHOWN_AT_FIRST]
        for at, document in enumerate(shown):
            if at:
                self._lines.addWidget(Rule())
            self._lines.addWidget(self._build_line(document))
        needs = "needs" if count == 1 else "need"
        self._title.setText(f"{counted(count, 'file')} {needs} you")
        self._more.setVisible(count > SHOWN_AT_FIRST)
        self._more.setText("Show fewer" if self._all_shown else f"Show {count - SHOWN_AT_FIRST} more")
        self._more.setAccessibleName(self._more.text())
        self.setVisible(count > 0)

    def _build_line(self, document: DocumentRow) -> QWidget:
        name = place_name(document.path)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, STEP, 0, STEP)
        row.setSpacing(2 * STEP)
        title = ElidedLabel(name)
        title.setToolTip(plainly(document.path))
        reason = Label(document.message, tone="dim", wraps=True)
        reason.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(title)
        texts.addWidget(reason)
        row.addLayout(texts, 1)
        row.addWidget(Button("Show folder", lambda: show_folder(document.path), kind="quiet", name=f"Show {name}"))
        row.addWidget(Button("Leave out", lambda: self.leave_out_asked.emit(document.path), name=f"Leave out {name}"))
        if document.code == EncryptedDocument.code and _takes_password(document.path):
            ask = Button(
                "Password…", lambda: self.password_asked.emit(document.path), name=f"Give the password of {name}"
            )
            row.addWidget(ask)
        else:
            retry = RETRY_WORDS.get(document.code, "Try again")
            row.addWidget(Button(retry, lambda: self.retry_asked.emit(document.path), name=f"Try {name} again"))
        return line

    def _on_more_clicked(self) -> None:
        self._all_shown = not self._all_shown
        self._draw()


def _takes_password(path: str) -> bool:
    return path.lower().endswith(WITH_PASSWORD) or str(file_on_disk(path)).lower().endswith(ARCHIVES)


def show_folder(path: str) -> None:
    """Open the folder that a file stands in, with the system's own program."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file_on_disk(path).parent)))
