"""A row of choices of which exactly one holds."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSizePolicy

from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.plain import plainly

_TABBED, _CLICKED = Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.ClickFocus


class SegmentedControl(QFrame):
    """Choices as (value, text, tooltip); `value_chosen` tells what the person chose.

    Tab comes to the one that holds; left and right move the choice.
    """

    value_chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str, str]], value: str = "") -> None:
        super().__init__()
        self.setObjectName("segments")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._buttons: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for choice, text, tooltip in choices:
            button = Button(text, name=f"{name}: {text}")
            button.setCheckable(True)
            button.setToolTip(plainly(tooltip))
            button.toggled.connect(lambda on, button=button: button.setFocusPolicy(_TABBED if on else _CLICKED))
            button.setFocusPolicy(_CLICKED)
            button.clicked.connect(lambda _checked=False, chosen=choice: self.value_chosen.emit(chosen))
            self._group.addButton(button)
            self._buttons[choice] = button
            row.addWidget(button)
        if choices:
            self.set_value(value or choices[0][0])

    @property
    def value(self) -> str:
        """The choice that holds, "" where there is none."""
        return next((choice for choice, button in self._buttons.items() if button.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Show a choice without telling of it."""
        if value in self._buttons:
            self._buttons[value].setChecked(True)

    def set_offered(self, value: str, offered: bool) -> None:
        """Show a choice or hide it; whoever hides the one that holds chooses another."""
        self._buttons[value].setVisible(offered)
        self._buttons[value].setEnabled(offered)

    @property
    def offered(self) -> list[str]:
        """The choices that there are just now."""
        return [choice for choice, button in self._buttons.items() if not button.isHidden()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        allowed = [choice for choice, button in self._buttons.items() if button.isEnabled()]
        if self.value in allowed:
            button = self._buttons[allowed[(allowed.index(self.value) + step) % len(allowed)]]
            button.setFocus()
            button.click()
