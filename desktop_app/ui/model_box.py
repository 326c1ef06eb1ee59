"""The chat models: which there are, which one answers, adding and removing one."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from desktop_app.domain import ModelCard
from desktop_app.errors import CarrelError
from desktop_app.model_speeds import ModelSpeed, ModelSpeeds
from desktop_app.ui.context import WindowContext
from desktop_app.ui.sentences import file_size
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import ElidedLabel, Label, Rule
from desktop_app.ui.widgets.plain import plainly
from desktop_app.workers.protocol import CheckModel, Failed, Message, ModelChecked
from desktop_app.workers.wire import from_json


class ModelBox(Card):
    """A file is looked at by the inference worker before it is added; the window opens no model."""

    added = Signal(object)  # the ModelCard

    def __init__(self, context: WindowContext) -> None:
        super().__init__(name="Chat models")
        self._context = context
        self._checking: dict[int, Path] = {}
        self._group = QButtonGroup(self)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(STEP)
        self._state = Label(tone="dim", wraps=True)
        self._state.hide()
        buttons = QHBoxLayout()
        buttons.addWidget(Button("Add a model…", self._on_add_clicked))
        buttons.addStretch()
        self.column.addWidget(Label("Chat models", kind="heading"))
        self.column.addWidget(
            Label(
                "The model that writes answers. Any GGUF chat model works; larger ones answer better and slower."
                " Files stay where they are.",
                tone="dim",
                wraps=True,
            )
        )
        self.column.addLayout(self._lines)
        self.column.addWidget(self._state)
        self.column.addSpacing(STEP)
        self.column.addLayout(buttons)
        context.inference.event_received.connect(self._on_event)
        context.settings.changed.connect(self.refresh)
        self.refresh()

    def add_file(self, path: Path) -> None:
        """Ask the inference worker what this file is; it is added when the answer is good."""
        self._checking[self._context.inference.send(CheckModel, path=str(path))] = path
        self._state.setText(f"Looking at {path.name}…")
        self._state.show()

    def refresh(self) -> None:
        """Draw the list anew."""
        while (item := self._lines.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.hide()
                line.deleteLater()
        for button in self._group.buttons():
            self._group.removeButton(button)
        try:
            models = self._context.models.list()
        except CarrelError as error:
            self._context.notices.warn(error)
            return
        self._draw(models)

    def _draw(self, models: Sequence[ModelCard]) -> None:
        chosen = self._context.settings.current.model
        starter = str(self._context.models.starter.absolute())
        for card in models:
            is_starter = card.path == starter
            value = "" if is_starter else card.name
            line = self._build_line(card, value, is_starter=is_starter)
            line.choice.setChecked(chosen == value or chosen in (card.name, card.path))
            self._lines.addWidget(Rule())
            self._lines.addWidget(line)
            self._group.addButton(line.choice)

    def _build_line(self, card: ModelCard, value: str, *, is_starter: bool) -> "ModelLine":
        speed = ModelSpeeds(self._context.paths.model_speeds).of(card)
        line = ModelLine(card, is_starter=is_starter, speed=speed)
        line.choice.clicked.connect(lambda _checked=False: self._context.settings.change(model=value))
        if not is_starter:
            line.remove.clicked.connect(lambda _checked=False: self._remove(card))
        return line

    def _remove(self, card: ModelCard) -> None:
        try:
            self._context.models.remove(card.name)
        except CarrelError as error:
            self._context.notices.warn(error)
            return
        if self._context.settings.current.model in (card.name, card.path):
            self._context.settings.change(model="")
        self._context.notices.tell(
            f"{card.name} is no longer in the list; its file stays where it is.",
            action="Undo",
            act=lambda: self.add_file(Path(card.path)),
        )
        self.refresh()

    def _on_add_clicked(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Add a model", "", "GGUF models (*.gguf)")
        if chosen:
            self.add_file(Path(chosen))

    def _on_event(self, event: Message) -> None:
        if event.request_id not in self._checking:
            return
        if isinstance(event, ModelChecked):
            card = from_json(ModelCard, event.model)
            self._add(card)
        elif isinstance(event, Failed):
            path = self._checking[event.request_id]
            self._context.notices.warn(f"{path.name}: {event.detail}", event.code)
        if not isinstance(event, ModelChecked):
            del self._checking[event.request_id]
            self._state.setVisible(bool(self._checking))

    def _add(self, card: ModelCard) -> None:
        try:
            added = self._context.models.add(card)
        except CarrelError as error:
            self._context.notices.warn(error)
            return
        self._context.notices.tell(
            f"{added.name} was added.",
            tone="good",
            action="Use it",
            act=lambda: self._context.settings.change(model=added.name),
        )
        self.refresh()
        self.added.emit(added)


class ModelLine(QWidget):
    """One model: `choice` makes it the one that answers, `remove` takes it off the list."""

    def __init__(self, card: ModelCard, *, is_starter: bool, speed: ModelSpeed | None = None) -> None:
        super().__init__()
        self.choice = QRadioButton()
        self.choice.setAccessibleName(f"Use {card.name}")
        self.remove = Button("Remove", kind="quiet", name=f"Remove {card.name}")
        self.remove.setVisible(not is_starter)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(ElidedLabel(card.name + (" (starter)" if is_starter else "")))
        about = ElidedLabel(describe(card), kind="small")
        about.setToolTip(plainly(card.path))
        texts.addWidget(about)
        if speed is not None:
            measured = ElidedLabel(speed.sentence, kind="small")
            measured.setToolTip(plainly(speed.sentence))
            texts.addWidget(measured)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, STEP, 0, STEP)
        row.setSpacing(2 * STEP)
        row.addWidget(self.choice)
        row.addLayout(texts, 1)
        row.addWidget(self.remove)


def describe(card: ModelCard) -> str:
    """Return what a person wants to know of a model, in one line."""
    parameters = card.parameters / 1e6
    size = f"{parameters / 1000:.1f} billion" if parameters >= 1000 else f"{parameters:.0f} million"
    parts = (
        f"{size} parameters",
        card.quantisation,
        f"reads {card.context:,} tokens",
        file_size(card.bytes),
        card.licence or "licence not named",
    )
    return " · ".join(parts)
