"""The rows of a person's file of questions or examples: JSON lines, a JSON list or CSV, each with its number."""

import codecs
import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from desktop_app.errors import BadInput

_LONGEST_CELL = 1_000_000  # characters; csv's own limit is 131,072
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OF_SPREADSHEETS = "cp1252"  # what Excel in Western Europe and America writes as "CSV", without saying so


def read_rows_text(file: Path, *, what: str, most_bytes: int) -> str:
    """Return the text of the file that `what` names. Raises BadInput where it is too large or no text.

    It is UTF-8, or what spreadsheets write: UTF-16 with its mark, and for CSV Windows' Western European.
    """
    try:
        if file.stat().st_size > most_bytes:
            raise BadInput(f"The {what} {file} is larger than {most_bytes // 2**20} MB; split the file.")
        data = file.read_bytes()
        if data.startswith(_UTF16_MARKS):
            return data.decode("utf-16")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            if file.suffix.lower() != ".csv":
                raise
            return data.decode(_OF_SPREADSHEETS)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The {what} {file} can't be read; check the path and that the file is UTF-8.") from error


def json_rows(text: str, file: Path, *, no_object: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the objects of JSON lines, or of one JSON list with their numbers in it.

    Raises BadInput; `no_object` ends the sentence where a line is none.
    """
    if (listed := _listed_objects(text)) is not None:
        yield from enumerate(listed, start=1)
        return
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


def _listed_objects(text: str) -> list[Mapping[str, Any]] | None:
    """Return the objects of a text that is one JSON list of objects, None for any other."""
    if not text.lstrip().startswith("["):
        return None
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return rows if rows and all(isinstance(row, dict) for row in rows) else None
