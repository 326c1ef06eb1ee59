"""The header's scope: a pill that opens a check list of the watched folders."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout

from desktop_app.filter_words import label_of
from desktop_app.folders import WatchedFolders
from desktop_app.ui.ask.pill import Pill
from desktop_app.ui.ask.scope import ScopeChoice
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.look import set_look
from desktop_app.ui.widgets.plain import plainly


class ScopeButton(Pill):
    """Shows the scope and lets it be changed; `changed` when its words did."""

    changed = Signal()

    def __init__(self, scope: ScopeChoice, folders: WatchedFolders, theme: ThemeHolder) -> None:
        super().__init__("Which documents are asked", self.open_list, theme)
        self._scope, self._folders = scope, folders
        self.list: ScopeList | None = None
        scope.changed.connect(self._show_scope)
        self._show_scope()

    def _show_scope(self) -> None:
        entries = self._scope.entries
        several = f"{len(entries)} chosen" if len(entries) > 1 else ""
        self.show_choice(self._scope.summary, "\n".join(entries) or "Every watched folder is asked", several)
        self.changed.emit()

    def open_list(self) -> None:
        """Open the check list below the pill."""
        self.list = ScopeList(self._scope, [folder.path for folder in self._folders.list()])
        self.list.adjustSize()
        corner = self.mapToGlobal(QPoint(self.width() - self.list.width(), self.height() + STEP))
        self.list.move(corner)
        self.list.show()
        self.list.setFocus()


class ScopeList(QFrame):
    """Check boxes that stay open until clicked away or closed with Esc."""

    def __init__(self, scope: ScopeChoice, folders: Sequence[str]) -> None:
        super().__init__(None, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Folders to ask")
        set_look(self, kind="notice")
        self._scope = scope
        self.boxes: dict[str, QCheckBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * STEP, 3 * STEP, 4 * STEP, 3 * STEP)
        column.setSpacing(2 * STEP)
        column.addWidget(Label("Ask only these folders", kind="heading"))
        others = [entry for entry in scope.entries if entry not in folders]
        for path in [*folders, *others]:
            box = QCheckBox(label_of(path))
            box.setToolTip(plainly(path))
            box.setAccessibleName(f"Ask {path}")
            box.setChecked(path in scope.entries)
            box.toggled.connect(lambda checked, path=path: scope.add(path) if checked else scope.remove(path))
            column.addWidget(box)
            self.boxes[path] = box
        text = "None ticked: everything is asked." if folders else "No folder is watched yet; add one in Library."
        column.addWidget(Label(text, kind="small"))
        self.setMinimumWidth(220)
