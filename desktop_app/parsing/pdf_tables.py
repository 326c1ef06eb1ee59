"""Finds tables on a PDF page: rows that follow each other and whose cells stand in columns.

A PDF draws no tables, only words in places, so this is a judgement: at least three rows of
at least two cells, with an empty strip between the columns through all rows. Running text
with wide spaces has no such strip; a list with hanging numbers does, and is left alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from desktop_app.parsing.pdf_characters import WIDE_GAP, Run
from desktop_app.parsing.pdf_lines import TextLine
from desktop_app.sentences import CELL_SEPARATOR, cells_of

MIN_ROWS = 3
MIN_ROWS_OF_NARROW_COLUMNS = 5
NARROW_GAP = 0.8  # of the font size; a space of a typewriter's font has 0.6
LABEL = 60  # characters; a longer cell is no column's name
_HANGING = re.compile(r"[(\[]?[\w.]{0,6}[)\].:]?|\W")
_FIGURE = re.compile(r"[\s$€£(+\-]*\d[\d.,:%\s)\-/]*")

Interval = tuple[float, float]


def find_tables(lines: Sequence[TextLine]) -> Iterator[tuple[int, int]]:
    """Yield where tables begin and end (exclusive) in `lines`, and put cell borders into those lines."""
    begin = 0
    while begin < len(lines):
        end = begin
        columns: list[Interval] = []
        while end < len(lines) and (joined := _joined_columns(columns, lines, begin, end)):
            columns, end = joined, end + 1
        if end - begin >= MIN_ROWS and not _is_list(lines[begin:end], columns):
            columns = _narrow_columns(lines[begin:end], columns)
            for line in lines[begin:end]:
                _separate_cells(line, columns)
            yield begin, end
        begin = max(end, begin + 1)


def has_header(rows: Sequence[TextLine]) -> bool:
    """Whether the first row names the columns: words in it, and figures somewhere below."""
    first, *rest = [[cell.strip() for cell in cells_of(row.text)] for row in rows]
    names = [cell for cell in first if cell]
    if len(names) < 2 or any(_FIGURE.fullmatch(cell) or len(cell) > LABEL for cell in names):
        return False
    return any(_FIGURE.fullmatch(cell) for row in rest for cell in row if cell)


def _joined_columns(columns: list[Interval], lines: Sequence[TextLine], begin: int, end: int) -> list[Interval]:
    """Return the columns with the cells of one more row, empty where it doesn't belong to the table."""
    line = lines[end]
    cells = _cells(line)
    if len(cells) < 2 or not all(run.is_upright for run in line.runs):
        return []
    if end > begin:
        last = lines[end - 1]
        if not last.top < line.top < last.bottom + 3 * last.size:
            return []
    joined = _union([*columns, *cells])
    return joined if len(joined) >= max(2, len(columns) - 1) else []


def _cells(line: TextLine) -> list[Interval]:
    """Return the extents of a line's cells: runs with no wide gap between them are one cell."""
    cells: list[Interval] = []
    for run in line.runs:
        if cells and run.left - cells[-1][1] < WIDE_GAP * run.size:
            cells[-1] = (cells[-1][0], max(cells[-1][1], run.right))
        else:
            cells.append((run.left, run.right))
    return cells


def _union(intervals: Sequence[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for left, right in sorted(intervals):
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged


def _is_list(lines: Sequence[TextLine], columns: Sequence[Interval]) -> bool:
    """Two columns of which the first holds only numbers or bullets that hang before a text."""
    return len(columns) == 2 and all(
        _HANGING.fullmatch(line.runs[0].text) and not line.runs[0].text.isalpha() for line in lines
    )


def _narrow_columns(lines: Sequence[TextLine], columns: list[Interval]) -> list[Interval]:
    """Find columns that stand closer to each other, by the strips that all rows below the first leave empty.

    Splits the runs that cross such a strip. Few rows leave strips by chance, so they are not searched.
    """
    if len(lines) < MIN_ROWS_OF_NARROW_COLUMNS:
        return columns
    gap = NARROW_GAP * min(line.size for line in lines)
    runs = [run for line in lines[1:] for run in line.runs]
    words = [(run.edges[at.start()], run.edges[at.end()]) for run in runs for at in _words(run)]
    found: list[Interval] = []
    for left, right in _union(words):
        if found and left - found[-1][1] < gap:
            found[-1] = (found[-1][0], right)
        else:
            found.append((left, right))
    if len(found) <= len(columns):
        return columns
    for line in lines:
        line.runs = [part for run in line.runs for part in _split(run, found)]
        line.separators = ["", *(" " for _ in line.runs[1:])]
    return found


def _words(run: Run) -> Iterator[re.Match[str]]:
    return re.finditer(r"\S+", run.text)


def _split(run: Run, columns: Sequence[Interval]) -> Iterator[Run]:
    """Yield a run's parts, one for each column in which it has words."""
    begin, end, place = 0, 0, -1
    for at in _words(run):
        column = _column_of(run.edges[at.start()], columns)
        if place not in (-1, column):
            yield replace(run, text=run.text[begin:end], edges=run.edges[begin : end + 1])
            begin = at.start()
        place, end = column, at.end()
    yield replace(run, text=run.text[begin:end], edges=run.edges[begin : end + 1])


def _column_of(left: float, columns: Sequence[Interval]) -> int:
    return next((number for number, (_, right) in enumerate(columns) if left <= right), len(columns) - 1)


def _separate_cells(line: TextLine, columns: Sequence[Interval]) -> None:
    place = 0
    for index, run in enumerate(line.runs):
        column = _column_of(run.left, columns)
        if column != place:
            line.separators[index] = CELL_SEPARATOR * (column - place)
        place = column
    line.tail = (CELL_SEPARATOR * (len(columns) - 1 - place)).rstrip()
