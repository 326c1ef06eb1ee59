"""Pages → chunks, along the document's structure.

A chunk never crosses a heading and never cuts a sentence or a table row, unless one alone is
longer than the embedder reads. A table's later chunks begin with its header row again. Page
borders part chunks too, except where a sentence runs on over them. Sections are cut into
chunks of about equal size, and long ones first at borders that their own words choose, so
that an edit changes the chunks around it and no others.
"""

import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from desktop_app.domain import Chunk, Page, Span, Table, embedding_text
from desktop_app.sentences import split_sentences

HEADING_SEPARATOR = " › "
HEADING_SHARE = 4  # a heading path may take a quarter of a chunk's tokens
SPECIAL_TOKENS = 2  # the embedder's own, at both ends
LONG_SECTION = 6  # in chunks; longer ones are cut at borders of their own choosing first
BORDER_EVERY = 8  # one paragraph in so many is such a border
SENTENCE_ENDS = tuple(".!?:;…。！？\"'”’»)]")


class TokenCounter(Protocol):
    """Counts the embedder's tokens, special ones left out."""

    max_tokens: int

    def count_many(self, texts: Sequence[str]) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never cut: a sentence or a table row. `opens` marks the first one of a paragraph."""

    page: int
    start: int
    end: int
    opens: bool = False
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class _Section:
    """Units under one heading path, on one page or running on over several."""

    heading: str
    units: list[_Unit]


def cut_into_chunks(pages: Sequence[Page], counter: TokenCounter) -> list[Chunk]:
    """Return the chunks of a document in reading order; empty where it has no words."""
    texts = {page.number: page.text for page in pages}
    chunks: list[Chunk] = []
    for section in _sections(pages):
        cutter = _SectionCutter(section, texts, counter)
        for spans, repeats_header in cutter.cut():
            text = "\n".join(texts[span.page][span.start : span.end] for span in spans)
            if any(character.isalnum() for character in text):
                chunks.append(Chunk(len(chunks), text, cutter.heading, spans, 0, repeats_header))
    counts = counter.count_many([embedding_text(chunk.heading, chunk.text) for chunk in chunks])
    return [
        Chunk(chunk.ordinal, chunk.text, chunk.heading, chunk.spans, tokens, chunk.repeats_header)
        for chunk, tokens in zip(chunks, counts, strict=True)
    ]


# Structure ----------------------------------------------------------------------------


def _sections(pages: Sequence[Page]) -> Iterator[_Section]:
    """Cut at headings, and at page borders unless a sentence runs on."""
    path: list[tuple[int, str]] = []
    current: list[_Unit] = []
    last_text = ""
    for page in pages:
        for heading_start, body_start, body_end in _stretches(page):
            heading = next((h for h in page.headings if h.offset == heading_start), None)
            units = list(_units(page, body_start, body_end))
            runs_on = (
                heading is None and bool(current) and bool(units) and _runs_on(last_text, page.text[units[0].start :])
            )
            if current and not runs_on:
                yield _Section(_path_text(path), current)
                current = []
            if heading is not None:
                path = [(level, text) for level, text in path if level < heading.level]
                path.append((heading.level, " ".join(heading.text.split())))
                if not units and not _has_subheading(page, heading_start):
                    # A heading with nothing below it is still something to find.
                    yield _Section(_path_text(path[:-1]), list(_units(page, heading_start, body_start)))
            current += units
            if units:
                last_text = page.text[units[-1].start : units[-1].end]
    if current:
        yield _Section(_path_text(path), current)


def _stretches(page: Page) -> Iterator[tuple[int, int, int]]:
    """Yield (start of the heading or -1, start of the body, end of the body) along a page."""
    headings = sorted(page.headings, key=lambda heading: heading.offset)
    first = headings[0].offset if headings else len(page.text)
    if first > 0:
        yield -1, 0, first
    for position, heading in enumerate(headings):
        end = headings[position + 1].offset if position + 1 < len(headings) else len(page.text)
        line_end = page.text.find("\n", heading.offset + len(heading.text))
        yield heading.offset, min(end, line_end if line_end >= 0 else end), end


def _has_subheading(page: Page, offset: int) -> bool:
    """Tell whether a deeper heading follows at once, which then speaks for this one."""
    headings = sorted(page.headings, key=lambda heading: heading.offset)
    index = next(i for i, heading in enumerate(headings) if heading.offset == offset)
    return index + 1 < len(headings) and headings[index + 1].level > headings[index].level


def _units(page: Page, start: int, end: int) -> Iterator[_Unit]:
    position = start
    for table in sorted(page.tables, key=lambda table: table.start):
        if table.end <= start or table.start >= end:
            continue
        yield from _sentences(page, position, max(position, table.start))
        yield from _rows(page, table)
        position = max(position, table.end)
    yield from _sentences(page, position, end)


def _sentences(page: Page, start: int, end: int) -> Iterator[_Unit]:
    previous_end = start
    for sentence_start, sentence_end in split_sentences(page.text[start:end]):
        absolute = start + sentence_start
        opens = "\n\n" in page.text[previous_end:absolute] or previous_end == start
        yield _Unit(page.number, absolute, start + sentence_end, opens)
        previous_end = start + sentence_end


def _rows(page: Page, table: Table) -> Iterator[_Unit]:
    position = table.start
    for line in page.text[table.start : table.end].split("\n"):
        if line.strip():
            yield _Unit(page.number, position, position + len(line), position == table.start, table)
        position += len(line) + 1


def _runs_on(before: str, after: str) -> bool:
    return not before.endswith(SENTENCE_ENDS) and after[:1].islower()


def _path_text(path: Sequence[tuple[int, str]]) -> str:
    return HEADING_SEPARATOR.join(text for _, text in path)


# Packing ------------------------------------------------------------------------------


class _SectionCutter:
    """Packs the units of one section into chunks of at most the embedder's window."""

    def __init__(self, section: _Section, texts: dict[int, str], counter: TokenCounter) -> None:
        self._texts = texts
        self._counter = counter
        window = counter.max_tokens - SPECIAL_TOKENS
        self.heading = _shorten(section.heading, window // HEADING_SHARE, counter)
        self._budget = window - (counter.count_many([self.heading])[0] if self.heading else 0)
        whole = section.units
        sized = list(zip(whole, counter.count_many([self._text(unit) for unit in whole]), strict=True))
        self._units = [piece for unit, tokens in sized for piece in self._split_long(unit, tokens)]

    def cut(self) -> Iterator[tuple[tuple[Span, ...], bool]]:
        """Yield (spans, whether the first repeats a table's header) of each chunk."""
        for stretch in self._stretches():
            # Chunks of equal size: a greedy cut leaves scraps at the end of each section. Units
            # are indivisible, so the fewest chunks may be one more than the tokens suggest.
            total = max(1, sum(tokens for _, tokens in stretch))
            wanted = math.ceil(total / self._budget)
            chunks = list(self._pack(stretch, total / wanted))
            if len(chunks) > wanted:
                chunks = list(self._pack(stretch, total / len(chunks)))
            yield from chunks

    def _pack(self, stretch: list[tuple[_Unit, int]], target: float) -> Iterator[tuple[tuple[Span, ...], bool]]:
        packed: list[_Unit] = []
        used, passed, header_tokens = 0, 0, 0
        border = target
        header: Span | None = None
        for unit, tokens in stretch:
            if packed and (used + tokens + header_tokens > self._budget or passed + tokens / 2 > border):
                yield self._spans(packed, header), header is not None
                packed, used = [], 0
                border = target * (max(1, round(passed / target)) + 1)
                header, header_tokens = self._header_for(unit)
            packed.append(unit)
            used += tokens
            passed += tokens
        if packed:
            yield self._spans(packed, header), header is not None

    def _stretches(self) -> Iterator[list[tuple[_Unit, int]]]:
        """Cut a long section at paragraphs whose own words say so: stable when others change."""
        if sum(tokens for _, tokens in self._units) <= LONG_SECTION * self._budget:
            yield self._units
            return
        stretch: list[tuple[_Unit, int]] = []
        for unit, tokens in self._units:
            if stretch and unit.opens and zlib.crc32(self._text(unit).encode("utf-8", "replace")) % BORDER_EVERY == 0:
                yield stretch
                stretch = []
            stretch.append((unit, tokens))
        yield stretch

    def _header_for(self, unit: _Unit) -> tuple[Span | None, int]:
        """Return the header row that a chunk beginning with `unit` repeats, and its tokens."""
        table = unit.table
        if table is None or unit.start == table.start or table.header_end <= table.start:
            return None, 0
        span = Span(unit.page, table.start, table.header_end)
        tokens = self._counter.count_many([self._texts[unit.page][span.start : span.end]])[0]
        return (span, tokens) if tokens < self._budget // 2 else (None, 0)

    def _spans(self, units: Sequence[_Unit], header: Span | None) -> tuple[Span, ...]:
        spans: list[Span] = [header] if header else []
        begin = len(spans)
        for unit in units:
            if len(spans) > begin and spans[-1].page == unit.page:
                spans[-1] = Span(unit.page, spans[-1].start, unit.end)
            else:
                spans.append(Span(unit.page, unit.start, unit.end))
        return tuple(spans)

    def _split_long(self, unit: _Unit, tokens: int) -> Iterator[tuple[_Unit, int]]:
        """Halve a unit at white space (else anywhere) until each piece fits."""
        if tokens <= self._budget or unit.end - unit.start < 2:
            yield unit, min(tokens, self._budget)
            return
        text = self._text(unit)
        middle = len(text) // 2
        space = max(text.rfind(" ", 0, middle), text.rfind("\n", 0, middle))
        cut = unit.start + (space + 1 if space > len(text) // 4 else middle)
        pieces = [
            _Unit(unit.page, unit.start, cut, unit.opens, unit.table),
            _Unit(unit.page, cut, unit.end, False, unit.table),
        ]
        for piece, count in zip(pieces, self._counter.count_many([self._text(p) for p in pieces]), strict=True):
            yield from self._split_long(piece, count)

    def _text(self, unit: _Unit) -> str:
        return self._texts[unit.page][unit.start : unit.end]


def _shorten(heading: str, limit: int, counter: TokenCounter) -> str:
    """Drop outer headings, then letters, until the path takes at most `limit` tokens."""
    parts = heading.split(HEADING_SEPARATOR)
    while heading and counter.count_many([heading])[0] > limit:
        parts = parts[1:] if len(parts) > 1 else [parts[0][: len(parts[0]) * 3 // 4]]
        heading = HEADING_SEPARATOR.join(parts)
    return heading
