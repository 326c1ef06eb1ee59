"""The left side of the Adapters view: what one can do for another adapter, and the list of those there are."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout

from desktop_app.ui.adapters.adapter_line import AdapterLines
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label, SectionLabel

WIDTH = 59 * STEP


class AdapterSide(QFrame):
    """`adapter_given` tells a file or folder that was chosen to be added."""

    training_wanted = Signal()
    adapter_given = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setFixedWidth(WIDTH)
        self.lines = AdapterLines()
        self.training_button = Button("Train an adapter…", self.training_wanted.emit, kind="primary")
        self.work = Label(kind="small", wraps=True)
        self.work.hide()
        section = SectionLabel("Adapters")
        section.setIndent(2 * STEP)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 14, 10, 14)
        column.setSpacing(2 * STEP)
        column.addWidget(self.training_button)
        column.addWidget(Button("Add an adapter file…", self._choose_file))
        column.addWidget(Button("Add a folder from peft…", self._choose_folder))
        column.addSpacing(STEP)
        column.addWidget(section)
        column.addWidget(self.lines)
        column.addWidget(self.work)
        column.addStretch()

    def name_training(self, words: str) -> None:
        """Let the button for training say what it would show."""
        self.training_button.setText(words)
        self.training_button.setAccessibleName(words)

    def show_work(self, words: str) -> None:
        """Say what is being done, nothing for ""."""
        self.work.setText(words)
        self.work.setVisible(bool(words))

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Add an adapter", "", "GGUF adapters (*.gguf)")
        if chosen:
            self.adapter_given.emit(Path(chosen))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Add a folder that peft saved")
        if chosen:
            self.adapter_given.emit(Path(chosen))
