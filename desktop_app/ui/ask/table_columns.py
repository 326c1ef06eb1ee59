"""The columns of a table in running text: how far each separator is pushed so that cells stand below each other.

The text stays as it is, so that what is selected, marked and copied is the text of the page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from desktop_app.sentences import CELL_BORDER, CELL_SEPARATOR, cells_of

MOST_CELLS = 20_000  # of a table; laying out more would be felt (this many take a quarter of a second)
WIDEST_CELL = 1.5  # of the pane; what is longer is prose, which is read line below line


@dataclass(frozen=True, slots=True)
class Columns:
    """Where separators stand and the gap to add before each; `is_wide` where rows are longer than the pane.

    Rows of a wide table stay on one line each, and the pane scrolls sideways. There are no gaps where there are
    too many cells to lay out, or prose among them: its rows are broken into lines.
    """

    gaps: Sequence[tuple[int, float]] = ()
    is_wide: bool = False


def separators(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of what stands between two cells."""
    for edge in CELL_BORDER.finditer(text):
        yield edge.span()


def columns_of(text: str, width_of: Callable[[str], float], room: float) -> Columns:
    """Return how a table (its rows, one a line) stands in a pane that has `room` for it."""
    rows = [cells_of(line) for line in text.split("\n")]
    if sum(map(len, rows)) > MOST_CELLS:
        longest = max(text.split("\n"), key=len)
        return Columns(is_wide=width_of(longest) > room)
    columns = [0.0] * max(map(len, rows))
    widths = [[width_of(cell) for cell in row] for row in rows]
    for row in widths:
        for place, width in enumerate(row):
            columns[place] = max(columns[place], width)
    is_wide = sum(columns) + width_of(CELL_SEPARATOR) * (len(columns) - 1) > room
    if is_wide and max(columns) > WIDEST_CELL * room:
        return Columns()
    gaps: list[tuple[int, float]] = []
    start = 0
    for line, row in zip(text.split("\n"), widths, strict=True):
        edges = [edge for edge, _ in separators(line)]
        gaps += [(start + edge, columns[place] - row[place]) for place, edge in enumerate(edges)]
        start += len(line) + 1
    return Columns(gaps, is_wide)
