"""Examples parted into those to learn, to check while learning, and to keep back for the report.

Groups are never parted, so what is learnt gives nothing away of what is asked later. Which
part a group falls to follows from its content and the seed alone, not from the file's order.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from hashlib import sha256

from desktop_app.training.examples import Example
from desktop_app.training.similarity import FEWEST, Groups, folded, similar_pairs

SEED = 20_240_229  # any; fixed, so that the same examples are always parted alike
SHARE = 0.1  # of the examples to check with, and as many to keep back
MOST_CHECKED = 100  # the check loss is computed again and again
MOST_KEPT_BACK = 200  # their answers are written twice, without and with the adapter
GROUP_SIMILARITY = 0.6  # two questions this much alike may give each other's answer away
STRICT_SIMILARITY = 0.85  # where that joins nearly all of them, only near copies are joined, and that is said
LONG_ANSWER = 12  # words: two equal answers of this length are no coincidence
_GENEROUS = 1.5  # times the wanted size: how much a whole group may go beyond it


class Part(StrEnum):
    LEARN = "learn"
    CHECK = "check"
    KEPT_BACK = "kept_back"
    LEFT_OUT = "left_out"


def group_examples(examples: Sequence[Example]) -> tuple[list[int], str]:
    """Return the group of each example, as the number of its first member, and a sentence to say or "".

    Together stay: what has one source, one line, nearly the same question or the same long answer.
    """
    texts = [question_text(example) for example in examples]
    pairs = list(similar_pairs(texts, GROUP_SIMILARITY))
    ways = [(True, GROUP_SIMILARITY), (False, GROUP_SIMILARITY)]
    if len(examples) >= FEWEST:
        ways.append((False, STRICT_SIMILARITY))
    for by_source, least in ways:
        close = [(first, second) for first, second, alike in pairs if alike >= least]
        groups = _joined(examples, close, by_source=by_source)
        if _can_be_parted(groups):
            return groups, _remark(examples, by_source=by_source, strict=least > GROUP_SIMILARITY)
    return groups, "The examples are nearly alike, so few or none can be kept back; add examples that differ."


def question_text(example: Example) -> str:
    """Return all that the person says in an example; what the system says is the same for most."""
    return "\n".join(turn.text for turn in example.turns if turn.role == "user")


def split_groups(members: Mapping[int, Sequence[str]], seed: int = SEED) -> dict[int, Part]:
    """Return each group's part; `members` are the ids of each group's examples.

    About SHARE of the examples are checked with and as many kept back, at least one group each where
    there are three groups; with two, the smaller one is checked with; one group is learnt.
    """
    order = sorted(members, key=lambda group: _place(members[group], seed))
    total = sum(len(ids) for ids in members.values())
    parts = dict.fromkeys(members, Part.LEARN)
    for part, most in ((Part.CHECK, MOST_CHECKED), (Part.KEPT_BACK, MOST_KEPT_BACK)):
        free = [group for group in order if parts[group] is Part.LEARN]
        if len(free) < 2:
            break
        wanted = max(1, min(most, round(SHARE * total)))
        for group in _chosen(free, members, wanted):
            parts[group] = part
    return parts


def _chosen(free: Sequence[int], members: Mapping[int, Sequence[str]], wanted: int) -> list[int]:
    """Take groups in order until `wanted` examples are reached; at least the smallest, never all."""
    chosen: list[int] = []
    size = 0
    for group in free:
        if size >= wanted or len(chosen) == len(free) - 1:
            break
        if size + len(members[group]) <= _GENEROUS * wanted:
            chosen.append(group)
            size += len(members[group])
    return chosen or [min(free, key=lambda group: len(members[group]))]


def _joined(examples: Sequence[Example], close: Sequence[tuple[int, int]], *, by_source: bool) -> list[int]:
    groups = Groups(len(examples))
    for first, second in close:
        groups.join(first, second)
    firsts: dict[tuple[str, str | int], int] = {}
    for number, example in enumerate(examples):
        keys: list[tuple[str, str | int]] = [("line", example.line)] if example.line else []
        if by_source and example.group:
            keys.append(("source", example.group))
        if len((answer := folded(example.answer)).split()) >= LONG_ANSWER:
            keys.append(("answer", answer))
        for key in keys:
            groups.join(firsts.setdefault(key, number), number)
    return [groups.find(number) for number in range(len(examples))]


def _can_be_parted(groups: Sequence[int]) -> bool:
    """Tell whether there is a group for each part, and something to keep back beside the largest one."""
    sizes = Counter(groups)
    return len(sizes) >= 3 and len(groups) - max(sizes.values()) >= max(2, SHARE * len(groups))


def _remark(examples: Sequence[Example], *, by_source: bool, strict: bool) -> str:
    if not by_source and any(example.group for example in examples):
        return (
            "Most examples come from one source, so they are parted by likeness instead: the figures on"
            " kept-back examples may be a little better than on new documents."
        )
    if strict:
        return "Many examples are alike, so only near copies are kept together when they are parted."
    return ""


def _place(ids: Sequence[str], seed: int) -> str:
    return sha256(f"{seed}:{min(ids)}".encode()).hexdigest()
