"""The menu of ways in which the question of an answer may be asked once more."""

from collections.abc import Callable, Collection

from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.domain import Answer, Approach
from desktop_app.ui.ask.header import APPROACHES, WITH_ADAPTER
from desktop_app.ui.widgets.plain import plainly


def other_ways(
    answer: Answer | None, offered: Collection[str], choose: Callable[[Approach], object], parent: QWidget
) -> QMenu:
    """Return the approaches that are offered, but the one that gave `answer`; another adapter makes another way."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    for approach, name, tip in APPROACHES:
        same = answer is not None and answer.approach is approach and approach not in WITH_ADAPTER
        if approach.value in offered and not same:
            action = menu.addAction(name)
            action.triggered.connect(lambda _checked=False, chosen=approach: choose(chosen))
            action.setToolTip(plainly(tip))
    return menu
