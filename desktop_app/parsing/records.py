"""JSON and JSON Lines: lists of like things as tables, the rest as "name: value" under the names above it.

Places are lines of the file, or the records of a list that is a table. Where all stands on one line, the names
above a value say where it is.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from desktop_app.domain import Page
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import clean
from desktop_app.parsing.encodings import decode
from desktop_app.parsing.json_lines import NameLines, Thing, lines_of_names
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.plain_text import plain_pages
from desktop_app.parsing.sheet_pages import CellCount, Row, sheet_pages
from desktop_app.parsing.source import MEGABYTE, read_whole

MAX_BYTES = 24 * MEGABYTE  # Python's values take up to 25 times as much
MAX_COLUMNS = 16  # of a table; things with more names read better one by one
MAX_DEPTH = 40  # names inside names; of what lies deeper only the words are kept
HEADING_LEVELS = 6
NUMBERS_IN_A_ROW = 12  # coordinates and measurements: more of them in a list are no text


class JsonParser:
    """One JSON value, or one on each line."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".json", ".geojson", ".jsonl", ".ndjson"})
    name: ClassVar[str] = "JSON"

    def open(self, path: Path) -> OpenedDocument:
        text = clean(decode(read_whole(path, MAX_BYTES)))
        if path.suffix.lower() in (".jsonl", ".ndjson"):
            return OpenedDocument(path.stem, 0, require_text(_lines_pages(text)))
        lines = lines_of_names(text)
        try:
            value = json.loads(text, object_pairs_hook=Thing if lines else None)
        except (ValueError, RecursionError):
            # Not (quite) JSON: comments, a comma too many, cut off. The words are there all the same.
            return OpenedDocument(path.stem, 0, require_text(plain_pages(text)))
        named = value.get("title", value.get("name")) if isinstance(value, dict) else None
        title = " ".join(named.split())[:200] if isinstance(named, str) else ""
        return OpenedDocument(title or path.stem, 0, require_text(_value_pages(value, NameLines(value, lines))))


def _lines_pages(text: str) -> Iterator[Page]:
    """Read one value a line; what is none is text."""
    values: list[Any] = []
    numbers: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            numbers.append(number)
            try:
                values.append(json.loads(line))
            except (ValueError, RecursionError):
                values.append(line)
    builder = PageBuilder(counted="lines")
    if columns := _columns(values):
        rows = CellCount().checked(_rows(values, columns, numbers))
        yield from sheet_pages(builder, "", rows, row_word="lines")
    elif all(isinstance(value, int | float) for value in values):
        yield from builder.paragraph(_written(values), 1)
    else:
        for number, value in zip(numbers, values, strict=True):
            builder.stand_at(number)
            yield from _add(value, "", 1, builder, NameLines(value, ()), 0)
    yield from builder.finish()


def _value_pages(value: Any, lines: NameLines) -> Iterator[Page]:
    builder = PageBuilder(counted="lines" if lines else "")
    if isinstance(value, list) and (columns := _columns(value)):
        rows = CellCount().checked(_rows(value, columns, range(1, len(value) + 1)))
        yield from sheet_pages(builder, "", rows, row_word="records")
    else:
        builder.stand_at(lines.at(0))
        yield from _add(value, "", 0, builder, lines, 0)
    yield from builder.finish()


def _rows(values: Sequence[Mapping[str, Any]], columns: Sequence[str], numbers: Sequence[int]) -> Iterator[Row]:
    yield Row(numbers[0], dict(enumerate(columns)))
    for number, value in zip(numbers, values, strict=True):
        yield Row(number, {place: _written(value.get(name)) for place, name in enumerate(columns)})


def _columns(values: Sequence[Any]) -> list[str]:
    """Return the names that the things in a list share; empty where they make no table."""
    if len(values) < 2 or not all(isinstance(value, dict) for value in values):
        return []
    names = list(dict.fromkeys(name for value in values for name in value))
    is_flat = all(_is_simple(one) for value in values for one in value.values())
    return names if is_flat and 1 < len(names) <= MAX_COLUMNS and all(map(str.strip, names)) else []


