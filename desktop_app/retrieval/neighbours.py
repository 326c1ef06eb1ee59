"""A stage that joins what was cut: neighbours in one section that were both found, and sentences that run over.

A chunk ends where the embedder reads no further, which may be in the middle of a clause, or of
a long sentence. Found pieces of one section that follow each other become one passage, at the place of the
best one, which leaves room for others; where a passage begins or ends within a sentence, the rest of it
is fetched from its neighbour.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop_app.chunk_parts import part_of
from desktop_app.domain import Chunk, Passage, Span
from desktop_app.sentences import CELL_SEPARATOR, split_sentences

MOST_LOOKED_AT = 20
MOST_JOINED = 3  # chunks in one passage
SENTENCE_ENDS = tuple(".!?:;…。！？｡\"'”’»)]|")

Place = tuple[int, int]  # document id and ordinal of the chunk


@dataclass(frozen=True, slots=True)
class JoinNeighbours:
    """`chunk_of` returns the chunk of a document (its id) with an ordinal, None where there is none."""

    chunk_of: Callable[[int, int], Chunk | None]

    def __call__(self, question: str, passages: Sequence[Passage]) -> list[Passage]:  # noqa: ARG002 - a stage gets it
        """Return the passages with cut ones joined; scores and order of those that are left stay."""
        found = {_place(passage): passage for passage in passages[:MOST_LOOKED_AT]}
        joined = []
        for place, passage in list(found.items()):
            if place in found:
                del found[place]
                joined.append(self._whole(passage, found))
        return joined + list(passages[MOST_LOOKED_AT:])

    def _whole(self, passage: Passage, found: dict[Place, Passage]) -> Passage:
        """Return a passage with what belongs to it, which is taken out of `found`."""
        parts = [passage]
        while len(parts) < MOST_JOINED and (beside := self._beside(parts, found)):
            other = max(beside, key=lambda neighbour: neighbour.score)
            del found[_place(other)]
            parts = [*parts, other] if other.chunk.ordinal > parts[-1].chunk.ordinal else [other, *parts]
        chunks = [part.chunk for part in parts]
        chunks = [*self._before(passage, chunks[0]), *chunks, *self._after(passage, chunks[-1])]
        if len(chunks) == 1:
            return passage
        return replace(
            passage,
            chunk=_joined(chunks),
            similarity=max(part.similarity for part in parts),
            overlap=max(part.overlap for part in parts),
        )

    @staticmethod
    def _beside(parts: Sequence[Passage], found: Mapping[Place, Passage]) -> list[Passage]:
        """Return which of `found` go on before or after `parts`."""
        first, last = parts[0], parts[-1]
        before = found.get((first.document_id, first.chunk.ordinal - 1))
        after = found.get((last.document_id, last.chunk.ordinal + 1))
        beside = []
        if before and _are_one_section(before.chunk, first.chunk):
            beside.append(before)
        if after and _are_one_section(last.chunk, after.chunk):
            beside.append(after)
        return beside

    def _after(self, passage: Passage, chunk: Chunk) -> list[Chunk]:
        """Return the rest of the sentence that a chunk ends in."""
        if _ends(chunk) or not _may_run_on(chunk):
            return []
        following = self.chunk_of(passage.document_id, chunk.ordinal + 1)
        if following is None or not _is_one_sentence(chunk, following):
            return []
        start, end = split_sentences(following.text)[0]
        return [part_of(following, start, end)]

    def _before(self, passage: Passage, chunk: Chunk) -> list[Chunk]:
        """Return the beginning of the sentence that a chunk begins in."""
        if not chunk.ordinal or not _may_run_on(chunk) or chunk.repeats_header:
            return []
        before = self.chunk_of(passage.document_id, chunk.ordinal - 1)
        if before is None or _ends(before) or not _is_one_sentence(before, chunk):
            return []
        start, end = split_sentences(before.text)[-1]
        return [part_of(before, start, end)]


def _place(passage: Passage) -> Place:
    return passage.document_id, passage.chunk.ordinal


def _ends(chunk: Chunk) -> bool:
    return chunk.text.rstrip().endswith(SENTENCE_ENDS)


def _may_run_on(chunk: Chunk) -> bool:
    """Rows of a table are whole by themselves."""
    return CELL_SEPARATOR not in chunk.text


def _are_one_section(first: Chunk, second: Chunk) -> bool:
    return first.heading == second.heading and not second.repeats_header and _may_run_on(first)


def _are_one_paragraph(first: Chunk, second: Chunk) -> bool:
    """Whether only a space or a line break parts them: paragraphs are parted by an empty line."""
    if not _are_one_section(first, second):
        return False
    end, start = first.spans[-1], second.spans[0]
    if end.page == start.page:
        return 0 <= start.start - end.end <= 1
    return _runs_over_a_page(first, second)


def _is_one_sentence(first: Chunk, second: Chunk) -> bool:
    """Whether the second goes on in the first's last sentence, which has no end there."""
    if not _are_one_paragraph(first, second):
        return False
    end, start = first.spans[-1], second.spans[0]
    # Lines of verse and lists end without a stop too; what goes on begins small, or with no space before it.
    return start.start == end.end or second.text[:1].islower() or second.text[:1] in "([“„\"'’–—-"


def _runs_over_a_page(first: Chunk, second: Chunk) -> bool:
    start = second.spans[0]
    return start.page == first.spans[-1].page + 1 and not _ends(first) and second.text[:1].islower()


def _joined(chunks: Sequence[Chunk]) -> Chunk:
    """Return chunks that follow each other as one; its text is what its spans hold, joined by line breaks."""
    text, spans = chunks[0].text, list(chunks[0].spans)
    for chunk in chunks[1:]:
        end, start = spans[-1], chunk.spans[0]
        if end.page == start.page and start.start == end.end:  # cut within a word: no break belongs there
            text += chunk.text
            spans[-1:] = [Span(end.page, end.start, start.end), *chunk.spans[1:]]
        elif end.page == start.page and start.start == end.end + 1:
            text += "\n" + chunk.text
            spans[-1:] = [Span(end.page, end.start, start.end), *chunk.spans[1:]]
        else:
            text += "\n" + chunk.text
            spans += chunk.spans
    return replace(chunks[0], text=text, spans=tuple(spans), tokens=sum(chunk.tokens for chunk in chunks))
