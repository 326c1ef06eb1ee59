"""The table that reading every document makes, row by row, and the sentence that sums it up."""

from collections.abc import Sequence
from dataclasses import replace

from desktop_app.answer_table import AnswerTable, RowState, TableCell, TableRow
from desktop_app.answering.citations import cite
from desktop_app.answering.every_document import EveryDocumentQuestion, Kind
from desktop_app.answering.extraction import FoundValue
from desktop_app.domain import Citation

HEADING, COMPARED = "Document", "Compared"


class TableMaking:
    """Grows one row a document; `citations` are those of its cells, numbered from 1.

    `found` and `unreadable` count the rows that hold something and those that could not be read.
    """

    def __init__(self, question: EveryDocumentQuestion, documents: int) -> None:
        self._question = question
        self.documents = documents
        self.columns = tuple(wanted.label for wanted in question.wanted)
        self.rows: list[TableRow] = []
        self.citations: list[Citation] = []
        self.found = self.unreadable = 0

    def add(self, label: str, path: str, values: Sequence[FoundValue | None], note: str = "") -> int:
        """Add what one document says; return how many citations are new, the last ones, for marking."""
        before = len(self.citations)
        cells = tuple(self._cell(value) for value in values)
        is_found = any(cell.marker for cell in cells)
        self.found += is_found
        self.rows.append(TableRow(label, path, cells, RowState.FOUND if is_found else RowState.NOT_FOUND, note))
        return len(self.citations) - before

    def add_unreadable(self, label: str, path: str, reason: str) -> None:
        """Add a document that could not be read."""
        self.unreadable += 1
        self.rows.append(TableRow(label, path, self._nothing(), RowState.UNREADABLE, reason))

    def table(self, left: Sequence[tuple[str, str]] = ()) -> AnswerTable:
        """Return the table; `left` are label and path of documents that were not read any more."""
        rest = [TableRow(label, path, self._nothing(), RowState.NOT_READ) for label, path in left]
        rows = sorted(self.rows, key=_order) + rest
        return AnswerTable(HEADING, self.columns, tuple(rows), self.documents, len(self.rows), self.unreadable)

    def _cell(self, value: FoundValue | None) -> TableCell:
        if value is None:
            return TableCell()
        number = len(self.citations) + 1
        self.citations.append(cite(number, value.passage, value.quote_start, value.quote_end))
        return TableCell(value.text, number)

    def _nothing(self) -> tuple[TableCell, ...]:
        return tuple(TableCell() for _ in self.columns)


def transposed(table: AnswerTable) -> AnswerTable:
    """Return a table of documents as one whose columns are the documents, for comparing them."""
    rows = tuple(
        _compared(label, tuple(row.cells[place] for row in table.rows)) for place, label in enumerate(table.columns)
    )
    return replace(table, heading=COMPARED, columns=tuple(row.label for row in table.rows), rows=rows)


def summary(question: EveryDocumentQuestion, table: AnswerTable, *, is_stopped: bool) -> str:
    """Return what the table says in a sentence or two."""
    compares = table.heading == COMPARED
    found = table.found if not compares else 0
    readable = table.read - table.unreadable
    read = f"all {_files(readable)}" if readable == table.documents else f"{readable:,} of {_files(table.documents)}"
    if table.documents == 1:
        read = "1 file"
    parts = []
    if compares and not table.rows:
        parts.append("They name nothing in common, such as a total or a date; say what to compare in them.")
    elif compares:
        parts.append(f"{'Both' if table.documents == 2 else 'All'} documents were read; this is what they say.")
    elif question.kind is Kind.COUNT:
        parts.append(f"**{found:,}**, after reading {read}; each is listed with its words.")
    elif found:
        parts.append(f"Found in {found:,} document{'' if found == 1 else 's'}, after reading {read}.")
    else:
        parts.append(f"None says anything of it, after reading {read}.")
    if table.unreadable:
        parts.append(f"{_files(table.unreadable)} could not be read.")
    if is_stopped:
        parts.append("Stopped before the end.")
    return " ".join(parts)


def _compared(label: str, cells: tuple[TableCell, ...]) -> TableRow:
    is_found = any(cell.marker for cell in cells)
    return TableRow(label, "", cells, RowState.FOUND if is_found else RowState.NOT_FOUND)


def _files(count: int) -> str:
    return f"{count:,} file{'' if count == 1 else 's'}"


def _order(row: TableRow) -> int:
    return (RowState.FOUND, RowState.UNREADABLE, RowState.NOT_FOUND, RowState.NOT_READ).index(row.state)
