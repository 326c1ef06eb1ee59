"""Examples made ready to learn from: what happens to each, why, and what the person decided.

Nothing is lost: every example of the file is a row, left out or not, and a decision overrules
what was found. The same examples, decisions and seed always give the same preparation.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

from desktop_app.training.balance import LabelBalance, facts_hint, few_hint, label_balance
from desktop_app.training.examples import Example
from desktop_app.training.findings import CountTokens, Finding, find_all
from desktop_app.training.split import SEED, Part, group_examples, split_groups

LONGEST = 1024  # tokens of an example, unless asked for


class Choice(StrEnum):
    KEEP = "keep"
    DROP = "drop"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the person wants with one example; `question` and `answer` are those of an edited one."""

    choice: Choice
    question: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class PreparedExample:
    """One example as it will be used: its part, what was found, and what was decided (None: nothing).

    `id` names it by what the file holds, whatever was edited since; `example` is the edited one.
    """

    id: str
    example: Example
    part: Part
    findings: tuple[Finding, ...] = ()
    decision: Choice | None = None


@dataclass(frozen=True, slots=True)
class Preparation:
    """All examples in the file's order; `hints` are sentences about them as a whole."""

    rows: tuple[PreparedExample, ...]
    balance: LabelBalance | None
    hints: tuple[str, ...]
    seed: int

    def part(self, part: Part) -> list[Example]:
        """Return the examples of one part."""
        return [row.example for row in self.rows if row.part is part]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many examples each part has."""
        found = Counter(row.part for row in self.rows)
        return {part.value: found[part] for part in Part}

    @property
    def found(self) -> dict[str, int]:
        """Return how many examples have each kind of finding."""
        return dict(Counter(code for row in self.rows for code in {finding.code for finding in row.findings}))

    @property
    def sha256(self) -> str:
        """Return what tells the data used from any other, in whatever order."""
        used = sorted(f"{row.part}:{_content(row.example)}" for row in self.rows if row.part is not Part.LEFT_OUT)
        return sha256("\n".join(used).encode()).hexdigest()


def prepare(
    examples: Sequence[Example],
    count_tokens: CountTokens,
    *,
    longest: int = LONGEST,
    decisions: Mapping[str, Decision] | None = None,
    keep_personal: bool = False,
    seed: int = SEED,
) -> Preparation:
    """Return what becomes of each example.

    `count_tokens` gives the tokens of question and answer as they are trained; `decisions` are by id.
    """
    decided = decisions or {}
    ids = example_ids(examples)
    edited = [_edited(example, decided.get(id_)) for example, id_ in zip(examples, ids, strict=True)]
    dropped = {number for number, id_ in enumerate(ids) if _choice(decided.get(id_)) is Choice.DROP}
    remaining = [number for number in range(len(examples)) if number not in dropped]
    findings: dict[int, list[Finding]] = defaultdict(list)
    shown = find_all([edited[number] for number in remaining], count_tokens, longest, keep_personal=keep_personal)
    findings.update(zip(remaining, shown, strict=True))
    used = [number for number in remaining if _is_used(findings[number], _choice(decided.get(ids[number])))]
    parts, remark = _parts([edited[number] for number in used], [ids[number] for number in used], seed)
    part_of = dict(zip(used, parts, strict=True))
    rows = tuple(
        PreparedExample(
            id_, edited[number], part_of.get(number, Part.LEFT_OUT), tuple(findings[number]), _choice(decided.get(id_))
        )
        for number, id_ in enumerate(ids)
    )
    kept = [edited[number] for number in used]
    waiting = sum(row.example.is_draft and row.decision is None for row in rows)
    few = "" if waiting and not kept else few_hint(len(kept))
    hints = (_drafts_hint(waiting), facts_hint(kept), few, remark if len(kept) > 2 else "")
    return Preparation(rows, label_balance(kept), tuple(hint for hint in hints if hint), seed)


def example_ids(examples: Sequence[Example]) -> list[str]:
    """Return a name for each example by what it says; equal ones are counted."""
    seen: Counter[str] = Counter()
    ids = []
    for example in examples:
        name = _content(example)[:16]
        seen[name] += 1
        ids.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return ids


def _parts(examples: Sequence[Example], ids: Sequence[str], seed: int) -> tuple[list[Part], str]:
    groups, remark = group_examples(examples)
    members: defaultdict[int, list[str]] = defaultdict(list)
    for group, id_ in zip(groups, ids, strict=True):
        members[group].append(id_)
    parts = split_groups(members, seed)
    return [parts[group] for group in groups], remark


def _drafts_hint(waiting: int) -> str:
    if not waiting:
        return ""
    return (
        f"{waiting} {'draft waits' if waiting == 1 else 'drafts wait'} for you: keep those that are right, edit or drop"
        " the others. What you don't decide about is not learnt."
    )


def _is_used(findings: Sequence[Finding], choice: Choice | None) -> bool:
    if any(finding.must for finding in findings):
        return False
    return choice is not None or not any(finding.leaves_out for finding in findings)


def _edited(example: Example, decision: Decision | None) -> Example:
    """Return the example as the person wants it; an edited question replaces the last turn."""
    if decision is None or decision.choice is not Choice.EDIT:
        return example
    turns = (*example.turns[:-1], replace(example.turns[-1], text=decision.question))
    return replace(example, turns=turns, answer=decision.answer)


def _choice(decision: Decision | None) -> Choice | None:
    return decision.choice if decision else None


def _content(example: Example) -> str:
    said = [(turn.role, turn.text) for turn in example.turns]
    return sha256(repr((said, example.answer)).encode()).hexdigest()
