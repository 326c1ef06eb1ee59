"""What is seen while files hang over the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.look import set_look


class DropOverlay(QFrame):
    """Covers `owner` and says what a drop does."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        set_look(self, kind="drop")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        title = Label("Drop to add to your library", kind="title")
        text = Label(
            "Folders are watched, and so are single files. They stay where they are. A GGUF file is added"
            " as a model or an adapter.",
            tone="dim",
        )
        column = QVBoxLayout(self)
        column.addStretch()
        for label in (title, text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch()
        self.hide()

    def appear(self) -> None:
        self.setGeometry(self._owner.rect().adjusted(3 * STEP, 3 * STEP, -3 * STEP, -3 * STEP))
        self.raise_()
        self.show()
