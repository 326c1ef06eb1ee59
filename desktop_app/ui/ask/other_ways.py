"""Asking the question of an answer once more in another way, beside that answer."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.ui.ask.answer_box import AnswerBox
from desktop_app.ui.ask.dialogue import Dialogue
from desktop_app.ui.ask.header import APPROACHES, WITH_ADAPTER, AskHeader
from desktop_app.ui.widgets.plain import plainly


class OtherWays:
    """Opens a menu of approaches below the button that asks for it; `menu` hangs below `parent`."""

    def __init__(self, dialogue: Dialogue, header: AskHeader, parent: QWidget) -> None:
        self._dialogue, self._header, self._parent = dialogue, header, parent
        dialogue.other_way_wanted.connect(self._open)

    def menu(self, box: AnswerBox) -> QMenu:
        """Return the approaches that can answer, but the one that did; another adapter makes another way."""
        menu = QMenu(self._parent)
        menu.setToolTipsVisible(True)
        for approach, name, tip in APPROACHES:
            same = box.answer is not None and box.answer.approach is approach and approach not in WITH_ADAPTER
            if approach.value in self._header.approaches.offered and not same:
                action = menu.addAction(name)
                ask = partial(self._dialogue.ask_another_way, box, approach)
                action.triggered.connect(lambda _checked=False, ask=ask: ask())
                action.setToolTip(plainly(tip))
        return menu

    def _open(self, box: AnswerBox) -> None:
        menu = self.menu(box)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        button = box.footer.other_way_button
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
