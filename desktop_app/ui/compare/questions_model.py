"""Questions in a table, each to be approved, edited or dropped."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, Qt

from desktop_app.questions import Question
from desktop_app.ui.widgets.plain import plainly
from desktop_app.ui.widgets.row_model import Index, RowModel

QUESTION, ANSWER, SOURCE = range(3)
COLUMNS = ("Question", "Right answers, with | between them", "Where it stands")
NOT_THERE = "not in the documents"


class QuestionsModel(RowModel[tuple[Question, bool]]):
    """The tick before a question approves it; question and answers can be typed over."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)

    @property
    def approved(self) -> list[Question]:
        """The questions that are ticked, each with an id of its own."""
        chosen = [question for question, is_on in self.rows if is_on]
        return [replace(question, id=str(number)) for number, question in enumerate(chosen, start=1)]

    def show(self, questions: Sequence[Question], *, approved: bool = True) -> None:
        """Replace everything."""
        self.beginResetModel()
        self.rows = [(question, approved) for question in questions]
        self.endResetModel()

    def add(self, question: Question) -> None:
        """Put a question at the end, approved until the person drops it."""
        at = len(self.rows)
        self.beginInsertRows(QModelIndex(), at, at)
        self.rows.append((question, True))
        self.endInsertRows()

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == QUESTION:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags if index.column() == SOURCE else flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        question, is_on = self.rows[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == QUESTION:
            return Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(question, index.column(), role)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plainly(self._text(question, index.column(), role))
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        question, is_on = self.rows[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            is_on = Qt.CheckState(value) == Qt.CheckState.Checked
        elif role == Qt.ItemDataRole.EditRole and str(value).strip():
            question = _edited(question, index.column(), str(value))
        else:
            return False
        self.rows[index.row()] = question, is_on
        self.dataChanged.emit(index, index)
        return True

    def _text(self, question: Question, column: int, role: int) -> str:
        if column == QUESTION:
            return question.text
        if column == ANSWER:
            shown = " | ".join(question.answers)
            return shown or (NOT_THERE if question.unanswerable and role != Qt.ItemDataRole.EditRole else "")
        files = ", ".join(question.gold_files)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{files}\n{question.gold_quote}".strip()
        return f"{files}: “{question.gold_quote}”" if question.gold_quote else files


def _edited(question: Question, column: int, text: str) -> Question:
    if column == QUESTION:
        return replace(question, text=" ".join(text.split()))
    answers = tuple(part.strip() for part in text.split("|") if part.strip())
    if answers == (NOT_THERE,):
        return replace(question, answers=(), unanswerable=True)
    return replace(question, answers=answers, unanswerable=not answers)
