"""From runs of characters to lines and paragraphs in reading order.

Files mostly draw their text in reading order, and then that order is kept: it also reads
table cells and side notes as they were written. Where it jumps about, or crosses from
column to column line by line, the order is taken from the page itself. Knows no PDFium.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from desktop_app.parsing.pdf_characters import WIDE_GAP, Run
from desktop_app.parsing.pdf_lines import TextLine
from desktop_app.parsing.pdf_tables import find_tables

COLUMN_LETTERS = 20  # median of a column's lines; shorter ones are cells of a table
COLUMN_LINES = 3
NEIGHBOURS = 12  # lines before and after that show how wide a column is
TERMINAL = (".", ":", ";", "!", "?", "”", '"', "。", "！", "？")
_BULLETS = ("•", "◦", "▪", "‣", "●", "○", "■", "♦", "➢")
_ENUMERATED = re.compile(
    r"(?:\(?(?:\d{1,3}|[ivxlc]{1,5}|[A-Za-z])[.)]|\d+(?:\.\d+)+\.?|[–—*\-]|(?:section|article|clause)\s+[\divxlc.]+)\s",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a paragraph, or the rows of a table."""

    lines: Sequence[TextLine]
    is_table: bool = False


def read_blocks(runs: Sequence[Run], width: float) -> list[Block]:
    """Return the page's lines in reading order, grouped into paragraphs and tables."""
    lines = _lines(_ordered(runs, width)) if runs else []
    blocks: list[Block] = []
    done = 0
    for begin, end in [*find_tables(lines), (len(lines), len(lines))]:
        blocks += _paragraphs(lines, done, begin)
        if begin < end:
            blocks.append(Block(lines[begin:end], is_table=True))
        done = end
    return blocks


def _paragraphs(lines: Sequence[TextLine], begin: int, end: int) -> Iterator[Block]:
    """Group the lines from `begin` to `end`; the page's other lines show how wide and how high it is set."""
    if begin == end:
        return
    pitch, right_edges = _usual_pitch(lines), _right_edges(lines)
    paragraph = [lines[begin]]
    for index in range(begin + 1, end):
        if _begins_paragraph(paragraph, lines[index], pitch, right_edges[index - 1]):
            yield Block(paragraph)
            paragraph = []
        paragraph.append(lines[index])
    yield Block(paragraph)


