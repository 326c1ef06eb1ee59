"""Where a quote stands on the drawn page: one rectangle for each of its lines.

The answer keeps them, and the window asks again where the page was read anew since.
"""

from collections.abc import Mapping, Sequence

from desktop_app.domain import Box, Line, Page, Span


def boxes_of(spans: Sequence[Span], pages: Mapping[int, Page]) -> tuple[Box, ...]:
    """Return the rectangles of `spans`, in reading order; none for a page that is missing or can't be drawn."""
    boxes = []
    for span in spans:
        page = pages.get(span.page)
        for line in page.lines if page else ():
            box = _box(span, line, page.text) if page else None
            if box:
                boxes.append(box)
    return tuple(boxes)


def _box(span: Span, line: Line, text: str) -> Box | None:
    start, end = max(span.start, line.start), min(span.end, line.end)
    while start < end and text[start : start + 1].isspace():
        start += 1
    while start < end and text[end - 1 : end].isspace():
        end -= 1
    if start >= end:
        return None
    edges = line.edges[start - line.start : end - line.start + 1]
    if not edges:
        return None
    return Box(span.page, min(edges), line.top, max(edges), line.bottom)
