"""Above the talk: which model answers, from what, and which documents are asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu

from desktop_app.domain import Approach
from desktop_app.ui.ask.pill import Pill
from desktop_app.ui.ask.scope_button import ScopeButton
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.segmented import SegmentedControl

# What can be chosen today; adapters will add ADAPTER and BOTH.
APPROACHES: tuple[tuple[Approach, str, str], ...] = (
    (Approach.MODEL, "Model only", "Answers from what the model knows; no document is read"),
    (Approach.DOCUMENTS, "Documents", "Answers from your documents, with their pages"),
)


SIDE = 5 * STEP


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A chat model as the person sees it; `value` is what is sent to the worker."""

    value: str
    name: str
    path: str = ""
    detail: str = ""


class AskHeader(QFrame):
    """`model_chosen` tells the value of another model."""

    model_chosen = Signal(str)

    def __init__(
        self, list_models: Callable[[], Sequence[ModelChoice]], scope: ScopeButton, theme: ThemeHolder
    ) -> None:
        super().__init__()
        self._list_models = list_models
        self.model = ""
        self.scope_button = scope
        self.model_button = Pill("Chat model", self._open_models, theme)
        self.approaches = SegmentedControl(
            "Answer from", [(approach.value, text, tip) for approach, text, tip in APPROACHES], Approach.DOCUMENTS.value
        )
        self.setFixedHeight(51)
        row = QHBoxLayout(self)
        row.setContentsMargins(SIDE, 0, SIDE, 0)
        row.setSpacing(2 * STEP)
        for part in (self.model_button, self.approaches, scope):
            row.addWidget(part)
        row.addStretch(1)
        scope.changed.connect(self._share_room)
        self.show_model("")

    @property
    def approach(self) -> Approach:
        return Approach(self.approaches.value)

    def show_model(self, model: str) -> None:
        """Name the model that is chosen, by its value or its file."""
        self.model = model
        choices = self._list_models()
        chosen = next((choice for choice in choices if model in (choice.value, choice.name, choice.path)), None)
        if chosen:
            self.model_button.show_choice(chosen.name, chosen.detail or chosen.name)
        elif model:
            self.model_button.show_choice(PurePath(model).stem, f"{model} is not on the list in Settings")
        else:
            self.model_button.show_choice("No model", "Add a GGUF chat model in Settings, or drop one on the window.")
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """The pills give way, the longer one first; the approaches keep their words."""
        room = self.width() - self.approaches.sizeHint().width() - 2 * SIDE - 4 * STEP
        model, scope = self.model_button.wanted_width, self.scope_button.wanted_width
        if model + scope > room:
            model = min(model, max(room // 2, room - scope))
            scope = room - model
        self.model_button.set_room(model)
        self.scope_button.set_room(scope)

    def models_menu(self) -> QMenu:
        """Return the models to choose from."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        for choice in self._list_models():
            action = QAction(choice.name, menu)
            action.setToolTip(choice.detail)
            action.setCheckable(True)
            action.setChecked(choice.name == self.model_button.choice)
            action.triggered.connect(lambda _checked=False, value=choice.value: self._on_chosen(value))
            group.addAction(action)
            menu.addAction(action)
        if menu.isEmpty():
            nothing = QAction("No chat model yet: drop a GGUF file on the window", menu)
            nothing.setEnabled(False)
            menu.addAction(nothing)
        return menu

    def _open_models(self) -> None:
        menu = self.models_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.model_button.mapToGlobal(self.model_button.rect().bottomLeft()))

    def _on_chosen(self, value: str) -> None:
        self.show_model(value)
        self.model_chosen.emit(value)