def _ordered(runs: Sequence[Run], width: float) -> list[Run]:
    gutter = _find_gutter(runs, width)
    backward = sum(_goes_back(first, second) for first, second in pairwise(runs))
    if backward > max(3, len(runs) // 10) or (gutter is not None and _is_interleaved(runs, gutter)):
        return _geometric(runs, width, depth=2)
    return _margins_in_place(list(runs))


def _goes_back(first: Run, second: Run) -> bool:
    """Whether the next run stands above the last one, and not in a column to its right."""
    return second.bottom < first.top and second.left < first.right


def _margins_in_place(runs: list[Run]) -> list[Run]:
    """Move a page's header to the front where it was drawn last, and a footer drawn first to the end."""
    count = len(runs)
    tail = count
    while tail > 1 and runs[tail - 1].bottom <= min(run.top for run in runs[: tail - 1]) and count - tail < 5:
        tail -= 1
    runs = runs[tail:][::-1] + runs[:tail] if tail < count else runs
    if count > 2 and runs[0].top >= max(run.bottom for run in runs[1:]):
        runs = [*runs[1:], runs[0]]
    return runs


def _find_gutter(runs: Sequence[Run], width: float) -> float | None:
    """Return the middle of an empty strip with columns of running text on both sides."""
    upright = [run for run in runs if run.is_upright]
    if len(upright) < 2 * COLUMN_LINES:
        return None
    best: tuple[int, float] | None = None
    for step in range(30, 71, 2):
        x = width * step / 100
        crossing = sum(run.left < x < run.right for run in upright)
        if best is None or crossing < best[0]:
            best = (crossing, x)
    if best is None:
        return None
    crossing, x = best
    left = [run for run in upright if run.right <= x]
    right = [run for run in upright if run.left >= x]
    if crossing > 0.4 * len(upright) or not (_is_column(left) and _is_column(right)):
        return None
    return x


def _is_column(runs: Sequence[Run]) -> bool:
    return len(runs) >= COLUMN_LINES and median(len(run.text) for run in runs) >= COLUMN_LETTERS


def _is_interleaved(runs: Sequence[Run], gutter: float) -> bool:
    """Whether the file goes from column to column line by line."""
    sides = [run.left >= gutter for run in runs if run.right <= gutter or run.left >= gutter]
    changes = sum(first != second for first, second in pairwise(sides))
    return changes > max(4, len(sides) // 5)


def _geometric(runs: Sequence[Run], width: float, depth: int) -> list[Run]:
    """Order by place: what spans the columns parts the page into bands, each read column by column."""
    gutter = _find_gutter(runs, width) if depth else None
    rows = _row_order(runs)
    if gutter is None:
        return rows
    ordered: list[Run] = []
    left: list[Run] = []
    right: list[Run] = []
    for run in rows:
        if run.left < gutter < run.right:
            ordered += [*_row_order(left), *_row_order(right), run]
            left, right = [], []
        else:
            (left if run.right <= gutter else right).append(run)
    return [*ordered, *_row_order(left), *_row_order(right)]


def _row_order(runs: Sequence[Run]) -> list[Run]:
    """Top to bottom, and left to right where runs share a row."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.top + run.bottom) / 2):
        if rows and _share_row(rows[-1][0], run):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [run for row in rows for run in sorted(row, key=lambda run: run.left)]


def _share_row(first: Run, second: Run) -> bool:
    overlap = min(first.bottom, second.bottom) - max(first.top, second.top)
    return overlap > 0.5 * max(min(first.bottom - first.top, second.bottom - second.top), 0.1)


def _lines(runs: Sequence[Run]) -> list[TextLine]:
    lines: list[TextLine] = []
    for run in runs:
        if lines and _stands_beside(lines[-1].runs[-1], run):
            lines[-1].add(run)
        else:
            lines.append(TextLine([run]))
    return lines


def _stands_beside(last: Run, run: Run) -> bool:
    """Whether a run goes on in the same row: to the right, or to the left where writing goes there."""
    if not (last.is_upright and run.is_upright and _share_row(last, run)):
        return False
    goes_left = last.edges[0] > last.edges[-1] or run.edges[0] > run.edges[-1]
    return run.left >= last.right - run.size or (goes_left and -run.size < last.left - run.right < WIDE_GAP * run.size)


def _usual_pitch(lines: Sequence[TextLine]) -> float:
    """Return the line spacing inside paragraphs, as a multiple of the font size: the tightest that is common."""
    ratios = sorted(_pitch(first, second) for first, second in pairwise(lines) if _follows(first, second))
    ratios = [ratio for ratio in ratios if 0.8 <= ratio <= 3]
    for ratio in ratios:
        alike = sum(ratio <= other <= ratio * 1.06 for other in ratios)
        if alike >= max(2, len(ratios) // 5):
            return ratio * 1.03
    return min(max(ratios[0], 1.0), 1.5) if ratios else 1.25


def _pitch(first: TextLine, second: TextLine) -> float:
    return (second.bottom - first.bottom) / max(first.size, second.size)


def _follows(first: TextLine, second: TextLine) -> bool:
    """Whether a line stands below the other in the same column."""
    return second.bottom > first.bottom and min(first.right, second.right) > max(first.left, second.left)


def _right_edges(lines: Sequence[TextLine]) -> list[float]:
    """Return, for each line, how far its neighbours in the same column reach to the right."""
    places = [(line.left, line.right) for line in lines]
    edges = []
    for index, (left, right) in enumerate(places):
        near = places[max(0, index - NEIGHBOURS) : index + NEIGHBOURS + 1]
        edges.append(max(other_right for other_left, other_right in near if other_left < right and left < other_right))
    return edges


def _begins_paragraph(paragraph: Sequence[TextLine], line: TextLine, pitch: float, right_edge: float) -> bool:
    last = paragraph[-1]
    if not (last.runs[0].is_upright and line.runs[0].is_upright):
        return True
    if not _follows(last, line):
        return not _goes_on_elsewhere(last.text, line.text)
    ratio = line.size / last.size
    if not 0.87 < ratio < 1.15 or last.is_bold != line.is_bold:
        return True
    if _pitch(last, line) > 1.25 * pitch:
        return True
    return _looks_new(paragraph, line, right_edge)


def _goes_on_elsewhere(last: str, text: str) -> bool:
    """Whether a sentence goes on at the top of the next column."""
    return len(last) >= COLUMN_LETTERS and not last.endswith(TERMINAL) and text[0].islower()


def _looks_new(paragraph: Sequence[TextLine], line: TextLine, right_edge: float) -> bool:
    """Judge lines that are spaced like one paragraph by indent, by a short last line, by a list's mark."""
    last = paragraph[-1]
    is_short = last.right < right_edge - 0.15 * max(right_edge - last.left, 1)
    is_ended = last.text.endswith(TERMINAL)
    begins = not line.text[0].islower()
    if line.text.startswith(_BULLETS):
        return True
    if len(paragraph) == 1 and is_short and last.text.isupper() and not line.text.isupper():
        return True
    if _ENUMERATED.match(line.text) and (is_ended or is_short or last.text.endswith((",", " and", " or"))):
        return True
    if is_ended and begins and is_short:
        return True
    shift = line.left - last.left
    if abs(shift) > 0.8 * line.size and is_ended and begins:
        return shift > 0 or len(paragraph) > 1
    return False
