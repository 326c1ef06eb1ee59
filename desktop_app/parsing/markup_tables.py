"""Tables as they are typed: the grids and simple tables of reStructuredText, and TeX's tabular."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MOST_LINES = 5000  # of one table; what goes on longer is read as it stands
MOST_COLUMNS = 100  # that a cell may claim for itself
_GRID_BORDER = re.compile(r"\+(?:[-=]+\+)+\s*")
_SIMPLE_BORDER = re.compile(r"=+(?: +=+)+\s*")
_TABULAR = re.compile(r"\\begin\{(?:tabular[x*]?|longtable|tabulary)\}")
_TABULAR_END = re.compile(r"\\end\{(?:tabular[x*]?|longtable|tabulary)\}")
_RULES = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|endhead|endfirsthead|endfoot|endlastfoot)\b|\\c(?:line|midrule)\{[^}]*\}"
)
_SEVERAL_COLUMNS = re.compile(r"\s*\\multicolumn\s*\{(\d{1,3})\}\s*\{[^{}]*\}\s*(.*)", re.DOTALL)
_SEVERAL_ROWS = re.compile(r"\\multirow\s*(?:\[[^\]]*\])?\{[^{}]*\}(?:\[[^\]]*\])?\{[^{}]*\}")
_ROW_END = re.compile(r"(?<!\\)\\\\(?:\[[^\]]{0,20}\])?|\\tabularnewline\b")
_CELL_END = re.compile(r"(?<!\\)&")
_COMMAND = re.compile(r"\\[a-zA-Z]++\*?|(?<!\\)[{}$]")
_ESCAPED = re.compile(r"\\([%&#$_{}])")


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row of a table; `at` is the number of its first line, from 1."""

    at: int
    cells: tuple[str, ...]


def rst_table(lines: Sequence[str], place: int) -> tuple[list[TypedRow], int]:
    """Return the table that begins at `lines[place]`, and where it ends; no rows where there is none."""
    line = lines[place]
    if _GRID_BORDER.fullmatch(line.strip()):
        return _grid(lines, place)
    if _SIMPLE_BORDER.fullmatch(line.rstrip()):
        return _simple(lines, place)
    return [], place


def _grid(lines: Sequence[str], place: int) -> tuple[list[TypedRow], int]:
    indent = len(lines[place]) - len(lines[place].lstrip())
    borders = [at for at, sign in enumerate(lines[place].rstrip()) if sign == "+"]
    rows: list[TypedRow] = []
    held: list[str] = []
    for number in range(place + 1, min(len(lines), place + MOST_LINES)):
        line = lines[number].rstrip()
        if not line[indent:].startswith(("|", "+")):
            return rows, number
        if line[indent:].startswith("+"):
            if not held:  # two borders, one below the other
                return rows, number
            columns = zip(*(_parted(one, borders) for one in held), strict=True)
            rows.append(TypedRow(number - len(held) + 1, tuple(" ".join(filter(None, cells)) for cells in columns)))
            held = []
        else:
            held.append(line)
    return rows, min(len(lines), place + MOST_LINES)


def _parted(line: str, borders: Sequence[int]) -> Iterator[str]:
    """Yield what stands between the borders of one line, nothing where a cell before takes several columns."""
    start = 0
    for column in range(1, len(borders)):
        if column < len(borders) - 1 and line[borders[column] : borders[column] + 1] != "|":
            continue
        yield line[borders[start] + 1 : borders[column]].strip()
        yield from [""] * (column - start - 1)
        start = column


def _simple(lines: Sequence[str], place: int) -> tuple[list[TypedRow], int]:
    starts = [found.start() for found in re.finditer(r"=+", lines[place])]
    ends: list[int | None] = [*starts[1:], None]
    rows: list[TypedRow] = []
    borders = 1
    for number in range(place + 1, min(len(lines), place + MOST_LINES)):
        line = lines[number].rstrip()
        if _SIMPLE_BORDER.fullmatch(line):
            borders += 1
            if rows and (number + 1 == len(lines) or not lines[number + 1].strip()):
                return rows, number + 1
            if not rows or borders > 2:
                break
        elif not line.strip(" -"):
            continue
        else:
            cells = tuple(line[start:end].strip() for start, end in zip(starts, ends, strict=True))
            if rows and not cells[0]:  # the row above goes on
                joined = (" ".join(filter(None, pair)) for pair in zip(rows[-1].cells, cells, strict=True))
                rows[-1] = TypedRow(rows[-1].at, tuple(joined))
            else:
                rows.append(TypedRow(number + 1, cells))
    return [], place


@dataclass(slots=True)
class TexTables:
    """Follows the lines of a TeX source: which of them are a table's, and the rows that they end."""

    _is_inside: bool = False
    _row: list[str] = field(default_factory=list)
    _at: int = 0

    def take(self, line: str, at: int) -> list[TypedRow] | None:
        """Return the rows that end in this line, None where it is none of a table's."""
        if not self._is_inside:
            begun = _TABULAR.search(line)
            if begun is None:
                return None
            self._is_inside, self._row, self._at = True, [], at
            line = _without_arguments(line[begun.end() :])
        ended = _TABULAR_END.search(line)
        self._is_inside = ended is None
        return list(self._rows(line[: ended.start()] if ended else line, at, is_last=ended is not None))

    def _rows(self, text: str, at: int, *, is_last: bool) -> Iterator[TypedRow]:
        *whole, rest = _ROW_END.split(text)
        for part in whole:
            yield from self._end_row(part, at)
        if is_last or len(self._row) > MOST_LINES:
            yield from self._end_row(rest, at)
        else:
            self._take_in(rest, at)

    def _take_in(self, text: str, at: int) -> None:
        text = _RULES.sub("", text).strip()
        if text:
            self._at = self._at if self._row else at
            self._row.append(text)

    def _end_row(self, text: str, at: int) -> Iterator[TypedRow]:
        self._take_in(text, at)
        if self._row:
            yield TypedRow(self._at, tuple(_tex_cells(" ".join(self._row))))
        self._row = []


def _tex_cells(row: str) -> Iterator[str]:
    for cell in _CELL_END.split(row):
        several = _SEVERAL_COLUMNS.fullmatch(cell)
        text = _COMMAND.sub("", _SEVERAL_ROWS.sub("", several[2] if several else cell))
        yield _ESCAPED.sub(r"\1", text).strip()
        yield from [""] * (min(int(several[1]), MOST_COLUMNS) - 1 if several else 0)


def _without_arguments(text: str) -> str:
    """Drop what stands in brackets at the beginning: the width of a table and how its columns look."""
    text = text.lstrip()
    while text.startswith(("{", "[")):
        depth = 0
        for place, sign in enumerate(text):
            depth += (sign in "{[") - (sign in "}]")
            if depth == 0:
                text = text[place + 1 :].lstrip()
                break
        else:
            return ""
    return text
