"""Which documents a question is about: one choice, shown by the header and the composer."""

from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import QObject, Signal


class ScopeChoice(QObject):
    """Paths of folders and files; none means everything."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paths: list[str] = []

    @property
    def paths(self) -> list[str]:
        return list(self._paths)

    def add(self, path: str) -> None:
        if path not in self._paths:
            self._paths.append(path)
            self.changed.emit()

    def remove(self, path: str) -> None:
        if path in self._paths:
            self._paths.remove(path)
            self.changed.emit()

    def set_paths(self, paths: Sequence[str]) -> None:
        """Replace the whole choice."""
        if list(paths) != self._paths:
            self._paths = list(dict.fromkeys(paths))
            self.changed.emit()

    @property
    def summary(self) -> str:
        """Return it in a few words: "Everything", or the names."""
        if not self._paths:
            return "Everything"
        names = [PurePath(path).name or path for path in self._paths]
        return ", ".join(names) if len(names) <= 2 else f"{names[0]} and {len(names) - 1} more"
