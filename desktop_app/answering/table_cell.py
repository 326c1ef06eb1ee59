"""The cell of a table that a question asks for: "What was the price in March?" names a column and a row.

Where the question's words name exactly one of each, nothing has to be understood, and no model can slip
into the row above. Questions that say more than that (the highest, before March) are left to it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from desktop_app.answering.citations import Cited, citing
from desktop_app.answering.markers import without_lookalikes
from desktop_app.domain import Passage
from desktop_app.sentences import CELL_SEPARATOR, cells_of
from desktop_app.terms import content_terms, terms

# Words that ask for no other cell; they may stand in no table.
_NEUTRAL = frozenset(terms("number value amount figure entry listed stated high hoch Höhe Betrag Wert Nummer"))
# Words without a subject of their own that make the cell they are said of the wrong one.
_OTHER_CELLS = re.compile(
    r"\b(?:not?|nor|neither|never|without|except|before|after|until|since|between|through|over|under|above|below|from"
    r"|more|most|fewer|less|each|all|any|both|other|than|vor|nach|bis|seit|zwischen|ohne|kein\w*|nicht|jede\w*|alle"
    r"|highest|höchst\w*|ab|avant|après|jusqu\w*|depuis|entre|sans|tous|toutes|antes|después|hasta|desde|sin|todos|todas)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\bhow (?:many|much|high)\b|\bwie ?(?:viele?|hoch)\b|\bcombien\b|\bcuánt[oa]s?\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class AskedCell:
    """The `text` of the cell; its row stands at `start` to `end` of passage `passage`'s text."""

    text: str
    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a table, at `start` to `end` of its passage's text."""

    start: int
    end: int
    cells: Sequence[str]


def asked_cell(question: str, passages: Sequence[Passage]) -> AskedCell | None:
    """Return the one cell that a question names, None where it names none, or cells that differ."""
    asked = set(content_terms(question)) - _NEUTRAL
    if len(asked) < 2 or _OTHER_CELLS.search(question):
        return None
    found = [
        cell
        for number, passage in enumerate(passages)
        if CELL_SEPARATOR in passage.chunk.text
        for cell in _cells(number, passage, asked - set(terms(f"{passage.title} {passage.chunk.heading}")), asked)
    ]
    if len({cell.text for cell in found}) != 1 or (_COUNT.search(question) and not _DIGIT.search(found[0].text)):
        return None
    return found[0]


def _cells(number: int, passage: Passage, needed: set[str], asked: set[str]) -> Iterator[AskedCell]:
    """Yield the cells of a passage's tables whose column and row hold all that is `needed` of what was `asked`."""
    for header, rows in _tables(passage.chunk.text):
        labels = [set(terms(cell)) for cell in header]
        rest = needed.difference(*labels)
        held = [(row, [set(terms(cell)) for cell in row.cells]) for row in rows]
        shares = {column: len(label & asked) / len(label) for column, label in enumerate(labels) if label & asked}
        found = [
            (shares[column], AskedCell(row.cells[column].strip(), number, row.start, row.end))
            for column in shares
            for row, in_cells in held
            if row.cells[column].strip()
            and _is_row(in_cells[:column] + in_cells[column + 1 :], rest, asked - labels[column])
        ]
        # "Price" rather than "Price last year", where the price was asked for.
        best = max((share for share, _ in found), default=0.0)
        yield from (cell for share, cell in found if share == best)


def _is_row(cells: Sequence[set[str]], rest: set[str], named: set[str]) -> bool:
    """Tell whether the cells beside the one asked for hold all the `rest` of the question, and something `named`."""
    held = set().union(*cells)
    return rest <= held and bool(held & named)


def _tables(text: str) -> Iterator[tuple[Sequence[str], list[_Row]]]:
    """Yield the cells of the header, and the rows, of what stands in `text` in so many columns."""
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append(_Row(start, start + len(line), cells_of(line)))
        start += len(line) + 1
    for columns, together in groupby(lines, key=lambda line: len(line.cells)):
        header, *rows = together
        if columns > 1 and rows:
            yield header.cells, rows


def quote_cell(passage: Passage, cell: AskedCell) -> Cited:
    """Return the cell as an answer that cites its row."""
    return citing(without_lookalikes(cell.text), passage, cell.start, cell.end)
