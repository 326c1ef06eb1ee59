"""Claims that a text supports, and ones made of them that it does not, from questions with known answers.

"Who won the war?" becomes "The Union won the war.", and spoilt: another name or number of the same
paragraph in place of the answer, another number, or a "not". Each but the denied one also as the bare answer.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reader_examples import NAME, NUMBER

_AUXILIARY = r"(?:did|do|does|can|could|would|will|should|has|have|had|may|might)"
_ASKS_SUBJECT = re.compile(
    r"^(?:who|what|which)(?P<noun>(?: \w+){0,3}?) (?P<verb>is|are|was|were|\w+ed|\w+s|led|came|held|won|took|made|gave"
    r"|became|began|brought|built|caused|rose|wrote|grew|fell|lost|met|ran|saw|sent|spoke|stood|taught|told|went|left"
    r"|kept|found|fought|drew) (?P<rest>.+?)[\s?]*$",
    re.IGNORECASE,
)
_PREDICATE = re.compile(r"(?:a|an|the|\w+ed|\w+ing|one|in|on|at|used|known|responsible)\b")
_DENIABLE = re.compile(r"\b(?:is|are|was|were|has|had|have|can|could|would|will)\b")
SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Claim:
    question: str
    text: str
    passage: str
    is_true: bool
    kind: str


def claims(rows: Sequence[dict[str, Any]], chance: random.Random) -> Iterator[Claim]:
    """Yield the claims that can be made of these questions (as for train_reader.py), true and spoilt."""
    for row in rows:
        if not row["source"]:
            continue
        question, passage = row["question"].strip(), row["sources"][row["source"] - 1]["text"]
        answer = min(row["answers"], key=len)
        sentence = statement(question, answer)
        if sentence is None or answer not in passage:
            continue
        for said, kind in (("", "true"), *_others(answer, question, passage, chance)):
            text = statement(question, said or answer)
            assert text is not None
            yield Claim(question, text, passage, not said, kind)
            yield Claim(question, f"{said or answer}.", passage, not said, f"bare, {kind}")
        if verb := _DENIABLE.search(sentence):
            denied = f"{sentence[: verb.end()]} not{sentence[verb.end() :]}"
            yield Claim(question, denied, passage, is_true=False, kind="denied")


def statement(question: str, answer: str) -> str | None:
    """Return the question with the answer where it asks; None where it does not ask for its subject."""
    match = _ASKS_SUBJECT.match(question)
    if match is None or re.search(rf"\b{_AUXILIARY}\b", f"{match['noun']} {match['verb']}", re.IGNORECASE):
        return None
    if match["verb"].lower() in ("is", "are", "was", "were") and not _PREDICATE.match(match["rest"]):
        return None
    return f"{answer[0].upper()}{answer[1:]} {match['verb']} {match['rest']}."


def _others(answer: str, question: str, passage: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield wrong answers of the right one's kind."""
    if number := NUMBER.search(answer):
        here = [other for other in NUMBER.findall(passage) if other not in answer and other not in question]
        if here:
            yield answer.replace(number[0], chance.choice(here)), "a number from beside it"
        digit = re.search(r"\d", answer)
        assert digit is not None
        yield (
            f"{answer[: digit.start()]}{(int(digit[0]) + chance.randint(1, 8)) % 10}{answer[digit.end() :]}",
            "a number",
        )
    elif answer[:1].isupper():
        names = {
            match[0]
            for match in NAME.finditer(passage)
            if match.start() > 2 and passage[match.start() - 2] not in ".?!" and len(match[0]) >= SHORTEST_NAME
        }
        here = sorted(n for n in names if n not in answer and answer not in n and n not in question)
        if here:
            yield chance.choice(here), "a name from beside it"
