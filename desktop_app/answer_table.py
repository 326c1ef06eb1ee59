"""A table in which every cell is a citation: what many documents say to the same questions."""

from dataclasses import dataclass
from enum import StrEnum


class RowState(StrEnum):
    """What came of one document, or of one thing that is compared."""

    FOUND = "found"  # at least one cell holds something
    NOT_FOUND = "not_found"  # read, and it does not say
    UNREADABLE = "unreadable"  # could not be read; the note says why
    NOT_READ = "not_read"  # stopped before its turn


@dataclass(frozen=True, slots=True)
class TableCell:
    """Words of a document, and the marker of the citation that holds them; empty and 0 where it says nothing."""

    text: str = ""
    marker: int = 0


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line; `path` is the document's, empty where the rows are not documents."""

    label: str
    path: str
    cells: tuple[TableCell, ...]
    state: RowState
    note: str = ""


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """`heading` is above the labels of the rows, `columns` above their cells.

    Of `documents` in scope `read` were looked at, of which `unreadable` could not be read.
    """

    heading: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    documents: int
    read: int
    unreadable: int

    @property
    def found(self) -> int:
        """How many rows hold something."""
        return sum(row.state is RowState.FOUND for row in self.rows)


@dataclass(frozen=True, slots=True)
class TableGrown:
    """News of a table that is being made: its rows so far are these after those told before.

    `seconds_left` is None until it can be told honestly.
    """

    heading: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    documents: int
    read: int
    unreadable: int
    found: int
    seconds_left: float | None = None
