"""JSON and JSON Lines: lists of like things as tables, the rest as "name: value" under the names above it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from desktop_app.domain import Page
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import clean
from desktop_app.parsing.encodings import decode
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
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            # Not (quite) JSON: comments, a comma too many, cut off. The words are there all the same.
            return OpenedDocument(path.stem, 0, require_text(plain_pages(text)))
        named = value.get("title", value.get("name")) if isinstance(value, dict) else None
        title = " ".join(named.split())[:200] if isinstance(named, str) else ""
        return OpenedDocument(title or path.stem, 0, require_text(_value_pages(value)))


def _lines_pages(text: str) -> Iterator[Page]:
    values: list[Any] = []
    for line in text.split("\n"):
        if line.strip():
            try:
                values.append(json.loads(line))
            except (ValueError, RecursionError):
                values.append(line)
    yield from _value_pages(values, row_word="lines")


def _value_pages(value: Any, row_word: str = "records") -> Iterator[Page]:
    builder = PageBuilder()
    if isinstance(value, list) and (columns := _columns(value)):
        yield from sheet_pages(builder, "", CellCount().checked(_rows(value, columns)), row_word=row_word)
    else:
        yield from _add(value, "", 0, builder)
    yield from builder.finish()


def _rows(values: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[Row]:
    yield Row(1, dict(enumerate(columns)))
    for number, value in enumerate(values, 1):
        yield Row(number, {place: _written(value.get(name)) for place, name in enumerate(columns)})


def _columns(values: Sequence[Any]) -> list[str]:
    """Return the names that the things in a list share; empty where they make no table."""
    if len(values) < 2 or not all(isinstance(value, dict) for value in values):
        return []
    names = list(dict.fromkeys(name for value in values for name in value))
    is_flat = all(_is_simple(one) for value in values for one in value.values())
    return names if is_flat and 1 < len(names) <= MAX_COLUMNS and all(map(str.strip, names)) else []


def _add(value: Any, name: str, depth: int, builder: PageBuilder) -> Iterator[Page]:
    if depth > MAX_DEPTH:
        yield from builder.paragraph(_line(name, _words_below(value)))
    elif isinstance(value, dict):
        yield from _add_thing(value, name, depth, builder)
    elif isinstance(value, list):
        yield from _add_list(value, name, depth, builder)
    else:
        yield from builder.paragraph(_line(name, _written(value)))


def _add_thing(thing: Mapping[str, Any], name: str, depth: int, builder: PageBuilder) -> Iterator[Page]:
    """Add the values of one thing as a paragraph, then what is inside it under its name."""
    if name and thing:
        yield from builder.heading(name, min(depth, HEADING_LEVELS))
    simple, nested = _flattened(thing)
    yield from builder.verbatim("\n".join(_line(one, text) for one, text in simple if text))
    for below, value in nested:
        yield from _add(value, below, depth + 1, builder)


def _add_list(values: Sequence[Any], name: str, depth: int, builder: PageBuilder) -> Iterator[Page]:
    if columns := _columns(values):
        yield from builder.heading(name, min(max(depth, 1), HEADING_LEVELS))
        rows = [list(columns), *([_written(value.get(column)) for column in columns] for value in values)]
        yield from builder.table(rows, has_header=True)
    elif all(_is_simple(value) for value in values):
        yield from builder.paragraph(_line(name, _written(values)))
    else:
        yield from builder.heading(name, min(max(depth, 1), HEADING_LEVELS))
        for value in values:
            yield from _add(value, "", depth + 1, builder)


def _flattened(thing: Mapping[str, Any]) -> tuple[list[tuple[str, str]], list[tuple[str, Any]]]:
    """Part a thing into simple values, also those of things inside it that hold nothing else, and the rest."""
    simple: list[tuple[str, str]] = []
    nested: list[tuple[str, Any]] = []
    for name, value in thing.items():
        if _is_simple(value):
            simple.append((name, _written(value)))
        elif isinstance(value, dict) and all(_is_simple(one) for one in value.values()):
            simple += [(f"{name} › {below}", _written(one)) for below, one in value.items()]
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
