"""On which line of a JSON text each name stands.

Python's reader tells no places. But outside strings, which hold no line breaks, each colon follows a name: so the
lines of the colons, in order, are those of the names as one meets them walking through the value.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

MOST_LISTS = 500_000  # each is looked through once for every list around it
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*+"')


class Thing(dict[str, Any]):
    """A JSON object that knows how many names stand in it, also in the things inside it."""

    __slots__ = ("names",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.names = len(self) + sum(count_names(one) for one in self.values() if isinstance(one, list | Thing))


def count_names(value: Any) -> int:
    """Return how many names stand in a value, however deep."""
    names = 0
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, Thing):
            names += one.names
        elif isinstance(one, list):
            stack += [below for below in one if isinstance(below, list | Thing)]
    return names


def lines_of_names(text: str) -> "array[int]":
    """Return the line (from 1) of every name in a JSON text; empty where the text is but one line."""
    lines = array("I")
    if "\n" in text.strip() and text.count("[") <= MOST_LISTS:
        for number, line in enumerate(_STRINGS.sub("", text).split("\n"), 1):
            lines.extend([number] * line.count(":"))
    return lines


class NameLines:
    """Tells lines along a walk through a value; a name's place is how many names stand before it in the text."""

    def __init__(self, value: Any, lines: Sequence[int]) -> None:
        """`value` is made of `Thing`s, and `lines` are those of all its names.

        Where a name stands twice in a thing, which leaves one of them out, no line is told.
        """
        self._lines: Sequence[int] = lines if len(lines) == count_names(value) else ()

    def __bool__(self) -> bool:
        return bool(self._lines)

    def at(self, place: int) -> int:
        """Return the line of the name at this place, 0 where none is told."""
        return self._lines[min(place, len(self._lines) - 1)] if self._lines else 0

    def of_names(self, thing: dict[str, Any], first: int) -> dict[str, int]:
        """Return the place of each name in a thing whose first name is at `first`."""
        return dict(zip(thing, _places(thing.values(), first, 1), strict=True)) if self else dict.fromkeys(thing, 0)

    def of_items(self, values: list[Any], first: int) -> list[int]:
        """Return for each value of a list the place of the first name in it."""
        return list(_places(values, first, 0)) if self else [0] * len(values)


def _places(values: Iterable[Any], first: int, own: int) -> Iterator[int]:
    """Yield the place of each value, which is followed by its `own` names and those in it."""
    for value in values:
        yield first
        first += own + (count_names(value) if isinstance(value, list | Thing) else 0)
