"""A page's layout as a compact blob: headings, tables and lines, deflated JSON."""

import json
import zlib

from desktop_app.domain import Heading, Line, Page, Place, Table

_TENTHS = 10  # positions are kept in tenths of a point: finer than any screen shows


def pack_layout(page: Page) -> bytes:
    layout = {
        "size": [page.width, page.height],
        "headings": [[h.offset, h.level, h.text] for h in page.headings],
        "tables": [[t.start, t.end, t.header_end] for t in page.tables],
        "lines": [
            [line.start, line.end, line.top, line.bottom, [round(edge * _TENTHS) for edge in line.edges]]
            for line in page.lines
        ],
        "counted": page.counted,
        "places": [[place.offset, place.number] for place in page.places],
    }
    return zlib.compress(json.dumps(layout, separators=(",", ":")).encode(), 1)


def unpack_page(number: int, label: str, text: str, layout: bytes) -> Page:
    """Rebuild the page that `pack_layout` was given."""
    stored = json.loads(zlib.decompress(layout))
    width, height = stored["size"]
    return Page(
        number=number,
        text=text,
        label=label,
        headings=tuple(Heading(*entry) for entry in stored["headings"]),
        tables=tuple(Table(*entry) for entry in stored["tables"]),
        lines=tuple(
            Line(start, end, top, bottom, tuple(edge / _TENTHS for edge in edges))
            for start, end, top, bottom, edges in stored["lines"]
        ),
        width=width,
        height=height,
        places=tuple(Place(*entry) for entry in stored.get("places", ())),  # older libraries have none
        counted=stored.get("counted", ""),
    )
