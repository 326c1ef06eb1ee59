"""The words that a chat model is given, within its budget of tokens.

The one place that knows the format, which adapters are trained on and which therefore stays
as it is. One user turn:

    Answer the question from the sources. If they do not hold the answer, say: Not in your documents.

    [1] Title › Heading: text of the first source

    [2] ...

    Question: ...

and the assistant's turn: a short exact answer followed by the number of its source,
"The League of Augsburg [1].", or "Not in your documents." Earlier turns of the
conversation stand before it as they were, without their numbers.

What a document says is data. Whatever in it looks like our numbers, our labels or a chat
template's own tokens is made harmless here, and only here: quotes come from the documents.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop_app.answering.chat_model import ChatModel
from desktop_app.answering.excerpt import excerpts
from desktop_app.answering.kept_passage import leads
from desktop_app.domain import Passage, Turn
from desktop_app.errors import QuestionTooLong

NOT_THERE = "Not in your documents."
INSTRUCTION = f"Answer the question from the sources. If they do not hold the answer, say: {NOT_THERE}"
BEGINNING = f"{INSTRUCTION}\n\n"  # of every turn that asks for an answer from documents
LEAST_ANSWER = 48  # tokens that must be left for an answer
KEPT_SHARE = 4  # of the tokens of sources, one part is for the others where an able model has read the first already
FEWEST_TOKENS = 16  # of all sources, below which a prompt is not worth writing

# Tokens of chat templates: <|im_start|>, <s>, [INST], <start_of_turn>, <<SYS>>, <｜User｜> …
_TEMPLATE_TOKEN = re.compile(
    r"<[|｜][^<>\n]{0,40}[|｜]>|</?s>|\[/?INST\]|<</?SYS>>|</?(?:start|end)_of_turn>|<(?:bos|eos|pad|unk)>",
    re.IGNORECASE,
)
_OUR_NUMBER = re.compile(r"\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
_OUR_LABEL = re.compile(r"(?im)^[ \t]*(question|answer|sources?)[ \t]*:")
_MARKER = re.compile(r" ?\[\d{1,3}\]")


@dataclass(frozen=True, slots=True)
class Reading:
    """How much a model of some size reads with profit: passages, tokens of all of them, earlier turns.

    `is_trusted` tells whether a sentence that the sources don't say may stand, without a marker.
    """

    passages: int
    tokens: int
    turns: int
    is_trusted: bool = True


@dataclass(frozen=True, slots=True)
class Prompt:
    """Turns to write from; `sources` are the passages in them, [1] first."""

    turns: tuple[Turn, ...]
    sources: tuple[Passage, ...]
    max_tokens: int


def reading_for(parameters: int, passages: int = 0) -> Reading:
    """Return how much to show a model of `parameters` weights; `passages` over 0 is the person's own choice."""
    if parameters < 500_000_000:
        reading = Reading(3, 128, 2, is_trusted=False)
    elif parameters < 2_000_000_000:
        reading = Reading(3, 700, 4)
    elif parameters < 5_000_000_000:
        reading = Reading(5, 1500, 6)
    else:
        reading = Reading(8, 2500, 10)
    if passages:
        return replace(reading, passages=passages, tokens=reading.tokens * passages // reading.passages)
    return reading


def prompt_from_documents(
    question: str,
    passages: Sequence[Passage],
    history: Sequence[Turn],
    model: ChatModel,
    reading: Reading,
    answer_tokens: int,
    kept: Passage | None = None,
) -> Prompt:
    """Return a prompt that leaves room for an answer; raise QuestionTooLong where that can't be.

    What does not fit goes in this order: earlier turns, then the sentences that matter least.
    `kept` is a passage that the model has read already, whole and as the first source.
    """
    if kept is not None and (
        prompt := _prompt_from_kept(question, passages, history, model, reading, answer_tokens, kept)
    ):
        return prompt
    turns = earlier_turns(history, reading.turns)
    room = model.context - min(answer_tokens, max(LEAST_ANSWER, model.context // 2))
    tokens = reading.tokens
    while True:
        texts = excerpts(question, passages[: reading.passages], tokens, model.count_tokens)
        shown = [(passage, text) for passage, text in zip(passages, texts, strict=False) if text]
        asked = Turn("user", _message(question, shown))
        used = model.count_prompt([*turns, asked])
        if used <= room:
            return Prompt((*turns, asked), tuple(p for p, _ in shown), min(answer_tokens, model.context - used))
        if turns:
            turns = turns[2:]
        elif tokens >= FEWEST_TOKENS:
            tokens //= 2
        else:
            raise QuestionTooLong


def beginning(kept: Passage | None) -> str:
    """Return what the next turn that asks for an answer from documents begins with."""
    return BEGINNING if kept is None else f"{BEGINNING}{_source(1, kept, kept.chunk.text)}\n\n"


def _prompt_from_kept(
    question: str,
    passages: Sequence[Passage],
    history: Sequence[Turn],
    model: ChatModel,
    reading: Reading,
    answer_tokens: int,
    kept: Passage,
) -> Prompt | None:
    """Return a prompt whose first source is `kept`; None where another one leads, or it leaves no room."""
    chosen = passages[: reading.passages]
    if (first := leads(kept, question, chosen)) is None:
        return None
    shown = [(first, kept.chunk.text)]
    if reading.is_trusted:  # a small one answers no better with more, and reading it would be most of the wait
        others = [p for p in chosen if p.path != kept.path or p.chunk.text not in kept.chunk.text]
        texts = excerpts(question, others, reading.tokens // KEPT_SHARE, model.count_tokens)
        shown += [(p, text) for p, text in zip(others, texts, strict=True) if text]
    turns = [*earlier_turns(history, reading.turns), Turn("user", _message(question, shown))]
    used = model.count_prompt(turns)
    if used > model.context - min(answer_tokens, max(LEAST_ANSWER, model.context // 2)):
        return None
    return Prompt(tuple(turns), tuple(p for p, _ in shown), min(answer_tokens, model.context - used))


def prompt_without_documents(
    question: str, history: Sequence[Turn], model: ChatModel, reading: Reading, answer_tokens: int
) -> Prompt:
    """Return the question as it was asked, after the conversation so far."""
    turns = earlier_turns(history, reading.turns)
    asked = Turn("user", harmless(question.strip()))
    room = model.context - min(answer_tokens, max(LEAST_ANSWER, model.context // 2))
    while (used := model.count_prompt([*turns, asked])) > room:
        if not turns:
            raise QuestionTooLong
        turns = turns[2:]
    return Prompt((*turns, asked), (), min(answer_tokens, model.context - used))


def earlier_turns(history: Sequence[Turn], most: int) -> list[Turn]:
    """Return the last whole exchanges, without the numbers of sources that are not shown again."""
    pairs = [
        (first, second)
        for first, second in itertools.pairwise(history)
        if first.role == "user" and second.role == "assistant"
    ]
    kept = pairs[len(pairs) - most // 2 :] if most // 2 <= len(pairs) else pairs
    return [Turn(turn.role, harmless(_MARKER.sub("", turn.text))) for pair in kept for turn in pair]


def harmless(text: str) -> str:
    """Return `text` without anything a chat template would take for the end of a turn."""
    previous = None
    while previous != text:  # "<|<|x|>|>" leaves another one behind
        previous, text = text, _TEMPLATE_TOKEN.sub(" ", text)
    return text


def _message(question: str, sources: Sequence[tuple[Passage, str]]) -> str:
    parts = [INSTRUCTION]
    parts += [_source(number, passage, text) for number, (passage, text) in enumerate(sources, 1)]
    parts.append(f"Question: {harmless(question.strip())}")
    return "\n\n".join(parts)


def _source(number: int, passage: Passage, text: str) -> str:
    place = " › ".join(dict.fromkeys(part for part in (passage.title, passage.chunk.heading) if part))
    return f"[{number}] {_data(place)}: {_data(text)}"


def _data(text: str) -> str:
    """Return a document's words as one block that can't be mistaken for the frame around it."""
    text = _OUR_NUMBER.sub(r"(\1)", harmless(text))
    text = _OUR_LABEL.sub(r"\1 -", text)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return "\n".join(line for line in lines if line)
