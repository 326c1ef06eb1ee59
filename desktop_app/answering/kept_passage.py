"""The passage that the last answer cites, read again while the person reads the answer.

The next question of a conversation is often about the same passage. Then the model has it in its
memory already, as the first source of the next prompt, and only what is new has to be read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from desktop_app.answering.excerpt import rank_sentences
from desktop_app.chunk_parts import part_of
from desktop_app.domain import Answer, Passage, Turn
from desktop_app.sentences import split_sentences

MOST_TOKENS = 256  # of what is kept: they are read within the seconds that reading an answer takes


@dataclass(frozen=True, slots=True)
class KeptPassage:
    """The passage, and the conversation that it belongs to, the answer that cites it included."""

    history: tuple[Turn, ...]
    passage: Passage


def kept_after(history: Sequence[Turn], answer: Answer, count_tokens: Callable[[str], int]) -> KeptPassage | None:
    """Return what to keep for the question after `answer`, the quote and what stands around it; None for no quote."""
    if answer.refused or answer.stopped:
        return None
    for citation in answer.citations:
        for passage in answer.passages:
            if passage.path == citation.path and citation.quote in passage.chunk.text:
                said = Turn("user", answer.question), Turn("assistant", answer.text)
                return KeptPassage((*history, *said), _around(citation.quote, passage, count_tokens))
    return None


def leads(kept: Passage, question: str, passages: Sequence[Passage]) -> Passage | None:
    """Return the kept passage as found for `question`, if the sentence that holds most of it stands there."""
    ranked = rank_sentences(question, passages)
    if not ranked:
        return None
    best = passages[ranked[0].passage]
    sentence = best.chunk.text[ranked[0].start : ranked[0].end]
    if best.path != kept.path or sentence not in kept.chunk.text:
        return None
    return replace(best, chunk=kept.chunk, label=kept.label)


def _around(quote: str, passage: Passage, count_tokens: Callable[[str], int]) -> Passage:
    """Return as much of a passage around a quote as may be kept, in whole sentences."""
    text = passage.chunk.text
    if count_tokens(text) <= MOST_TOKENS:
        return passage
    at = text.index(quote)
    sentences = split_sentences(text)
    start, end = at, at + len(quote)
    left = MOST_TOKENS - count_tokens(quote)
    before = [span for span in reversed(sentences) if span[1] <= start]
    after = [span for span in sentences if span[0] >= end]
    while before or after:
        # What follows a sentence explains it more often than what stands before.
        is_after = bool(after) and (not before or end - at - len(quote) <= 2 * (at - start))
        span = (after if is_after else before).pop(0)
        left -= count_tokens(text[slice(*span)])
        if left < 0:
            break
        start, end = min(start, span[0]), max(end, span[1])
    return replace(passage, chunk=part_of(passage.chunk, start, end))
