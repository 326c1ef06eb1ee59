"""The header's adapters: a pill that opens a list with a switch and a strength for each."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QSlider, QVBoxLayout

from desktop_app.ui.ask.adapter_choice import STRONGEST, AdapterChoice
from desktop_app.ui.ask.pill import Pill
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.look import set_look
from desktop_app.ui.widgets.plain import plainly

NOTCH = 0.05  # of strength, a step of the slider


class AdapterButton(Pill):
    """Shows which adapters answer and lets it be changed."""

    def __init__(self, choice: AdapterChoice, theme: ThemeHolder) -> None:
        super().__init__("Which adapters answer", self._open_list, theme)
        self._choices = choice
        self.list: AdapterChooser | None = None
        choice.changed.connect(self._show_choice)
        self._show_choice()

    def _show_choice(self) -> None:
        uses = [f"{use.name}, strength {use.strength:g}" for use in self._choices.uses]
        summary = self._choices.summary
        self.show_choice(summary, "\n".join(uses) or "No adapter fits this model", summary.removesuffix(" × 1"))

    def _open_list(self) -> None:
        self.list = AdapterChooser(self._choices)
        self.list.adjustSize()
        self.list.move(self.mapToGlobal(QPoint(0, self.height() + STEP)))
        self.list.show()
        self.list.setFocus()


class AdapterChooser(QFrame):
    """Stays open until clicked away or closed with Esc; what is changed holds for the next question."""

    def __init__(self, choice: AdapterChoice) -> None:
        super().__init__(None, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Adapters to answer with")
        set_look(self, kind="notice")
        self._choice = choice
        self.boxes: dict[str, QCheckBox] = {}
        self.sliders: dict[str, QSlider] = {}
        self._numbers: dict[str, Label] = {}
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(3 * STEP)
        self._rows.setVerticalSpacing(2 * STEP)
        for card in choice.offered:
            self._add_row(card.name, card.path)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * STEP, 3 * STEP, 4 * STEP, 3 * STEP)
        column.setSpacing(2 * STEP)
        column.addWidget(Label("Answer with these adapters", kind="heading"))
        column.addLayout(self._rows)
        column.addWidget(Label("0 is the model alone, 1 as trained. It holds for the next question.", kind="small"))
        self.bound = QCheckBox("Keep for this conversation")
        self.bound.setToolTip("Chosen again whenever this conversation is opened")
        self.bound.setChecked(choice.is_bound)
        self.bound.toggled.connect(choice.bind)
        column.addWidget(self.bound)
        self.setMinimumWidth(320)

    def _add_row(self, name: str, path: str) -> None:
        at = self._rows.rowCount()
        box = QCheckBox(name)
        box.setToolTip(plainly(path))
        box.setAccessibleName(f"Answer with {name}")
        box.setChecked(self._choice.is_on(name))
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, round(STRONGEST / NOTCH))
        slider.setPageStep(5)
        slider.setValue(round(self._choice.strength(name) / NOTCH))
        slider.setAccessibleName(f"Strength of {name}")
        slider.setMinimumWidth(30 * STEP)
        slider.setEnabled(box.isChecked())
        number = Label(f"{self._choice.strength(name):.2f}", tone="dim")
        box.toggled.connect(lambda on: self._on_switched(name, on))
        slider.valueChanged.connect(lambda value: self._on_moved(name, value * NOTCH))
        for place, widget in enumerate((box, slider, number)):
            self._rows.addWidget(widget, at, place)
        self.boxes[name], self.sliders[name], self._numbers[name] = box, slider, number

    def _on_switched(self, name: str, on: bool) -> None:
        self.sliders[name].setEnabled(on)
        self._choice.switch(name, on)

    def _on_moved(self, name: str, strength: float) -> None:
        self._numbers[name].setText(f"{strength:.2f}")
        self._choice.set_strength(name, round(strength, 2))
