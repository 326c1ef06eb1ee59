"""How `carrel ask` shows a table that reading every document made, while it is made and when it is there."""

import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from desktop_app.answer_table import AnswerTable, RowState, TableGrown
from desktop_app.cli.output import Output
from desktop_app.domain import Answer
from desktop_app.table_export import STATES, write_table

NARROW, WIDEST_LABEL = 40, 34  # columns of the terminal


def show_progress(grown: TableGrown, output: Output) -> None:
    """Tell how many of the files are read, and how long the others take."""
    unreadable = f", {grown.unreadable} unreadable" if grown.unreadable else ""
    left = (
        "" if grown.seconds_left is None else f", about {time.strftime('%M:%S', time.gmtime(grown.seconds_left))} left"
    )
    output.progress(f"read {grown.read} of {grown.documents} files{unreadable}, {grown.found} found{left}")


def follow(ask: Callable[[Callable[[], bool]], Iterator[object]], output: Output) -> Answer:
    """Return the answer that ends the events of `ask`, which is given what tells whether to stop.

    While every document is read the first Ctrl-C only stops that, and the table so far is the answer.
    """
    stopped = Event()
    reads_every = False
    with ExitStack() as until_then:
        for event in ask(stopped.is_set):
            if isinstance(event, TableGrown):
                if not reads_every:
                    until_then.enter_context(_stopping_quietly(stopped))
                    reads_every = True
                show_progress(event, output)
            elif isinstance(event, Answer):
                return event
    raise AssertionError("an answer always ends with the answer")


@contextmanager
def _stopping_quietly(stopped: Event) -> Iterator[None]:
    def on_interrupt(_signal: int, _frame: object) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def table_as_json(table: AnswerTable) -> dict[str, Any]:
    """Return what the summary says of a table; its rows are lines of their own."""
    return {
        "heading": table.heading,
        "columns": list(table.columns),
        "documents": table.documents,
        "read": table.read,
        "unreadable": table.unreadable,
        "found": table.found,
    }


def rows_as_json(answer: Answer) -> list[dict[str, Any]]:
    """Return one object a row; a cell that says nothing is null."""
    if answer.table is None:
        return []
    citations = {citation.marker: citation for citation in answer.citations}
    rows = []
    for row in answer.table.rows:
        cells: dict[str, Any] = {}
        for column, cell in zip(answer.table.columns, row.cells, strict=True):
            citation = citations.get(cell.marker)
            cells[column] = citation and {
                "value": cell.text,
                "marker": cell.marker,
                "path": citation.path,
                "page": citation.page,
                "quote": citation.quote,
                "boxes": [[box.page, box.x0, box.y0, box.x1, box.y1] for box in citation.boxes],
            }
        rows.append({"row": row.label, "path": row.path, "state": row.state.value, "note": row.note, "cells": cells})
    return rows


def show_table(answer: Answer, output: Output) -> None:
    """Print the rows that hold something, and how many do not."""
    table = answer.table
    if table is None:
        return
    width = max(NARROW, shutil.get_terminal_size().columns)
    label = min(WIDEST_LABEL, max(len(text) for text in (table.heading, *(row.label for row in table.rows))))
    found = [row for row in table.rows if row.state is RowState.FOUND]
    if found and len(table.columns) > 1:
        output.text("  ".join([table.heading.ljust(label), *table.columns]))
    for row in found:
        cells = " | ".join(cell.text or "not found" for cell in row.cells)
        line = f"{_cut(row.label, label).ljust(label)}  {cells}"
        output.text(_cut(line, width))
    for row in table.rows:
        if row.state is RowState.UNREADABLE:
            output.text(f"{_cut(row.label, label).ljust(label)}  unreadable: {row.note}")
    for state in (RowState.NOT_FOUND, RowState.NOT_READ):
        if count := sum(row.state is state for row in table.rows):
            output.text(f"{count:,} {'file' if count == 1 else 'files'} {STATES[state]}")


def export_table(answer: Answer, file: Path, output: Output) -> None:
    """Write the table as CSV, and say so."""
    write_table(answer, file)
    output.note(f"The table is in {file}.")


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
