"""Which documents a question is about: one choice, shown by the header and the composer."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop_app.filter_words import as_filter, label_of

ONE_OF = ("since", "before")  # filters of which the last one said counts


class ScopeChoice(QObject):
    """Paths of folders and files, and filters as they are typed ("type:pdf"); none means everything."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[str] = []

    @property
    def entries(self) -> list[str]:
        """Paths and filters, in the order in which they were chosen."""
        return list(self._entries)

    @property
    def paths(self) -> list[str]:
        """The paths alone."""
        return [entry for entry in self._entries if as_filter(entry) is None]

    def add(self, entry: str) -> None:
        if entry not in self._entries:
            filter_ = as_filter(entry)
            if filter_ and filter_.name in ONE_OF:
                self._entries = [old for old in self._entries if not old.startswith(f"{filter_.name}:")]
            self._entries.append(entry)
            self.changed.emit()

    def remove(self, entry: str) -> None:
        if entry in self._entries:
            self._entries.remove(entry)
            self.changed.emit()

    def set_paths(self, entries: Sequence[str]) -> None:
        """Replace the whole choice, paths and filters."""
        if list(entries) != self._entries:
            self._entries = list(dict.fromkeys(entries))
            self.changed.emit()

    @property
    def summary(self) -> str:
        """Return it in a few words: "Everything", or the names."""
        if not self._entries:
            return "Everything"
        names = [label_of(entry) for entry in self._entries]
        return ", ".join(names) if len(names) <= 2 else f"{names[0]} and {len(names) - 1} more"
