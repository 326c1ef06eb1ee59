"""The list that @ opens: places, kinds and dates to choose from by arrows, Enter or a click."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop_app.ui.ask.places import Proposal
from desktop_app.ui.widgets.look import set_look
from desktop_app.ui.widgets.plain import plainly

ROW = 32  # pixels
WIDTH = 360


class MentionList(QListWidget):
    """Stands above the cursor of its field; the field keeps the keyboard and passes on arrows and Enter."""

    chosen = Signal(str)

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self.setWindowFlag(Qt.WindowType.ToolTip)
        self._field = field
        set_look(self, kind="proposals")
        self.setAccessibleName("Folders, files, kinds and dates to ask")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.itemClicked.connect(self._on_clicked)
        self.hide()

    def propose(self, proposals: Sequence[Proposal], cursor: QRect) -> None:
        """Show proposals above `cursor` (in the field); hide when there are none."""
        self.clear()
        for proposal in proposals:
            item = QListWidgetItem(f"{proposal.text}   {proposal.detail}")
            item.setData(Qt.ItemDataRole.UserRole, proposal.entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{proposal.text}, {proposal.detail}")
            item.setToolTip(plainly(proposal.entry))
            self.addItem(item)
        if not proposals:
            self.hide()
            return
        self.setCurrentRow(0)
        height = len(proposals) * ROW + 10
        self.resize(WIDTH, height)
        self.move(self._field.mapToGlobal(QPoint(cursor.left(), cursor.top() - height - 6)))
        self.show()

    def take_key(self, event: QKeyEvent) -> bool:
        """Act on a key of the field; return whether it was for the list."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if (step := steps.get(Qt.Key(event.key()))) is not None:
            self.setCurrentRow((self.currentRow() + step) % self.count())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._on_clicked(self.currentItem())
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def _on_clicked(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
