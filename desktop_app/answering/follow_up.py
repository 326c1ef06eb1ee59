"""A question that leans on the one before it, made whole enough to search with."""

import re
from collections.abc import Sequence

from desktop_app.domain import Turn
from desktop_app.terms import content_terms

FEW_TERMS = 2  # a question with no more of them says too little by itself
MOST_BEFORE = 3  # questions; what was said longer ago is seldom meant
_LEANING = re.compile(
    r"^(?:and|but|so|then|also|und|aber|et|y)\b|\b(?:it|its|they|them|their|he|him|his|she|her|that|those|this|these|there"
    r"|one|er|sie|es|ihn|ihm|dessen|deren|dieser|diese|dieses|dort)\b",
    re.IGNORECASE,
)


def searchable_question(question: str, history: Sequence[Turn]) -> str:
    """Return `question`; where it can't stand alone with the person's last ones before it, back to one that can."""
    asked = [turn.text.strip() for turn in history if turn.role == "user" and turn.text.strip()]
    if not asked or not _leans(question):
        return question
    led_by = [asked[-1]]
    for earlier in asked[-2 : -MOST_BEFORE - 1 : -1]:
        if not _leans(led_by[0]):
            break
        led_by.insert(0, earlier)
    return " ".join([*led_by, question])


def _leans(question: str) -> bool:
    return bool(_LEANING.search(question)) or len(set(content_terms(question))) <= FEW_TERMS
