"""The Settings card that says what this Carrel is made of, and under which licences."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QTreeWidget, QTreeWidgetItem

from desktop_app import __version__
from desktop_app.licences import Part, parts, text_folders
from desktop_app.ui.context import WindowContext
from desktop_app.ui.sentences import counted
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.plain import plainly

HEIGHT = 60 * STEP


class AboutBox(Card):
    """The list is read when it is asked for: hundreds of packages are looked at."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(name="About")
        self._context = context
        self.column.addWidget(Label("About", kind="heading"))
        self.column.addWidget(
            Label(
                f"Carrel {__version__}, under the Apache License 2.0. It is made of parts of many authors.", tone="dim"
            )
        )
        self.button = Button("Show parts and licences", self._on_show_clicked)
        self.column.addSpacing(STEP)
        buttons = QHBoxLayout()
        buttons.addWidget(self.button)
        buttons.addStretch()
        self.column.addLayout(buttons)
        self.list = QTreeWidget()
        self.list.setAccessibleName("Parts and licences")
        self.list.header().setAccessibleName("Columns of the parts")
        self.list.setHeaderLabels(["Part", "Version", "Licence"])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setFixedHeight(HEIGHT)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.itemActivated.connect(self._on_part_activated)
        self.list.hide()
        self.column.addWidget(self.list)

    def _on_show_clicked(self) -> None:
        if self.list.isHidden() and not self.list.topLevelItemCount():
            self._fill()
        self.list.setVisible(self.list.isHidden())
        self.button.setText("Show parts and licences" if self.list.isHidden() else "Hide parts and licences")

    def _fill(self) -> None:
        listed = parts()
        for part in listed:
            item = QTreeWidgetItem([part.name, part.version, part.licence])
            item.setToolTip(2, plainly(part.licence))
            item.setData(0, Qt.ItemDataRole.UserRole, _text_of(part))
            self.list.addTopLevelItem(item)
        header = self.list.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setHeaderLabels([counted(len(listed), "part").capitalize(), "Version", "Licence"])

    def _on_part_activated(self, item: QTreeWidgetItem) -> None:
        file = item.data(0, Qt.ItemDataRole.UserRole)
        if not file or not QDesktopServices.openUrl(QUrl.fromLocalFile(file)):
            self._context.notices.tell(f"There is no text to open for {item.text(0)} here.")


def _text_of(part: Part) -> str:
    """Return the first file with the part's licence in a bundle, else nothing."""
    texts = (folder / name for folder in text_folders() for name in part.files[:1])
    return next((str(text) for text in texts if text.is_file()), "")
