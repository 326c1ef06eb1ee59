"""Folders that were removed lately, and the way to watch one of them again."""

import time
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from desktop_app.folders import RemovedFolder
from desktop_app.ui.sentences import day, place_name
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.plain import plainly


class RemovedFoldersButton(Button):
    """Opens a menu of what can be restored; hidden where there is nothing."""

    restore_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__("Removed lately…", self._on_clicked, kind="quiet")
        self.setToolTip("For 30 days a removed folder can be watched again, and nothing is embedded anew.")
        self._folders: list[RemovedFolder] = []
        self.hide()

    def show_folders(self, folders: Sequence[RemovedFolder]) -> None:
        self._folders = list(folders)
        self.setVisible(bool(folders))

    def menu_of_folders(self) -> QMenu:
        """Return the menu, one line a folder."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for folder in self._folders:
            name = place_name(folder.path).replace("&", "&&")
            line = menu.addAction(
                f"Watch “{name}” again (removed {day(folder.removed, time.time())})",
                partial(self.restore_asked.emit, folder.path),
            )
            line.setToolTip(plainly(folder.path))
        menu.setToolTipsVisible(True)
        return menu

    def _on_clicked(self) -> None:
        menu = self.menu_of_folders()
        menu.popup(self.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
