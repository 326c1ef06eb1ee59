"""The left side of Compare: a new question set, which approach, and the comparisons there are."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QMenu, QVBoxLayout

from desktop_app.ui.sentences import counted
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label, SectionLabel
from desktop_app.ui.widgets.plain import plainly

WIDTH = 59 * STEP
NUMBER_ROLE = Qt.ItemDataRole.UserRole + 1


class CompareSide(QFrame):
    """`origins` are the ways to a new question set, by the words that offer them."""

    comparison_chosen = Signal(int)

    def __init__(self, origins: Mapping[str, Callable[[], None]], on_advice: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setFixedWidth(WIDTH)
        self._origins = origins
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 14, 10, 14)
        column.setSpacing(2 * STEP)
        self.new = Button("New question set…", self._open_new, kind="primary")
        column.addWidget(self.new)
        column.addWidget(Button("Which approach?", on_advice))
        column.addSpacing(STEP)
        section = SectionLabel("Question sets")
        section.setIndent(2 * STEP)
        column.addWidget(section)
        self.sets = QListWidget()
        self.sets.setAccessibleName("Earlier comparisons")
        self.sets.setWordWrap(True)  # a name is shown whole, on two lines if need be
        self.sets.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sets.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.sets.itemActivated.connect(self._on_chosen)
        self.sets.itemClicked.connect(self._on_chosen)
        self._none = Label("Your comparisons stand here.", kind="small", wraps=True)
        self._none.setIndent(2 * STEP)
        column.addWidget(self._none)
        column.addWidget(self.sets, 1)

    def new_sets(self) -> QMenu:
        """Return where a question set can come from."""
        menu = QMenu(self)
        for text, act in self._origins.items():
            menu.addAction(text).triggered.connect(lambda _checked=False, chosen=act: chosen())
        return menu

    def show_comparisons(self, comparisons: Sequence[Mapping[str, Any]], chosen: int) -> None:
        """Replace the list; `chosen` is the number of the one that is shown."""
        self.sets.clear()
        for entry in comparisons:
            item = QListWidgetItem(f"{entry['set']}, {counted(entry['questions'], 'question')}")
            when, what = entry["date"][:16].replace("T", " "), ", ".join([entry["model"], *entry["adapters"]])
            item.setToolTip(plainly(f"{when}, {what}"))
            item.setData(NUMBER_ROLE, entry["comparison"])
            self.sets.addItem(item)
        self._none.setVisible(not comparisons)
        self.select(chosen)

    def select(self, chosen: int) -> None:
        """Mark the comparison of that number."""
        for row in range(self.sets.count()):
            item = self.sets.item(row)
            item.setSelected(item.data(NUMBER_ROLE) == chosen)

    def set_running(self, running: bool) -> None:
        """While a comparison runs no other can be chosen or begun."""
        for control in (self.sets, self.new):
            control.setEnabled(not running)

    def _open_new(self) -> None:
        menu = self.new_sets()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.new.mapToGlobal(self.new.rect().bottomLeft()))

    def _on_chosen(self, item: QListWidgetItem) -> None:
        self.comparison_chosen.emit(item.data(NUMBER_ROLE))
