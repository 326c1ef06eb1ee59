"""The icon in the system's tray, where the person chose to have one."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop_app.ui.settings_holder import SettingsHolder


class Tray(QObject):
    """Follows the setting. `is_there` tells whether the window may hide: where a desktop has no tray it may not."""

    window_asked = Signal()
    end_asked = Signal()

    def __init__(self, icon: QIcon, settings: SettingsHolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._menu = QMenu()
        self._menu.addAction("Open Carrel", self.window_asked.emit)
        self._menu.addSeparator()
        self._menu.addAction("Quit", self.end_asked.emit)
        self._icon = QSystemTrayIcon(icon, self)
        self._icon.setToolTip("Carrel")
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)
        settings.changed.connect(self._follow)
        self._follow()

    @property
    def is_there(self) -> bool:
        return self._icon.isVisible() and QSystemTrayIcon.isSystemTrayAvailable()

    def remove(self) -> None:
        """Take the icon away: the window is gone."""
        self._icon.hide()

    def _follow(self) -> None:
        self._icon.setVisible(self._settings.current.tray)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.window_asked.emit()
