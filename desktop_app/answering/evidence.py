"""Whether the documents hold an answer at all: decided from evidence, not from trust."""

import re
from collections.abc import Sequence

from desktop_app.answering.citations import Cited
from desktop_app.answering.prompt import NOT_THERE
from desktop_app.domain import Passage

LEAST_SIMILARITY = 0.2  # cosine; below it, and with little overlap, passages are about something else
LEAST_OVERLAP = 0.25
REFUSAL = NOT_THERE
REFUSAL_WITH_PASSAGES = f"{NOT_THERE} The closest passages are shown below."

# How models say that they found nothing, whatever they were told to say.
_SAYS_NOT_THERE = re.compile(
    r"not in (?:your|the|my|these|any) (?:documents?|sources?)|"
    r"(?:do(?:es)? not|don't|doesn't|did not|didn't|cannot|can't|no) (?:\w+ ){0,4}"
    r"(?:hold|contain|mention|provide|specif\w+|state|include|find|determine|information|answer)\b|"
    r"not (?:\w+ )?(?:mentioned|provided|specified|stated|given|found|known|available|clear from)\b|"
    r"(?:i'm|i am) (?:sorry|not sure|unable)|"
    r"nicht in (?:ihren|deinen|den) (?:dokumenten|quellen)",
    re.IGNORECASE,
)
_OPENING = 200  # characters in which a refusal is said, if it is one


def holds_nothing(passages: Sequence[Passage]) -> bool:
    """Return whether none of the passages has anything to do with the question."""
    return not any(p.similarity >= LEAST_SIMILARITY or p.overlap >= LEAST_OVERLAP for p in passages)


def says_not_there(written: str) -> bool:
    """Return whether the model's own words are that the sources don't hold the answer."""
    return bool(_SAYS_NOT_THERE.search(written[:_OPENING]))


def is_refused(written: str, cited: Cited) -> bool:
    """Return whether what was written is no answer: it says so itself, or nothing supports any of it."""
    return not written.strip() or cited.supported == 0 or (says_not_there(written) and cited.sentences <= 2)


def refusal(passages: Sequence[Passage]) -> str:
    """Return the sentence that a person reads instead of an invention."""
    return REFUSAL_WITH_PASSAGES if passages else REFUSAL
