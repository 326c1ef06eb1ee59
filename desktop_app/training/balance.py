"""What the answers tell about the task: labels and how often each is there, or facts that change.

Both are hints for the person; nothing is left out because of them. Knows no model.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.training.examples import Example
from desktop_app.training.similarity import folded
from desktop_app.training.split import question_text

LABEL_WORDS = 5  # an answer longer than this is no label
MOST_KINDS = 0.5  # labels for a number of examples: beyond, answers hardly repeat
RARE = 5  # examples of one label: fewer teach little
LOPSIDED = 10  # times the usual label's count
FEW = 50  # examples in all: below, form may be learnt, hardly more

FACTS_SHARE = 0.5  # of the examples that ask for a fact
LONGEST_FACT = 12  # words of an answer
LONGEST_QUESTION = 40  # words; a longer one brings what it asks about along
_ASKS = re.compile(
    r"^(?:who|when|where|which|what(?:'s| is| are| was| were| does| did)?|how (?:much|many|old|long|far|tall|high)"
    r"|wer|wann|wo|welche[rsn]?|was (?:ist|kostet|war)|wie (?:viele?|hoch|alt|lange|teuer)"
    r"|qui|quand|où|combien|quel(?:le)?s?)\b",
    re.IGNORECASE,
)
# A number, or a name that does not only begin a sentence.
_FACT = re.compile(r"\d|\w\s+[A-ZÄÖÜ]\w|^[A-ZÄÖÜ]\w+\.?$")


@dataclass(frozen=True, slots=True)
class LabelBalance:
    """How often each answer is there, the most frequent first, where answers are labels."""

    counts: tuple[tuple[str, int], ...]

    @property
    def sentence(self) -> str:
        """Return what a person should know of the balance."""
        most, least = self.counts[0], self.counts[-1]
        usual = self.counts[len(self.counts) // 2][1]
        said = f"{len(self.counts)} different answers, the most frequent {most[1]} times, the rarest {least[1]} times."
        rare = [label for label, count in self.counts if count < RARE]
        if rare:
            named = ", ".join(f"“{label}”" for label in rare[:3]) + (" and others" if len(rare) > 3 else "")
            said += f" Fewer than {RARE} examples each for {named}: add some, or expect mistakes there."
        if most[1] > LOPSIDED * usual:
            said += f" “{most[0]}” is there far more often than the others; the adapter may say it too readily."
        return said


def label_balance(examples: Sequence[Example]) -> LabelBalance | None:
    """Return the balance of labels; None where the answers are no labels."""
    answers = [example.answer.strip() for example in examples if example.answer.strip()]
    short = [answer for answer in answers if len(answer.split()) <= LABEL_WORDS]
    counts = Counter(short)
    if not answers or len(short) < 0.9 * len(answers) or len(counts) > MOST_KINDS * len(short):
        return None
    return LabelBalance(tuple(counts.most_common()))


def facts_hint(examples: Sequence[Example]) -> str:
    """Return a sentence where most examples ask for facts out of nothing, else ""."""
    if not examples or label_balance(examples) is not None:
        return ""
    asking = sum(_asks_for_fact(example) for example in examples)
    if asking < FACTS_SHARE * len(examples):
        return ""
    return (
        f"{asking} of {len(examples)} example{'' if len(examples) == 1 else 's'} ask for single facts."
        " Facts change, and an adapter remembers them badly: put the documents that hold them into a watched folder"
        " and ask with the approach Documents; train for tone, form and habits."
    )


def few_hint(count: int) -> str:
    """Return a sentence where there are few examples, else ""."""
    if count >= FEW:
        return ""
    return (
        f"{count} {'example is' if count == 1 else 'examples are'} few: form and tone may be learnt, and the"
        f" report can hardly tell; {FEW} or more are better."
    )


def _asks_for_fact(example: Example) -> bool:
    question = question_text(example).strip()
    if len(question.split()) > LONGEST_QUESTION or not 0 < len(example.answer.split()) <= LONGEST_FACT:
        return False
    asks = any(_ASKS.match(line.strip()) for line in question.splitlines())
    known = folded(example.answer) in folded(question)  # the question brought it along: no memory is asked for
    return asks and not known and bool(_FACT.search(example.answer.strip()))
