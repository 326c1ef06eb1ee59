"""Whether a claim says what its cited words say: by their meaning, where wording alone can't tell.

Of the right words a wrong answer can be made: another name of the same paragraph, another year, a "not". So
besides the words that claim and quote share it counts how near they are to an embedder, whether one denies
what the other says, whether names are there, and whether a reader finds the same answer to the question there.
A logistic regression weighs such signs; `packaging/calibrate_claims.py` made the figures below from claims about
two encyclopedia articles, true ones and ones that it spoilt (CC BY-SA 4.0: SQuAD 2.0). On 500 such claims about six
other articles it tells true from spoilt with an AUC of 0.92, where the words alone reach 0.59.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from desktop_app.answering.reader import Finding, NearestRead
from desktop_app.terms import content_terms, stem
from desktop_app.written_values import NUMBER_WORDS

# For each sign its weight in the logit; see `signs` for what they are. Without a reader's finding, others.
WEIGHTS = {
    "shares words": 0.99,
    "is alike": 0.86,
    "a name is not there": -0.14,
    "denies": -3.61,
    "a reader agrees": 1.77,
    "a reader says otherwise": -0.54,
}
CONSTANT = -1.33
WEIGHTS_UNREAD = {"shares words": 1.05, "is alike": 1.37, "a name is not there": -0.43, "denies": -2.87}
CONSTANT_UNREAD = -1.34
LEAST_SUPPORTED, LEAST_WEAK = 0.5, 0.35

SUREST = 4.0  # logits; a reader's margin counts no more
UNSURE = 2.0  # logits; what is found with so much less of a margin counts a third
NOTHING = frozenset(("yes", "no", "tru", "fals"))  # what a claim of no other terms says stands in the question
_NUMBERS = frozenset(stem(word) for word in NUMBER_WORDS)
_NAME = re.compile(r"(?<!^)(?<![.?!:]\s)\b[^\W\d_a-zß-öø-ÿ][\w’'-]+")
_NOT_WORDS = """
    not no never none cannot without neither nor unable isn wasn aren weren doesn didn don wouldn couldn hasn haven
    hadn nicht kein keine keinen keiner keinem nie niemals ohne pas jamais aucun aucune sans nunca ningún ninguna sin
"""
_NOT = frozenset(_NOT_WORDS.split())


class Standing(StrEnum):
    SUPPORTED = "supported"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"


class Likeness(Protocol):
    def __call__(self, one: str, other: str) -> float:
        """Return the cosine of two texts."""
        ...


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """Judges the claims of one answer to what `nearest` was read for."""

    nearest: NearestRead
    likeness: Likeness

    def standing(self, claim: str, quote: str, share: float, *, is_alone: bool) -> Standing:
        """Judge a claim, `share` of whose weight its quote holds in words.

        What a reader found tells of a claim that is the answer alone; of several one may well say something else.
        """
        if not set(content_terms(claim)) - NOTHING:
            return Standing.SUPPORTED
        findings = self.nearest.findings if is_alone else ()
        found = signs(self.nearest.question, claim, quote, share, self.likeness(claim, quote), findings)
        weights, constant = (WEIGHTS, CONSTANT) if findings else (WEIGHTS_UNREAD, CONSTANT_UNREAD)
        probability = 1 / (1 + math.exp(-constant - sum(weights[name] * value for name, value in found.items())))
        if probability >= LEAST_SUPPORTED:
            return Standing.SUPPORTED
        return Standing.WEAK if probability >= LEAST_WEAK else Standing.UNSUPPORTED


def signs(
    question: str, claim: str, quote: str, share: float, likeness: float, findings: Sequence[Finding]
) -> dict[str, float]:
    """Return what speaks for and against a claim; without `findings` the two that a reader tells are left out."""
    names = [name for name in _NAME.findall(claim) if name not in question]
    found = {
        "shares words": share,
        "is alike": likeness,
        "a name is not there": sum(name not in quote for name in names) / len(names) if names else 0.0,
        "denies": float(_is_denied(claim) and not _is_denied(quote)),
    }
    if findings:
        new = set(content_terms(claim)) - set(content_terms(question)) or set(content_terms(claim))
        surest = max(findings, key=lambda finding: finding.read.margin)
        agreements = [
            _overlap(new, finding.answer) * math.exp((finding.read.margin - surest.read.margin) / UNSURE)
            for finding in findings
        ]
        says_otherwise = not _overlap(new, surest.answer)
        found["a reader agrees"] = max(agreements)
        found["a reader says otherwise"] = says_otherwise * min(SUREST, max(0.0, surest.read.margin))
    return found


def _overlap(terms: set[str], answer: str) -> float:
    """Return the share of the fewer terms that both hold; none where their numbers differ."""
    said = set(content_terms(answer))
    numbers, others = ({term for term in held if _is_number(term)} for held in (terms, said))
    if numbers and others and not numbers & others:
        return 0.0
    return len(terms & said) / min(len(terms), len(said)) if terms and said else 0.0


def _is_number(term: str) -> bool:
    return term[0].isdigit() or term in _NUMBERS


def _is_denied(text: str) -> bool:
    """Whether an odd number of its words denies."""
    return sum(word in _NOT for word in re.findall(r"\w+", text.casefold())) % 2 == 1
