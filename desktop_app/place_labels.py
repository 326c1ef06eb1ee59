"""Where a passage stands, in its format's own terms: sheet “Q1” rows 2–9, lines 10–24, 00:12:05.

A page says where it stands as a whole (its label); some formats count more finely, and then
the page's places tell the number at any offset: it grows by one with every line break.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from desktop_app.domain import Page, Span

SECONDS = "seconds"
_WHOLE_PAGE = re.compile(r"[\s,]*\b(?:rows|lines|records) \d+–\d+$")


def place_of(page: Page, spans: Sequence[Span]) -> str:
    """Return the place of the characters of `spans` on this page, the page's own label where it knows no better."""
    own = [span for span in spans if span.page == page.number and span.end > span.start]
    if not own or not page.places:
        return page.label
    start, end = min(span.start for span in own), max(span.end for span in own)
    first = _number(page, max(start, page.places[0].offset))
    last = _number(page, end - 1)
    if end <= page.places[0].offset:
        return page.label
    if page.counted == SECONDS:
        return clock(first)
    base = _WHOLE_PAGE.sub("", page.label)
    counted = f"{page.counted} {first}–{last}" if last > first else f"{page.counted.removesuffix('s')} {first}"
    return f"{base}{' ' if base.endswith('”') else ', '}{counted}" if base else counted


def clock(seconds: int) -> str:
    """Write a time as players show it: 00:12:05."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _number(page: Page, at: int) -> int:
    place = page.places[bisect_right(page.places, at, key=lambda place: place.offset) - 1]
    return place.number if page.counted == SECONDS else place.number + page.text.count("\n", place.offset, at)
