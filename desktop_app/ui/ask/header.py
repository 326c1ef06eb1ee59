"""Above the talk: which model answers, from what, and which documents are asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu

from desktop_app.domain import Approach
from desktop_app.ui.ask.scope_button import ScopeButton
from desktop_app.ui.icons import icon
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.segmented import SegmentedControl

ARROW = QSize(20, 12)  # with room around it

# What can be chosen today; adapters will add ADAPTER and BOTH.
APPROACHES: tuple[tuple[Approach, str, str], ...] = (
    (Approach.MODEL, "Model only", "Answers from what the model knows; no document is read"),
    (Approach.DOCUMENTS, "Documents", "Answers from your documents, with their pages"),
)


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A chat model as the person sees it; `value` is what is sent to the worker."""

    value: str
    name: str
    detail: str = ""


class AskHeader(QFrame):
    """`model_chosen` tells the value of another model."""

    model_chosen = Signal(str)

    def __init__(
        self, list_models: Callable[[], Sequence[ModelChoice]], scope: ScopeButton, theme: ThemeHolder
    ) -> None:
        super().__init__()
        self._list_models, self._theme = list_models, theme
        self.model = ""
        self.model_button = Button("", self._open_models, kind="pill", name="Chat model")
        self.model_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the words
        self.model_button.setIconSize(ARROW)
        self.approaches = SegmentedControl(
            "Answer from", [(approach.value, text, tip) for approach, text, tip in APPROACHES], Approach.DOCUMENTS.value
        )
        self.setFixedHeight(51)
        row = QHBoxLayout(self)
        row.setContentsMargins(5 * STEP, 0, 5 * STEP, 0)
        row.setSpacing(2 * STEP)
        for part in (self.model_button, self.approaches, scope):
            row.addWidget(part)
        row.addStretch(1)
        theme.theme_changed.connect(self._draw)
        self.show_model("")

    @property
    def approach(self) -> Approach:
        return Approach(self.approaches.value)

    def show_model(self, model: str) -> None:
        """Name the model that is chosen; an unknown one stands for the first."""
        choices = self._list_models()
        chosen = next((choice for choice in choices if choice.value == model), None) or next(iter(choices), None)
        self.model = model
        self.model_button.setText(chosen.name if chosen else "No model")
        self.model_button.setToolTip(
            (chosen.detail or chosen.name)
            if chosen
            else "Add a GGUF chat model in Settings, or drop one on the window."
        )
        self._draw()

    def models_menu(self) -> QMenu:
        """Return the models to choose from."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        for choice in self._list_models():
            action = QAction(choice.name, menu)
            action.setToolTip(choice.detail)
            action.setCheckable(True)
            action.setChecked(choice.name == self.model_button.text())
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

    def _draw(self) -> None:
        self.model_button.setIcon(icon("down", self._theme.current, "dim", size=12))
