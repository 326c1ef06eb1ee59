"""What happens while a question is answered, the same for every way of answering it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from desktop_app.answering.markers import MarkerFilter
from desktop_app.answering.prompt_progress import PromptProgress
from desktop_app.answering.writing import Writing
from desktop_app.domain import AdapterUse, Answer, Passage

SHOWN_PASSAGES = 6  # kept with the answer, read by the model or not


@dataclass(frozen=True, slots=True)
class PassagesReady:
    """What retrieval found, before anything is written."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """More of the answer, without markers; the Answer's text replaces it all."""

    text: str


AnswerEvent = PassagesReady | PromptProgress | Piece | Answer


def as_written(writing: Writing) -> Iterator[PromptProgress | Piece]:
    """Run `writing` to its end; yield how far the prompt is read, and the text as it comes, no half markers in it."""
    shown = MarkerFilter()
    for event in writing.events():
        if isinstance(event, PromptProgress):
            yield event
        elif piece := shown.feed(event):
            yield Piece(piece)
    if rest := shown.finish():
        yield Piece(rest)


def with_figures(answer: Answer, writing: Writing, begun: float) -> Answer:
    """Return the answer with what writing it cost; `begun` is the clock's time of the question."""
    return replace(
        answer,
        first_token_ms=(writing.first_at - begun) * 1000 if writing.first_at else 0.0,
        prompt_tokens=writing.prompt_tokens,
        generated_tokens=writing.generated_tokens,
        tokens_per_second=writing.tokens_per_second,
    )


def written_by(answer: Answer, model: str, adapters: Sequence[AdapterUse]) -> Answer:
    """Return the answer with the model and the adapters that wrote it."""
    strengths = {use.strength for use in adapters}
    return replace(
        answer,
        model=model,
        adapter=" + ".join(use.name for use in adapters) or None,
        strength=strengths.pop() if len(strengths) == 1 else None,
        adapters=tuple(adapters),
    )
