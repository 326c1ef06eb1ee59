"""Which approach suits someone who has no question set yet: what they say, what can be seen, and reasons both ways.

Rules that people in the field agree on (documents for what is true and changes, training for
how it is said), each a function that adds its reasons; looks at nothing itself. To add a
consideration: one function in _CONSIDERATIONS.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from desktop_app.domain import Approach

FEW_EXAMPLES, GOOD_EXAMPLES = 50, 300
BUSY_SHARE = 0.05  # of documents changed within a month that makes knowledge a changing one
LITTLE_MEMORY = 4_000_000_000  # bytes, in all
FEW_CORES = 4


class Changes(StrEnum):
    """How often what the answers rest on changes; UNSURE leaves it to what the folders show."""

    OFTEN = "often"
    SELDOM = "seldom"
    UNSURE = "unsure"


class Wish(StrEnum):
    """What the model lacks: to know something, or to say it in a certain way."""

    FACTS = "facts"
    FORM = "form"
    BOTH = "both"


class Pace(StrEnum):
    """How soon the first word must come."""

    AT_ONCE = "at once"
    SECONDS = "seconds"


class Step(StrEnum):
    """What to do next; each is something that Carrel does itself."""

    WATCH = "watch"
    TRAIN = "train"
    TRY = "try"


@dataclass(frozen=True, slots=True)
class Needs:
    """What the person says; `examples` are good pairs of question and answer that they have elsewhere."""

    changes: Changes = Changes.UNSURE
    wish: Wish = Wish.FACTS
    examples: int = 0
    sources: bool = True
    pace: Pace = Pace.SECONDS


@dataclass(frozen=True, slots=True)
class Seen:
    """What the machine shows. `changed` is the share of documents that changed within the last month."""

    folders: int = 0
    documents: int = 0
    changed: float = 0.0
    approved: int = 0
    adapters: int = 0
    memory_bytes: int = 0
    cores: int = 0
    gpu: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """The approach to begin with, why and why not, and what to do next, the first thing first."""

    approach: Approach
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(slots=True)
class _Scales:
    """Points for reading documents and for training, and the sentences that speak for and against each."""

    documents: int = 0
    adapter: int = 0
    for_documents: list[str] = field(default_factory=list)
    against_documents: list[str] = field(default_factory=list)
    for_adapter: list[str] = field(default_factory=list)
    against_adapter: list[str] = field(default_factory=list)


def advise(needs: Needs, seen: Seen) -> Advice:
    """Weigh everything and recommend one approach."""
    scales = _Scales()
    for consider in _CONSIDERATIONS:
        consider(needs, seen, scales)
    approach = _choose(needs, scales)
    reasons, doubts = _reasons(approach, scales)
    return Advice(approach, tuple(reasons), tuple(doubts), _steps(approach, needs, seen))


def _change(needs: Needs, seen: Seen, scales: _Scales) -> None:
    seen_busy = seen.documents > 0 and seen.changed >= BUSY_SHARE
    if needs.changes is Changes.OFTEN or (needs.changes is Changes.UNSURE and seen_busy):
        scales.documents += 2
        scales.adapter -= 1
        shown = f" ({seen.changed * 100:.0f} % of your documents changed within a month)" if seen_busy else ""
        scales.for_documents.append(f"What changes is read again by itself{shown}.")
        scales.against_adapter.append("What changes would have to be trained again each time.")
    elif needs.changes is Changes.SELDOM:
        scales.adapter += 1
        scales.for_adapter.append("What you need seldom changes, so training lasts.")


def _wish(needs: Needs, _seen: Seen, scales: _Scales) -> None:
    if needs.wish is not Wish.FORM:
        scales.documents += 2
        scales.for_documents.append("Facts are found in your files and quoted word for word.")
    if needs.wish is not Wish.FACTS:
        scales.adapter += 2
        scales.for_adapter.append("Tone and format are what training teaches best.")
    if needs.wish is Wish.FACTS:
        scales.adapter -= 2
        scales.against_adapter.append("An adapter learns how to answer; facts it has read once it remembers wrongly.")
    if needs.wish is Wish.FORM:
        scales.documents -= 1
        scales.against_documents.append("Documents change what the model knows, hardly how it sounds.")


def _sources(needs: Needs, _seen: Seen, scales: _Scales) -> None:
    if needs.sources:
        scales.documents += 2
        scales.for_documents.append("Every answer shows the page it comes from.")
        scales.against_adapter.append("What an adapter has learnt has no page to show.")


def _examples(needs: Needs, seen: Seen, scales: _Scales) -> None:
    count = needs.examples + seen.approved
    known = f"{count} good examples" + (f" ({seen.approved} of them approved in Carrel)" if seen.approved else "")
    if count >= GOOD_EXAMPLES:
        scales.adapter += 2
        scales.for_adapter.append(f"{known} are enough to learn from.")
    elif count >= FEW_EXAMPLES:
        scales.for_adapter.append(f"{known} are enough to try; {GOOD_EXAMPLES} would be better.")
    else:
        scales.adapter -= 2
        scales.against_adapter.append(f"{known} are too few to learn from; gather {FEW_EXAMPLES} at least.")


def _pace(needs: Needs, seen: Seen, scales: _Scales) -> None:
    if needs.pace is Pace.AT_ONCE:
        scales.documents -= 1
        scales.adapter += 1
        slow = "" if seen.gpu else f" on {seen.cores} cores" if seen.cores else ""
        scales.against_documents.append(f"Passages have to be read before the first word, which takes a moment{slow}.")
        scales.for_adapter.append("With an adapter nothing has to be read first: the first word comes sooner.")


def _machine(_needs: Needs, seen: Seen, scales: _Scales) -> None:
    if seen.gpu:
        scales.for_adapter.append(f"Training is quick here ({seen.gpu}).")
    elif seen.memory_bytes and seen.memory_bytes < LITTLE_MEMORY:
        scales.adapter -= 2
        scales.against_adapter.append(f"{seen.memory_bytes / 1e9:.0f} GB of memory are too little to train in comfort.")
    elif seen.cores and seen.cores < FEW_CORES:
        scales.against_adapter.append(f"Without a graphics card, training on {seen.cores} cores takes an hour or more.")


_CONSIDERATIONS: tuple[Callable[[Needs, Seen, _Scales], None], ...] = (
    _wish, _change, _sources, _examples, _pace, _machine,
)  # fmt: skip


def _choose(needs: Needs, scales: _Scales) -> Approach:
    if scales.documents > 0 and scales.adapter > 0:
        return Approach.BOTH
    # Sources come from documents alone, however much speaks for training.
    return Approach.ADAPTER if scales.adapter > scales.documents and not needs.sources else Approach.DOCUMENTS


def _reasons(approach: Approach, scales: _Scales) -> tuple[list[str], list[str]]:
    if approach is Approach.BOTH:
        both_ways = [*scales.against_documents, *scales.against_adapter]
        return [*scales.for_documents, *scales.for_adapter], both_ways
    if approach is Approach.ADAPTER:
        return [*scales.for_adapter, *scales.against_documents], [*scales.against_adapter, *scales.for_documents]
    return [*scales.for_documents, *scales.against_adapter], [*scales.against_documents, *scales.for_adapter]


def _steps(approach: Approach, needs: Needs, seen: Seen) -> tuple[Step, ...]:
    steps = []
    if approach is not Approach.ADAPTER and not seen.documents:
        steps.append(Step.WATCH)
    if approach is not Approach.DOCUMENTS and not seen.adapters and needs.examples + seen.approved >= FEW_EXAMPLES:
        steps.append(Step.TRAIN)
    if seen.documents or seen.adapters:
        steps.append(Step.TRY)
    return tuple(steps or [Step.WATCH])
