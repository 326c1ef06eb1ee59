"""The settings as the window holds them: read once, saved at every change, told of."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.settings import Settings


class SettingsHolder(QObject):
    """Holds `current`; `changed` carries the new Settings."""

    changed = Signal(object)

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self.current = Settings.load(file)

    def change(self, **values: str | int | bool) -> None:
        """Replace some values and save; raises DiskFull or DataUnwritable."""
        wanted = replace(self.current, **values)  # type: ignore[arg-type]
        if wanted != self.current:
            wanted.save(self._file)
            self.current = wanted
            self.changed.emit(wanted)