def _add(value: Any, name: str, depth: int, builder: PageBuilder, lines: NameLines, first: int) -> Iterator[Page]:
    """Add a value whose first name is at `first` among all names."""
    if depth > MAX_DEPTH:
        yield from builder.paragraph(_line(name, _words_below(value)))
    elif isinstance(value, dict):
        yield from _add_thing(value, name, depth, builder, lines, first)
    elif isinstance(value, list):
        yield from _add_list(value, name, depth, builder, lines, first)
    else:
        yield from builder.paragraph(_line(name, _written(value)))


def _add_thing(
    thing: dict[str, Any], name: str, depth: int, builder: PageBuilder, lines: NameLines, first: int
) -> Iterator[Page]:
    """Add the values of one thing as a paragraph, then what is inside it under its name."""
    if name and thing:
        yield from builder.heading(name, min(depth, HEADING_LEVELS))
    places = lines.of_names(thing, first)
    simple, nested = _flattened(thing, places)
    shown = [(lines.at(place), _line(one, text)) for place, one, text in simple if text]
    if lines:
        yield from builder.lines(_cleaned(shown))
    else:
        yield from builder.verbatim("\n".join(text for _, text in shown))
    for below, value in nested:
        if lines:
            builder.stand_at(lines.at(places[below]))
        yield from _add(value, below, depth + 1, builder, lines, places[below] + 1)


def _add_list(
    values: list[Any], name: str, depth: int, builder: PageBuilder, lines: NameLines, first: int
) -> Iterator[Page]:
    if all(_is_simple(value) for value in values):
        yield from builder.paragraph(_line(name, _written(values)))
        return
    yield from builder.heading(name, min(max(depth, 1), HEADING_LEVELS))
    places = lines.of_items(values, first)
    if columns := _columns(values):
        rows = [list(columns), *([_written(value.get(column)) for column in columns] for value in values)]
        numbers = [lines.at(place) for place in (places[0], *places)] if lines else None
        yield from builder.table(rows, has_header=True, numbers=numbers)
        return
    for place, value in zip(places, values, strict=True):
        if lines and isinstance(value, dict | list):
            builder.stand_at(lines.at(place))
        yield from _add(value, "", depth + 1, builder, lines, place)


def _cleaned(numbered: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return lines as `verbatim` leaves them, each with its number; what breaks in a value keeps that of its name."""
    lines = [(number, line.rstrip()) for number, text in numbered for line in clean(text).split("\n")]
    while lines and not lines[0][1]:
        lines.pop(0)
    while lines and not lines[-1][1]:
        lines.pop()
    return lines


def _flattened(
    thing: Mapping[str, Any], places: Mapping[str, int]
) -> tuple[list[tuple[int, str, str]], list[tuple[str, Any]]]:
    """Part a thing into simple values (with their places), also of things in it that hold no other, and the rest."""
    simple: list[tuple[int, str, str]] = []
    nested: list[tuple[str, Any]] = []
    for name, value in thing.items():
        if _is_simple(value):
            simple.append((places[name], name, _written(value)))
        elif isinstance(value, dict) and all(_is_simple(one) for one in value.values()):
            inner = enumerate(value.items(), places[name] + 1)
            simple += [(place, f"{name} › {below}", _written(one)) for place, (below, one) in inner]
        else:
            nested.append((name, value))
    return simple, nested


def _is_simple(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str | int | float | None) for one in value)
    return isinstance(value, str | int | float | None)


def _written(value: Any) -> str:
    if isinstance(value, list):
        if len(value) > NUMBERS_IN_A_ROW and all(isinstance(one, int | float) for one in value):
            value = value[:NUMBERS_IN_A_ROW]
        return ", ".join(text for one in value if (text := _written(one)))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _words_below(value: Any) -> str:
    """Return the names and values in what nests too deep, one after the other."""
    words: list[str] = []
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            stack += [part for name, below in reversed(one.items()) for part in (below, name)]
        elif isinstance(one, list):
            stack += reversed(one)
        else:
            words.append(_written(one))
    return " ".join(words)


def _line(name: str, text: str) -> str:
    return f"{name}: {text}" if name and text else text
