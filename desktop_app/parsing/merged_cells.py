"""Rows of a table in which some cells are wider or higher than one, with every cell in its column."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_MERGED = 100  # columns or rows; a file may claim billions
MOST_ADDED = 2_000  # cells of one table, or as many as it has; beyond that it is taken as if none were merged


@dataclass(frozen=True, slots=True)
class Merged:
    """A cell that takes so many columns and rows."""

    text: str
    columns: int = 1
    rows: int = 1


def unmerged(rows: Sequence[Sequence[Merged]]) -> list[list[str]]:
    """Return the rows with an empty cell wherever another one reaches: its text stands where it begins."""
    cells = sum(map(len, rows))
    most = cells + max(cells, MOST_ADDED)
    found: list[list[str]] = []
    below: dict[int, int] = {}  # column → rows, this one included, that a cell above still reaches
    for row in rows:
        texts: list[str] = []
        reaching: dict[int, int] = {}
        for cell in row:
            while len(texts) in below:
                texts.append("")
            columns = min(max(cell.columns, 1), MOST_MERGED)
            reaching |= dict.fromkeys(range(len(texts), len(texts) + columns), min(cell.rows, MOST_MERGED))
            texts += [cell.text, *[""] * (columns - 1)]
        found.append(texts)
        most -= len(texts)
        if most < 0:
            return [[cell.text for cell in row] for row in rows]
        below = {column: left - 1 for column, left in {**below, **reaching}.items() if left > 1}
    return found
