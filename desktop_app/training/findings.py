"""What is noticed in examples before anything is learnt from them: one sentence each.

To notice something else: one function here that yields findings, and a line in `find_all`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from desktop_app.training.balance import LABEL_WORDS
from desktop_app.training.examples import Example
from desktop_app.training.personal_data import PersonalKind, find_personal
from desktop_app.training.similarity import folded, jaccard, shingle_sets, similar_pairs
from desktop_app.training.split import question_text

NEAR = 0.85  # Jaccard of two questions, and of their answers, from which on one teaches nothing new

CountTokens = Callable[[Example], int]

_KINDS = {
    PersonalKind.MAIL: "a mail address",
    PersonalKind.PHONE: "a phone number",
    PersonalKind.CARD: "a card number",
    PersonalKind.IBAN: "an IBAN",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one example, as a sentence.

    It `leaves_out` the example unless the person decides otherwise; where it `must` be mended, only
    an edited example can be used.
    """

    code: str
    sentence: str
    leaves_out: bool = True
    must: bool = False


def find_all(
    examples: Sequence[Example], count_tokens: CountTokens, longest: int, *, keep_personal: bool = False
) -> list[list[Finding]]:
    """Return the findings of each example; `longest` is how many tokens an example may have in all."""
    found: list[list[Finding]] = [[] for _ in examples]
    for number, example in enumerate(examples):
        if example.is_draft:
            found[number].append(Finding("draft", "A model drafted it, for you to approve."))
        found[number] += _empty(example)
        if not any(finding.must for finding in found[number]):
            found[number] += _too_long(example, count_tokens, longest)
        found[number] += _personal(example, leaves_out=not keep_personal)
    sound = [number for number in range(len(examples)) if not any(finding.must for finding in found[number])]
    for number, finding in (*_copies(examples, sound), *_contradictions(examples, sound)):
        found[number].append(finding)
    return found


def place_of(example: Example) -> str:
    """Return how a sentence names an example."""
    return f"line {example.line}" if example.line else f"“{question_text(example)[:40]}”"


def _empty(example: Example) -> Iterator[Finding]:
    if not question_text(example).strip():
        yield Finding("empty", "There is no question; write one, or drop it.", must=True)
    elif not example.answer.strip():
        yield Finding("empty", "There is no answer to learn; write one, or drop it.", must=True)


def _too_long(example: Example, count_tokens: CountTokens, longest: int) -> Iterator[Finding]:
    characters = len(example.answer) + sum(len(turn.text) for turn in example.turns)
    if characters <= longest:  # a token is a character at least, the template's own aside
        return
    tokens = count_tokens(example)
    if tokens > longest:
        yield Finding(
            "too_long", f"It has {tokens:,} tokens, and {longest:,} are learnt from at a time; shorten it.", must=True
        )


def _personal(example: Example, *, leaves_out: bool) -> Iterator[Finding]:
    texts = [*(turn.text for turn in example.turns), example.answer]
    strings = [string for text in texts for string in find_personal(text)]
    for kind in PersonalKind:
        shown = list(dict.fromkeys(string.text for string in strings if string.kind is kind))
        if shown:
            yield Finding("personal", f"It holds {_KINDS[kind]} ({', '.join(shown[:2])}).", leaves_out)


def _copies(examples: Sequence[Example], sound: Sequence[int]) -> Iterator[tuple[int, Finding]]:
    """Find what another example, further up, teaches already; the first of all copies stays."""
    texts = [question_text(examples[number]) for number in sound]
    answers = [examples[number].answer for number in sound]
    answer_sets = shingle_sets(answers)
    told: set[int] = set()
    for first, second, alike in sorted(similar_pairs(texts, NEAR)):
        if second in told or first in told:
            continue
        same = folded(answers[first]) == folded(answers[second])
        if not same and (_is_short(answers[first]) or jaccard(answer_sets[first], answer_sets[second]) < NEAR):
            continue
        told.add(second)
        place = place_of(examples[sound[first]])
        if same and alike == 1.0 and folded(texts[first]) == folded(texts[second]):
            yield sound[second], Finding("duplicate", f"It says the same as {place}.")
        else:
            yield sound[second], Finding("near_duplicate", f"It is nearly the same as {place}.")


def _contradictions(examples: Sequence[Example], sound: Sequence[int]) -> Iterator[tuple[int, Finding]]:
    """Find equal questions with different answers; different labels can't both be right."""
    asked: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number in sound:
        asked[tuple(folded(turn.text) for turn in examples[number].turns)].append(number)
    for numbers in asked.values():
        by_answer = {folded(examples[number].answer): number for number in reversed(numbers)}
        if len(by_answer) < 2:
            continue
        short = all(_is_short(examples[number].answer) for number in numbers)
        for number in numbers:
            other = next(at for answer, at in by_answer.items() if answer != folded(examples[number].answer))
            place = place_of(examples[other])
            if short:
                yield number, Finding("contradictory", f"The same question has another answer in {place}; keep one.")
            else:
                yield number, Finding("other_answer", f"The same question has another answer in {place}.", False)


def _is_short(answer: str) -> bool:
    return len(answer.split()) <= LABEL_WORDS
