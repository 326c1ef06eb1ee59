"""An answer's table for other programs: CSV for spreadsheets, Markdown for a transcript.

Cells are a document's words, and a spreadsheet would run some of them: what begins like a formula
gets an apostrophe in front.
"""

import csv
import io
import re
from pathlib import Path

from desktop_app.answer_table import AnswerTable, RowState
from desktop_app.domain import Answer, Citation
from desktop_app.errors import DataUnwritable

STATES = {
    RowState.FOUND: "found",
    RowState.NOT_FOUND: "not found",
    RowState.UNREADABLE: "unreadable",
    RowState.NOT_READ: "not read",
}
LONGEST_CELL = 200  # characters of a cell in a transcript
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.,\s]+\S{0,4}$)")


def table_as_csv(answer: Answer) -> str:
    """Return one line a row: its label, path and state, then for each column value, quote and place."""
    table, citations = _table(answer), _by_marker(answer)
    text = io.StringIO()
    writer = csv.writer(text)
    columns = [name for column in table.columns for name in (column, f"{column}: quote", f"{column}: place")]
    writer.writerow([_safe(name) for name in (table.heading, "Path", "State", *columns, "Note")])
    for row in table.rows:
        cells = []
        for cell in row.cells:
            citation = citations.get(cell.marker)
            cells += [cell.text, *((" ".join(citation.quote.split()), _place(citation)) if citation else ("", ""))]
        writer.writerow([_safe(part) for part in (row.label, row.path, STATES[row.state], *cells, row.note)])
    return text.getvalue()


def write_table(answer: Answer, file: Path) -> None:
    """Write the table as CSV, replacing the file in one step; raises DataUnwritable."""
    partial = file.with_name(f".{file.name}.partial")
    try:
        # The mark at the beginning tells spreadsheets that this is UTF-8.
        partial.write_text(table_as_csv(answer), encoding="utf-8-sig", newline="")
        partial.replace(file)
    except OSError as error:
        raise DataUnwritable(f"{file} can't be written ({error.strerror}); choose another place for it.") from error


def table_as_markdown(answer: Answer) -> str:
    """Return the rows that hold something, each cell with the marker of its citation; the others in a sentence."""
    table = _table(answer)
    lines = [_markdown_row((table.heading, *table.columns)), _markdown_row(["---"] * (1 + len(table.columns)))]
    for row in table.rows:
        if row.state is RowState.FOUND:
            cells = [f"{_short(cell.text)} [{cell.marker}]" if cell.marker else "not found" for cell in row.cells]
            lines.append(_markdown_row((_short(row.label), *cells)))
    parts = ["\n".join(lines)] if table.found else []
    for state in (RowState.UNREADABLE, RowState.NOT_FOUND, RowState.NOT_READ):
        if labels := [row.label for row in table.rows if row.state is state]:
            parts.append(f"{STATES[state].capitalize()}: {', '.join(_short(label) for label in labels)}")
    return "\n\n".join(parts)


def _table(answer: Answer) -> AnswerTable:
    if answer.table is None:
        raise ValueError("the answer has no table")
    return answer.table


def _by_marker(answer: Answer) -> dict[int, Citation]:
    return {citation.marker: citation for citation in answer.citations}


def _place(citation: Citation) -> str:
    return citation.label or f"page {citation.page}"


def _safe(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _short(text: str) -> str:
    line = " ".join(text.split()).replace("|", "\\|")
    return line if len(line) <= LONGEST_CELL else line[: LONGEST_CELL - 1] + "…"


def _markdown_row(cells: "list[str] | tuple[str, ...]") -> str:
    return f"| {' | '.join(cells)} |"
