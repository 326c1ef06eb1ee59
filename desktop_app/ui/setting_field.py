"""One setting as a row of the form: label, explanation, and the control that fits its declaration."""

from collections.abc import Callable
from dataclasses import Field
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from desktop_app.ui.sentences import place_name
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.plain import plainly
from desktop_app.ui.widgets.segmented import SegmentedControl

Changed = Callable[[str, Any], None]
_OFF, _ON = "off", "on"


class SettingField(QWidget):
    """Calls `on_changed(name, value)` when the person chose a value."""

    def __init__(self, declared: "Field[Any]", value: Any, on_changed: Changed) -> None:
        super().__init__()
        self.declared = declared
        self._tell: Callable[[Any], None] = lambda chosen: on_changed(declared.name, chosen)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(Label(declared.metadata["label"], kind="heading"))
        explanation = Label(declared.metadata["explanation"], tone="dim", wraps=True)
        explanation.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        texts.addWidget(explanation)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2 * STEP, 0, 2 * STEP)
        row.setSpacing(6 * STEP)
        row.addLayout(texts, 1)
        self.control = self._build_control(value)
        row.addWidget(self.control, 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)

    def _build_control(self, value: Any) -> QWidget:
        declared = self.declared.metadata
        if isinstance(value, bool):
            switch = SegmentedControl(declared["label"], [(_OFF, "Off", ""), (_ON, "On", "")], _switched(value))
            switch.value_chosen.connect(self._on_switched)
            return switch
        if declared["options"]:
            choices = [(option, option.capitalize(), "") for option in declared["options"]]
            segments = SegmentedControl(declared["label"], choices, value)
            segments.value_chosen.connect(self._tell)
            return segments
        if declared["kind"] == "folder":
            return FolderChoice(declared["label"], value, self._tell)
        if declared["kind"] == "folder or none":
            return FolderChoice(declared["label"], value, self._tell, without="None")
        return self._build_number(value)

    def _on_switched(self, chosen: str) -> None:
        self._tell(chosen == _ON)

    def show_value(self, value: str | bool) -> None:
        """Show the value that holds, where what was chosen was not taken."""
        if isinstance(self.control, SegmentedControl):
            self.control.set_value(_switched(value) if isinstance(value, bool) else value)
        elif isinstance(self.control, FolderChoice):
            self.control.set_value(str(value))

    def _build_number(self, value: int) -> QWidget:
        declared = self.declared.metadata
        box = QSpinBox()
        box.setRange(declared["low"], declared["high"])
        box.setValue(value)
        box.setSpecialValueText("Automatic" if declared["low"] == 0 else "")
        box.setAccessibleName(declared["label"])
        box.setAccessibleDescription(declared["explanation"])
        box.setFixedWidth(32 * STEP)
        box.setKeyboardTracking(False)
        box.lineEdit().setTextMargins(2 * STEP, 0, 0, 0)  # a style sheet's padding does not reach it
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel scrolls the form, it does not change numbers
        box.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
        box.valueChanged.connect(self._tell)
        return box


def _switched(value: bool) -> str:
    return _ON if value else _OFF


class FolderChoice(QWidget):
    """A folder, "" for what is used without one: `without` says what that is."""

    def __init__(self, label: str, value: str, on_chosen: Callable[[str], None], without: str = "Starter") -> None:
        super().__init__()
        self._label, self._on_chosen, self._without = label, on_chosen, without
        self._text = Label(tone="dim")
        self._text.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        back = "Use the starter" if without == "Starter" else f"Use {without.lower()}"
        self._starter = Button(back, lambda: on_chosen(""), kind="quiet", name=f"{label}: {back.lower()}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * STEP)
        row.addWidget(self._text)
        row.addWidget(self._starter)
        row.addWidget(Button("Choose…", self._on_choose_clicked, name=f"{label}: choose a folder"))
        self.set_value(value)

    def set_value(self, value: str) -> None:
        self._text.setText(place_name(value) if value else self._without)
        self._text.setToolTip(plainly(value))
        self._starter.setVisible(bool(value))

    def _on_choose_clicked(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._label)
        if chosen:
            self._on_chosen(chosen)
