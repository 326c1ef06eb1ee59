"""The rows of a person's file of questions or examples: JSON lines or CSV, each with its line number."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from desktop_app.errors import BadInput

_LONGEST_CELL = 1_000_000  # characters; csv's own limit is 131,072


def json_rows(text: str, file: Path, *, no_object: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the objects of JSON lines. Raises BadInput; `no_object` ends the sentence where a line is none."""
    # Not splitlines(): JSON strings may hold U+2028 and its like, which are no line breaks here.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadInput(f"Line {number} of {file} is not JSON; mend it and try again.") from error
        if not isinstance(row, dict):
            raise BadInput(f"Line {number} of {file} is not {no_object}")
        yield number, row


def csv_rows(
    text: str, file: Path, *, any_of: frozenset[str], no_columns: str
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the rows of a CSV file that are not empty, their columns in small letters.

    Raises BadInput; `no_columns` ends the sentence where the first line names none of `any_of`.
    """
    csv.field_size_limit(_LONGEST_CELL)
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)  # spreadsheets write what their country is used to
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, restkey="", strict=True)
    try:
        reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
        if not any_of & set(reader.fieldnames):
            raise BadInput(f"Line 1 of {file} must name {no_columns}")
        for row in reader:
            if any(value for value in row.values()):
                yield reader.line_num, row
    except csv.Error as error:
        raise BadInput(f"Line {reader.line_num} of {file} is not CSV; mend its quotes and try again.") from error
