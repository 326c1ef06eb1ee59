"""Above the talk: which model answers, from what, and which documents are asked."""

import re
from collections.abc import Callable, Sequence
from pathlib import PurePath

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout

from desktop_app.domain import AdapterUse, Approach
from desktop_app.ui.ask.adapter_button import AdapterButton
from desktop_app.ui.ask.adapter_choice import AdapterChoice
from desktop_app.ui.ask.chat_models import ModelChoice
from desktop_app.ui.ask.pill import Pill, share_room
from desktop_app.ui.ask.scope_button import ScopeButton
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.plain import plainly
from desktop_app.ui.widgets.segmented import SegmentedControl

APPROACHES: tuple[tuple[Approach, str, str], ...] = (
    (Approach.MODEL, "Model only", "Answers from what the model knows; no document is read"),
    (Approach.DOCUMENTS, "Documents", "Answers from your documents, with their pages"),
    (Approach.ADAPTER, "Adapter", "The model with your adapter; no document is read"),
    (Approach.BOTH, "Both", "Answers from your documents, written with your adapter"),
)
WITH_ADAPTER = (Approach.ADAPTER, Approach.BOTH)

SIDE = 5 * STEP
ONE_ROW, TWO_ROWS = 51, 91  # pixels
GAP = 2 * STEP
# What a model's name says that its neighbours on the list seldom differ in.
_MANNER = re.compile(r"[ _-]+(?:instruct|chat|it|base|gguf)\b.*$", re.IGNORECASE)


class AskHeader(QFrame):
    """`model_chosen` tells the value of another model."""

    model_chosen = Signal(str)

    def __init__(
        self,
        list_models: Callable[[], Sequence[ModelChoice]],
        adapters: AdapterChoice,
        scope: ScopeButton,
        theme: ThemeHolder,
    ) -> None:
        super().__init__()
        self._list_models = list_models
        self._adapters = adapters
        self._is_approach_chosen = False  # by the person, or by what an earlier answer was made with
        self.model = ""
        self.scope_button = scope
        self.model_button = Pill("Chat model", self._open_models, theme)
        self.approaches = SegmentedControl(
            "Answer from", [(approach.value, text, tip) for approach, text, tip in APPROACHES], Approach.DOCUMENTS.value
        )
        self.approach_button = Pill("Answer from", self._open_approaches, theme)
        self.adapter_button = AdapterButton(adapters, theme)
        self._build()
        scope.changed.connect(self._share_room)
        adapters.changed.connect(self._offer_approaches)
        self.approaches.value_chosen.connect(self._on_approach_chosen)
        self._offer_approaches()
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
            self.model_button.show_choice(chosen.name, chosen.detail or chosen.name, short_name(chosen.name))
        elif model:
            self.model_button.show_choice(PurePath(model).stem, f"{model} is not on the list in Settings")
        else:
            self.model_button.show_choice("No model", "Add a GGUF chat model in Settings, or drop one on the window.")
        self._share_room()

    def show_approach(self, approach: Approach, adapters: Sequence[AdapterUse]) -> None:
        """Go on as an earlier answer was made, where that is still possible."""
        if approach.value in self.approaches.offered:
            self.approaches.set_value(approach.value)
            self._is_approach_chosen = True
        if adapters:
            self._adapters.restore(adapters)
        self._offer_approaches()

    def _build(self) -> None:
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        for part in (self.model_button, self.approaches, self.approach_button, self.adapter_button, self.scope_button):
            self._first.addWidget(part)
        self.approach_button.hide()
        for row in (self._first, self._second):
            row.setSpacing(GAP)
            row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 2 * STEP, SIDE, 2 * STEP)
        column.setSpacing(STEP)
        column.addLayout(self._first)
        column.addLayout(self._second)
        self.setFixedHeight(ONE_ROW)

    def _on_approach_chosen(self, value: str) -> None:
        self.approaches.set_value(value)
        self._is_approach_chosen = True
        self._offer_approaches()

    def _offer_approaches(self) -> None:
        """Adapters are offered where one fits the model; where the last one went, documents answer again.

        Until the person chooses, the adapter that came with the model is used with the documents.
        """
        fits = bool(self._adapters.offered)
        for approach in WITH_ADAPTER:
            self.approaches.set_offered(approach.value, fits)
        if not fits and self.approach in WITH_ADAPTER:
            self.approaches.set_value(Approach.DOCUMENTS.value)
        if not self._is_approach_chosen:
            usual = Approach.BOTH if self._adapters.has_shipped else Approach.DOCUMENTS
            self.approaches.set_value(usual.value)
        self.adapter_button.setVisible(self.approach in WITH_ADAPTER)
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Nothing is cut where it can be helped: names become short, the approaches one pill, one row two."""
        _, text, tip = next(choice for choice in APPROACHES if choice[0] is self.approach)
        self.approach_button.show_choice(text, tip)
        pills = [self.model_button, self.scope_button]
        if not self.adapter_button.isHidden():
            pills.insert(1, self.adapter_button)
        room = self.width() - 2 * SIDE
        beside = self.approaches.sizeHint().width() + GAP
        is_open = _least(pills) + beside <= room
        self.approaches.setVisible(is_open)
        self.approach_button.setVisible(not is_open)
        if is_open:
            self._set_second_row([])
            share_room(pills, room - beside - GAP * (len(pills) - 1))
            return
        rows = [[self.model_button, self.approach_button, *pills[1:]]]
        if _least(rows[0]) > room:
            rows = [rows[0][:2], pills[1:]]
        self._set_second_row(rows[1] if len(rows) > 1 else [])
        for row in rows:
            share_room(row, room - GAP * (len(row) - 1))

    def _set_second_row(self, pills: Sequence[Pill]) -> None:
        for place, pill in enumerate((self.adapter_button, self.scope_button)):
            row, at = (self._second, list(pills).index(pill)) if pill in pills else (self._first, 3 + place)
            if row.indexOf(pill) != at:
                row.insertWidget(at, pill)
        self.setFixedHeight(TWO_ROWS if pills else ONE_ROW)

    def models_menu(self) -> QMenu:
        """Return the models to choose from."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        for choice in self._list_models():
            action = QAction(choice.name, menu)
            action.setToolTip(plainly(choice.detail))
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

    def approaches_menu(self) -> QMenu:
        """Return the approaches to choose from, each with what it means."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        for approach, text, tip in APPROACHES:
            if approach.value in self.approaches.offered:
                action = QAction(f"{text}: {tip[0].lower()}{tip[1:]}", menu)
                action.setCheckable(True)
                action.setChecked(approach is self.approach)
                action.triggered.connect(lambda _checked=False, value=approach.value: self._on_approach_chosen(value))
                group.addAction(action)
                menu.addAction(action)
        return menu

    def _open_models(self) -> None:
        _open_below(self.model_button, self.models_menu())

    def _open_approaches(self) -> None:
        _open_below(self.approach_button, self.approaches_menu())

    def _on_chosen(self, value: str) -> None:
        self.show_model(value)
        self.model_chosen.emit(value)


def short_name(model: str) -> str:
    """Return a model's name without how it was tuned ("SmolLM2 135M")."""
    return _MANNER.sub("", model) or model


def _least(pills: Sequence[Pill]) -> int:
    """How wide pills are in one row, with their short words."""
    return sum(pill.short_width for pill in pills) + GAP * (len(pills) - 1)


def _open_below(button: Pill, menu: QMenu) -> None:
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
