"""The notices that have gone from the screen, behind a button."""

import time

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from desktop_app.ui.context import WindowContext
from desktop_app.ui.sentences import day
from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.plain import plainly

SHOWN = 12
LONGEST = 110  # characters of a line of the menu


class NoticeHistory(IconButton):
    """Appears with the first notice; its menu has the latest, and choosing one shows it again."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__("notice", "Earlier notices", context.theme, self._open, size=14)
        self._context = context
        context.notices.given.connect(lambda _notice: self.show())
        self.hide()

    def menu_of_notices(self) -> QMenu:
        """Return the latest notices, newest first."""
        menu = QMenu(self)
        for notice in reversed(self._context.notices.history[-SHOWN:]):
            text = notice.text if len(notice.text) <= LONGEST else f"{notice.text[:LONGEST]}…"
            said = menu.addAction(f"{day(notice.at, time.time())}   {text}".replace("&", "&&"))
            said.setToolTip(plainly(notice.text))
            said.triggered.connect(lambda _checked=False, again=notice: self._context.notices.given.emit(again))
        return menu

    def _open(self) -> None:
        menu = self.menu_of_notices()
        menu.aboutToHide.connect(menu.deleteLater)
        size = menu.sizeHint()
        menu.popup(self.mapToGlobal(QPoint(self.width() - size.width(), -size.height())))
