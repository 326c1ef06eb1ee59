"""Pages out of the rows of a sheet, however long: the header row stands on top of each.

Rows come one by one with their number in the sheet and only the cells that hold something,
so that a sheet of two cells that lie far apart is small.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop_app.domain import Page
from desktop_app.errors import DocumentTooLarge
from desktop_app.parsing.page_builder import PageBuilder

ROWS_A_PAGE = 500
CHARACTERS_A_PAGE = 150_000
MAX_ROW = 5_000_000  # characters; the fullest row of an honest sheet has a hundredth of that
MAX_CELLS = 5_000_000  # filled ones in one document: about a minute of work
MAX_LABEL = 80  # characters; what is longer in the first row is no name of a column
MOST_EMPTY = 100_000  # cells on a page; laying out more would be felt, and says nothing
TITLE_ROWS = 10  # so many rows with one cell each may stand above the header


@dataclass(frozen=True, slots=True)
class Row:
    """Row `number` (from 1) of a sheet: column (from 0) → text of the cells that hold any."""

    number: int
    cells: Mapping[int, str]


class CellCount:
    """Counts the filled cells of one document; beyond MAX_CELLS it is too large."""

    def __init__(self) -> None:
        self._count = 0

    def checked(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Yield `rows` that hold anything; raise DocumentTooLarge beyond the limits."""
        for row in rows:
            self._count += len(row.cells)
            if self._count > MAX_CELLS:
                raise DocumentTooLarge(
                    f"There are more than {MAX_CELLS // 1_000_000} million filled cells in it;"
                    " split it, or keep the parts that matter in a file of their own."
                )
            if sum(map(len, row.cells.values())) > MAX_ROW:
                raise DocumentTooLarge("One row of it is as long as a book; it is left unread.")
            if any(not text.isspace() for text in row.cells.values() if text):
                yield row


def sheet_pages(
    builder: PageBuilder, place: str, rows: Iterator[Row], heading: str = "", *, row_word: str = "rows"
) -> Iterator[Page]:
    """Add one sheet that stands at `place` ("sheet “Q1”"; may be empty) under its own page label."""
    batches = _batches(rows)
    first = next(batches, [])
    rest = next(batches, None)
    titles, header, body = _parted(first)
    is_long = rest is not None
    yield from builder.new_page(_label(place, first, row_word) if is_long else place, row_word)
    if heading:
        yield from builder.heading(heading, 1)
    for title in titles:
        yield from builder.paragraph(" ".join(title.cells.values()), title.number)
    yield from _add_table(builder, header, body)
    for batch in itertools.chain([rest] if rest is not None else [], batches):
        yield from builder.new_page(_label(place, batch, row_word))
        yield from _add_table(builder, header, batch)


def _add_table(builder: PageBuilder, header: Sequence[Row], body: Sequence[Row]) -> Iterator[Page]:
    rows = [*header, *body]
    yield from builder.table(_filled(header, body), has_header=bool(header), numbers=[row.number for row in rows])


def _label(place: str, batch: Sequence[Row], row_word: str) -> str:
    rows = f"{row_word} {batch[0].number}–{batch[-1].number}" if batch else ""
    return f"{place} {rows}".strip()


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    length = 0
    for row in rows:
        batch.append(row)
        length += sum(map(len, row.cells.values()))
        if len(batch) >= ROWS_A_PAGE or length > CHARACTERS_A_PAGE:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def _parted(rows: list[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """Return titles above the table, its header row (or none), and the rest."""
    widest = max((len(row.cells) for row in rows), default=0)
    start = 0
    if widest > 1:
        while start < min(TITLE_ROWS, len(rows)) and len(rows[start].cells) == 1:
            start += 1
    if start + 1 < len(rows) and _is_header(rows[start], widest):
        return rows[:start], [rows[start]], rows[start + 1 :]
    return rows[:start], [], rows[start:]


def _is_header(row: Row, widest: int) -> bool:
    """Every cell names something: it is short and holds letters, or is a year."""
    texts = [text.strip() for text in row.cells.values()]
    named = [any(map(str.isalpha, text)) or (len(text) == 4 and text.isdigit()) for text in texts]
    is_full = widest == 1 or len(texts) * 2 > widest
    return is_full and all(named) and any(map(str.isalpha, "".join(texts))) and max(map(len, texts)) <= MAX_LABEL


def _filled(header: Sequence[Row], body: Sequence[Row]) -> list[list[str]]:
    """Return the rows as lists, without the columns that are empty in all of them.

    Where that leaves far more empty cells than filled ones, also without columns that only the header names; and
    where some row is still far longer than the others, each row with nothing but its filled cells.
    """
    rows = [*header, *body]
    for shown in (rows, body):
        columns = sorted(set().union(*(row.cells for row in shown)))
        filled = sum(len(row.cells) for row in shown)
        if len(columns) * len(rows) <= max(2 * filled, MOST_EMPTY):
            return [[row.cells.get(column, "") for column in columns] for row in rows]
    return [list(row.cells.values()) for row in rows]
