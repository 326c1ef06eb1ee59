"""How to compare: which approaches, with which adapter and how strongly, on which documents."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSlider, QWidget

from desktop_app.adapter_list import AdapterList
from desktop_app.domain import Approach
from desktop_app.errors import CarrelError
from desktop_app.ui.ask.scope import ScopeChoice
from desktop_app.ui.ask.scope_button import ScopeButton
from desktop_app.ui.context import WindowContext
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.labels import Label
from desktop_app.workers.comparison_protocol import ComparisonRead

APPROACHES = {
    Approach.MODEL: "Model only",
    Approach.DOCUMENTS: "Documents",
    Approach.ADAPTER: "Adapter",
    Approach.BOTH: "Both",
}
WITH_ADAPTER = (Approach.ADAPTER, Approach.BOTH)
STRONGEST, NOTCH = 1.5, 0.05
MOST_SCOPE = 44 * STEP


class HowToCompare(QWidget):
    """The choices in one row; what needs an adapter shows only where there is one and it is wanted."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self._context = context
        self.boxes = {approach: QCheckBox(name) for approach, name in APPROACHES.items()}
        self.adapter = QComboBox()
        self.adapter.setAccessibleName("Adapter to compare with")
        self.adapter.view().setAccessibleName("Adapters")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, round(STRONGEST / NOTCH))
        self.slider.setPageStep(5)
        self.slider.setFixedWidth(24 * STEP)
        self.slider.setAccessibleName("Strength of the adapter")
        self._number = Label(tone="dim")
        self.scope = ScopeChoice(self)
        self.scope_button = ScopeButton(self.scope, context.folders, context.theme)
        self.scope.changed.connect(self._fit_scope)
        self.slider.valueChanged.connect(lambda _: self._number.setText(f"{self.strength:.2f}"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * STEP)
        for approach, box in self.boxes.items():
            box.setChecked(approach in (Approach.MODEL, Approach.DOCUMENTS))
            box.toggled.connect(lambda _on: self._offer())
            row.addWidget(box)
        for part in (self.adapter, self.slider, self._number, self.scope_button):
            row.addWidget(part)
        self.slider.setValue(round(1.0 / NOTCH))
        self._fit_scope()
        self._offer()

    @property
    def approaches(self) -> list[str]:
        return [approach.value for approach, box in self.boxes.items() if box.isChecked()]

    @property
    def chosen_adapter(self) -> str:
        """The adapter's name, empty where none is wanted or there is none."""
        return self.adapter.currentText() if self._wants_adapter and self.adapter.count() else ""

    @property
    def strength(self) -> float:
        return round(self.slider.value() * NOTCH, 2)

    def list_adapters(self) -> None:
        """Read the list of adapters again, keeping the choice."""
        try:
            cards = AdapterList.of(self._context.paths).list()
        except CarrelError as error:
            self._context.notices.warn(error)
            return
        chosen = self.adapter.currentText()
        self.adapter.clear()
        self.adapter.addItems([card.name for card in cards])
        self.adapter.setCurrentText(chosen)
        self._offer()

    def show_comparison(self, comparison: ComparisonRead) -> None:
        """Choose what an earlier comparison was made with."""
        self.choose(comparison.approaches)
        if comparison.adapter:
            self.adapter.setCurrentText(comparison.adapter)
            self.slider.setValue(round(comparison.strength / NOTCH))
        self.scope.set_paths(comparison.scope or [])

    def choose(self, approaches: Sequence[str]) -> None:
        for approach, box in self.boxes.items():
            box.setChecked(approach.value in approaches)

    @property
    def _wants_adapter(self) -> bool:
        return any(self.boxes[approach].isChecked() for approach in WITH_ADAPTER)

    def _offer(self) -> None:
        shown = self._wants_adapter and self.adapter.count() > 0
        for part in (self.adapter, self.slider, self._number):
            part.setVisible(shown)

    def _fit_scope(self) -> None:
        self.scope_button.set_room(min(MOST_SCOPE, self.scope_button.wanted_width))
