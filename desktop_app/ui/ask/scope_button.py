"""The header's scope: a pill that opens a check list of the watched folders."""

from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout

from desktop_app.folders import WatchedFolders
from desktop_app.ui.ask.pill import Pill
from desktop_app.ui.ask.scope import ScopeChoice
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.look import set_look


class ScopeButton(Pill):
    """Shows the scope and lets it be changed; `changed` when its words did."""

    changed = Signal()

    def __init__(self, scope: ScopeChoice, folders: WatchedFolders, theme: ThemeHolder) -> None:
        super().__init__("Which documents are asked", self._open_list, theme)
        self._scope, self._folders = scope, folders
        self.list: ScopeList | None = None
        scope.changed.connect(self._show_scope)
        self._show_scope()

    def _show_scope(self) -> None:
        several = f"{len(self._scope.paths)} places" if len(self._scope.paths) > 1 else ""
        paths = "\n".join(self._scope.paths)
        self.show_choice(self._scope.summary, paths or "Every watched folder is asked", several)
        self.changed.emit()

    def _open_list(self) -> None:
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
        others = [path for path in scope.paths if path not in folders]
        for path in [*folders, *others]:
            box = QCheckBox(PurePath(path).name or path)
            box.setToolTip(path)
            box.setAccessibleName(f"Ask {path}")
            box.setChecked(path in scope.paths)
            box.toggled.connect(lambda checked, path=path: scope.add(path) if checked else scope.remove(path))
            column.addWidget(box)
            self.boxes[path] = box
        text = "None ticked: everything is asked." if folders else "No folder is watched yet; add one in Library."
        column.addWidget(Label(text, kind="small"))
        self.setMinimumWidth(220)
