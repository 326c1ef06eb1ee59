"""From what a model wrote to an answer in which every marker is honest.

The model's own markers are hints: each sentence is given to the sources' sentences that
support it, and the marker is put there by us. A sentence that nothing supports gets none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from desktop_app.answering.claim_check import ClaimCheck, Standing
from desktop_app.answering.markers import Marked, take_markers, without_lookalikes
from desktop_app.answering.support import ENOUGH, ENOUGH_UNTRUSTED, Evidence, Support
from desktop_app.chunk_parts import spans_within
from desktop_app.domain import Citation, Passage, Span
from desktop_app.sentences import split_sentences

STRONG = ENOUGH_UNTRUSTED  # of a claim's weight; with less of it in its sources a sentence stands, and is called weak
_FULL_STOPS = ".!?…。！？｡"


@dataclass(frozen=True, slots=True)
class Cited:
    """A text whose markers are exactly the markers of `citations`, in order of first use from 1.

    `used` holds the passage of each citation. `supported` counts the sentences with a marker, `weak`
    those among them that their sources hold only in part.
    """

    text: str
    citations: tuple[Citation, ...]
    used: tuple[Passage, ...]
    sentences: int
    supported: int
    weak: int = 0


def resolve_citations(
    question: str,
    written: str,
    sources: Sequence[Passage],
    *,
    is_trusted: bool = True,
    check: ClaimCheck | None = None,
) -> Cited:
    """Return `written` with honest markers only; `sources` are the prompt's passages, [1] first.

    A sentence must share its words with what it cites; with `check` it must mean the same too. Of a model that
    `is_trusted` not, more support is asked for, and sentences that nothing supports are left out where others are
    supported.
    """
    marked = take_markers(written.strip())
    evidence = Evidence(question, sources, ENOUGH if is_trusted else ENOUGH_UNTRUSTED)
    numbers: dict[Support, int] = {}
    parts: list[str] = []
    position = supported = weak = 0
    spans = split_sentences(marked.text)
    found = [
        evidence.best(marked.text[start:end], _claimed(marked, spans, start, len(sources))) for start, end in spans
    ]
    standings = [
        _standing(marked.text[start:end], supports, sources, check, is_alone=len(spans) == 1)
        for (start, end), supports in zip(spans, found, strict=True)
    ]
    found = [[] if s is Standing.UNSUPPORTED else supports for s, supports in zip(standings, found, strict=True)]
    for (start, end), supports, standing in zip(spans, found, standings, strict=True):
        if not is_trusted and not supports and any(found):
            position = end
            continue
        weak += standing is Standing.WEAK
        supports = [replace(support, share=0.0) for support in supports]
        supported += bool(supports)
        for support in supports:
            numbers.setdefault(support, len(numbers) + 1)
        at = _place_of_marker(marked.text, start, end)
        markers = "".join(f"[{number}]" for number in sorted({numbers[support] for support in supports}))
        before, after = marked.text[start:at].rstrip(), marked.text[at:end]
        parts += [marked.text[position:start], before, f" {markers}" if markers else "", after]
        position = end
    citations = tuple(cite(number, sources[s.source], s.start, s.end) for s, number in numbers.items())
    return Cited(
        "".join(parts).strip(), citations, tuple(sources[s.source] for s in numbers), len(spans), supported, weak
    )


def _standing(
    claim: str, supports: Sequence[Support], sources: Sequence[Passage], check: ClaimCheck | None, *, is_alone: bool
) -> Standing:
    """Judge one sentence with what supports it in words, the best first."""
    if not supports:
        return Standing.UNSUPPORTED
    best = supports[0]
    if check is not None:
        quote = sources[best.source].chunk.text[best.start : best.end]
        return check.standing(claim, quote, best.share, is_alone=is_alone)
    return Standing.SUPPORTED if max(support.share for support in supports) >= STRONG else Standing.WEAK


def quote_answer(passage: Passage, start: int, end: int) -> Cited:
    """Return the characters `start` to `end` of a passage as an answer in the document's own words."""
    quote = without_lookalikes(" ".join(passage.chunk.text[start:end].split()))
    return citing(f"Closest in your documents: “{quote}”", passage, start, end)


def citing(text: str, passage: Passage, start: int, end: int) -> Cited:
    """Return an answer of one sentence, which the characters `start` to `end` of a passage hold."""
    return Cited(f"{text} [1]", (cite(1, passage, start, end),), (passage,), 1, 1)


def spans_of(passage: Passage, start: int, end: int) -> tuple[Span, ...]:
    """Return where the characters `start` to `end` of a passage's text stand in the document's pages."""
    return spans_within(passage.chunk, start, end)


def cite(marker: int, passage: Passage, start: int, end: int) -> Citation:
    """Return the characters `start` to `end` of a passage as a citation."""
    spans = spans_of(passage, start, end)
    return Citation(
        marker=marker,
        path=passage.path,
        title=passage.title,
        page=spans[0].page if spans else passage.page,
        heading=passage.chunk.heading,
        quote=passage.chunk.text[start:end],
        label=passage.label,
        spans=spans,
        modified=passage.modified,
        version=passage.version,
        versions=passage.versions,
        copies=passage.copies,
    )


def _claimed(marked: Marked, spans: Sequence[tuple[int, int]], start: int, sources: int) -> Iterable[int]:
    """The sources (from 0) that the model named for the sentence that begins at `start`.

    A marker belongs to the sentence it stands in or follows: "It rained. [1] Then…".
    """
    after = -1 if start == spans[0][0] else start
    until = min((other for other, _ in spans if other > start), default=len(marked.text) + 1)
    return [number - 1 for offset, number in marked.claims if after < offset <= until and 1 <= number <= sources]


def _place_of_marker(text: str, start: int, end: int) -> int:
    """Before the full stop, and after the last word in any case."""
    at = end
    while at > start and text[at - 1] in _FULL_STOPS:
        at -= 1
    return at if at > start else end
