"""A part of a chunk's text, and where it stands in the document's pages."""

from dataclasses import replace

from desktop_app.domain import Chunk, Span


def part_of(chunk: Chunk, start: int, end: int) -> Chunk:
    """Return the characters `start` to `end` of a chunk's text as a chunk; its tokens are in proportion."""
    return replace(
        chunk,
        text=chunk.text[start:end],
        spans=spans_within(chunk, start, end),
        tokens=round(chunk.tokens * (end - start) / len(chunk.text)),
        repeats_header=False,
    )


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
