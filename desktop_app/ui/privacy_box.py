"""Settings › Privacy: what Carrel keeps of the person's, where, and how large it is."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.context import WindowContext
from desktop_app.ui.sentences import file_size
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label, Rule

# Names of DataPaths. What is left out says nothing of the person: locks, measured speeds, trials.
KEPT = (
    ("library", "The library: text, passages and embeddings of your documents. It can be built again from your files."),
    ("conversations", "Your conversations, with what you thought of the answers."),
    ("comparisons", "Your comparisons: questions, answers and votes."),
    ("question_sets", "Question sets that were made here."),
    ("training", "Trainings: their examples, checkpoints and reports."),
    ("adapter_files", "Adapters that were trained or converted here."),
    ("settings", "Your settings."),
    ("folders", "The list of watched folders."),
    ("models", "The list of models you added; their files stay where they are."),
    ("adapters", "The list of adapters you added."),
    ("int8_copies", "Smaller copies of the embedding models you chose."),
    ("prompt_states", "How far a chat model had read the beginning that every prompt shares; none of your words."),
    ("logs", "What happened, for when something goes wrong; never a word of your documents."),
)


class PrivacyBox(Card):
    """Lists what is there; `refresh` looks again."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(name="Privacy")
        self._context = context
        paths = context.paths
        self.lines: dict[str, _KeptLine] = {}
        self.column.addWidget(Label("Privacy", kind="heading"))
        self.column.addWidget(
            Label(
                "Carrel is sealed: each of its processes refuses every connection, so nothing you read, ask or keep"
                f" leaves this computer. Everything it keeps stands in {paths.root}, readable by you alone.",
                tone="dim",
                wraps=True,
            )
        )
        for name, explanation in KEPT:
            self.lines[name] = _KeptLine(getattr(paths, name), explanation)
            self.column.addWidget(self.lines[name])
        buttons = QHBoxLayout()
        buttons.addWidget(Button("Open data folder", lambda: self._open(paths.root)))
        buttons.addWidget(Button("Open logs", lambda: self._open(paths.logs)))
        buttons.addStretch()
        self.column.addSpacing(STEP)
        self.column.addLayout(buttons)
        self.refresh()

    def refresh(self) -> None:
        """Look at the disk again."""
        for line in self.lines.values():
            line.refresh()

    def _open(self, folder: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._context.notices.tell(f"There is no program that opens folders; it is {folder}.")


class _KeptLine(QWidget):
    """A file or folder with its size, in sight while it is there."""

    def __init__(self, place: Path, explanation: str) -> None:
        super().__init__()
        self._place = place
        self.label = Label()
        self.label.setFixedWidth(46 * STEP)
        line = QHBoxLayout()
        line.setSpacing(4 * STEP)
        line.addWidget(self.label)
        line.addWidget(Label(explanation, tone="dim", wraps=True), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * STEP)
        column.addWidget(Rule())
        column.addLayout(line)

    def refresh(self) -> None:
        size = sum(file.stat().st_size for file in _files(self._place))
        self.label.setText(f"{self._place.name} · {file_size(size)}" if size else self._place.name)
        self.setVisible(self._place.exists())


def _files(place: Path) -> Iterator[Path]:
    """Yield the files of a folder, or a file with the newest part that SQLite keeps beside it."""
    parts = place.rglob("*") if place.is_dir() else (place, place.with_name(f"{place.name}-wal"))
    yield from (part for part in parts if part.is_file())
