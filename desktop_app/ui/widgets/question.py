"""Asking before something is done that costs the person something."""

from PySide6.QtWidgets import QMessageBox, QWidget

from desktop_app.ui.widgets.plain import plainly


def agrees(parent: QWidget, question: str, cost: str, *, do: str, keep: str) -> bool:
    """Ask a question that says what `do` costs; closing the box means `keep`."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Carrel")
    box.setText(plainly(question))
    box.setInformativeText(plainly(cost))
    accepted = box.addButton(do, QMessageBox.ButtonRole.AcceptRole)
    kept = box.addButton(keep, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(kept)
    box.setEscapeButton(kept)
    box.exec()
    return box.clickedButton() is accepted
