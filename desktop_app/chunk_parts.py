"""A part of a chunk's text, and where it stands in the document's pages."""

from desktop_app.domain import Chunk, Span


def spans_within(chunk: Chunk, start: int, end: int) -> tuple[Span, ...]:
    """Return where the characters `start` to `end` of a chunk's text stand in the document's pages."""
    found = []
    offset = 0
    for span in chunk.spans:
        length = span.end - span.start
        first, last = max(start, offset), min(end, offset + length)
        if first < last:
            found.append(Span(span.page, span.start + first - offset, span.start + last - offset))
        offset += length + 1  # spans are joined by one line break
    return tuple(found)
