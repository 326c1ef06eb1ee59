"""The columns of a table in running text: how far each separator is pushed so that cells stand below each other.

The text stays as it is, so that what is selected, marked and copied is the text of the page.
"""

from collections.abc import Callable, Iterator

from desktop_app.sentences import CELL_BORDER, CELL_SEPARATOR, cells_of

MOST_CELLS = 3_000  # of a table; laying out more would be felt


def separators(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of what stands between two cells."""
    for edge in CELL_BORDER.finditer(text):
        yield edge.span()


def column_gaps(text: str, width_of: Callable[[str], float], room: float) -> list[tuple[int, float]]:
    """Return for the separators of a table (its rows, one a line) their place and the gap to add before them.

    Empty where the table is wider than `room`, or so long that it is left as it is.
    """
    rows = [cells_of(line) for line in text.split("\n")]
    if sum(map(len, rows)) > MOST_CELLS:
        return []
    columns = [0.0] * max(map(len, rows), default=0)
    widths = [[width_of(cell) for cell in row] for row in rows]
    for row in widths:
        for place, width in enumerate(row):
            columns[place] = max(columns[place], width)
    if sum(columns) + width_of(CELL_SEPARATOR) * (len(columns) - 1) > room:
        return []
    gaps: list[tuple[int, float]] = []
    start = 0
    for line, row in zip(text.split("\n"), widths, strict=True):
        edges = [edge for edge, _ in separators(line)]
        gaps += [(start + edge, columns[place] - row[place]) for place, edge in enumerate(edges)]
        start += len(line) + 1
    return gaps
