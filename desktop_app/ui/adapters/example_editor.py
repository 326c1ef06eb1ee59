"""A box in which one example is written anew."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.labels import Label


class ExampleEditor(QDialog):
    """`question` and `answer` hold what the person wrote."""

    def __init__(self, parent: QWidget, question: str, answer: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Edit example")
        self.resize(150 * STEP, 100 * STEP)
        self.question, self.answer = QPlainTextEdit(question), QPlainTextEdit(answer)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(2 * STEP)
        for name, field in (("Question", self.question), ("Answer to learn", self.answer)):
            field.setAccessibleName(name)
            field.setTabChangesFocus(True)
            column.addWidget(Label(name, kind="heading"))
            column.addWidget(field, 1)
        column.addWidget(buttons)


def edited_example(parent: QWidget, question: str, answer: str) -> tuple[str, str] | None:
    """Return the question and the answer as the person wants them, None where they changed nothing."""
    editor = ExampleEditor(parent, question, answer)
    if editor.exec() != QDialog.DialogCode.Accepted:
        return None
    written = editor.question.toPlainText().strip(), editor.answer.toPlainText().strip()
    return None if written == (question.strip(), answer.strip()) else written
