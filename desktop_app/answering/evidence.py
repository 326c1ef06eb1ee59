"""Whether the documents hold an answer at all: decided from evidence, not from trust."""

import re
from collections.abc import Sequence

from desktop_app.answering.citations import Cited, quote_answer
from desktop_app.answering.excerpt import rank_sentences
from desktop_app.answering.markers import take_markers
from desktop_app.answering.prompt import NOT_THERE
from desktop_app.domain import Passage
from desktop_app.sentences import CELL_SEPARATOR
from desktop_app.terms import content_terms

# Where no passage reaches either, the question is about something else. Set on 500 answerable questions
# about 16 articles (5 % stay below the first, 3 % below the second) and on the same questions asked of 45
# unrelated pages (95 % and 93 % stay below). Questions that only look answerable can't be told by such figures:
# on 250 of them both were as high as on answerable ones.
LEAST_SIMILARITY = 0.3
LEAST_OVERLAP = 0.4
# In prose both together tell more, in every language: the logit that what is asked about is not there. Set on 613
# questions of six sets, asked of all documents and of all but those with the answer, and tried on each set with the
# weights of the others. Above the first limit lie up to 1 % of the answerable ones (4 % in German) and 1 to 79 % of the
# others (58 % in German, of which the rule above tells 20 %); above the second, enough where what was written is weak
# by its sources, up to 4 % (8 %) and 9 to 96 % (89 %). Rows of a table share few words with a question that they
# answer: of 100 such questions 15 lie above the first.
FAR, FAR_SIMILARITY, FAR_OVERLAP = 4.84, -4.35, -5.55
FAR_BEFORE_WRITING, FAR_IF_WEAK = 2.0, 1.25
# Of the question's weight in one sentence, for it to be shown where the model's own words are not supported.
# Nearly all answerable questions have such a sentence, and higher bounds tell no better what is answerable.
LEAST_QUOTED = 0.15
REFUSAL = NOT_THERE
REFUSAL_WITH_PASSAGES = f"{NOT_THERE} The closest passages are shown below."

# How models say that they found nothing, whatever they were told to say.
_WE = r"(?:the |these |your |any |given |provided )*(?:documents?|sources?|texts?|passages?|context|information)"
_SAYS_NOT_THERE = re.compile(
    rf"not (?:\w+ )?in {_WE}|"
    rf"{_WE} (?:given |provided |above )?(?:do(?:es)? not|don't|doesn't|did not|didn't|cannot|can't|has no|have no) "
    r"(?:\w+ ){0,3}(?:hold|contain|mention|provide|specif\w+|state|say|include|give|tell|answer|information)|"
    rf"not (?:\w+ )?(?:mentioned|provided|specified|stated|given|found|available) (?:\w+ )?(?:in|by|from) {_WE}|"
    r"\b(?:there is|contain|contains|provide|provides|have|has) no (?:\w+ )?(?:information|mention|answer)|"
    r"answer (?:to \w+ question )?is not (?:available|known|given|provided|found|mentioned|in)|"
    r"\bI (?:do not|don't|cannot|can't|could not|couldn't) (?:know|find|answer|determine|tell)|"
    r"(?:i'm|i am) (?:sorry|not sure|unable)|"
    r"nicht in (?:ihren|deinen|den) (?:dokumenten|quellen)",
    re.IGNORECASE,
)
_EMPTY_TERMS = frozenset(content_terms("yes no answer question text source document following"))
_OPENING = 200  # characters in which a refusal is said, if it is one


def holds_nothing(passages: Sequence[Passage]) -> bool:
    """Return whether none of the passages has anything to do with the question."""
    return not any(p.similarity >= LEAST_SIMILARITY or p.overlap >= LEAST_OVERLAP for p in passages)


def is_far(passages: Sequence[Passage], limit: float = FAR_BEFORE_WRITING) -> bool:
    """Return whether the passages have so little to do with the question that a small model is not to answer it."""
    if not passages or any(CELL_SEPARATOR in passage.chunk.text for passage in passages):
        return not passages
    similarity, overlap = max(p.similarity for p in passages), max(p.overlap for p in passages)
    return FAR + FAR_SIMILARITY * similarity + FAR_OVERLAP * overlap > limit


def says_not_there(written: str) -> bool:
    """Return whether the model's own words are that the sources don't hold the answer."""
    return bool(_SAYS_NOT_THERE.search(written[:_OPENING]))


def is_supported(question: str, written: str, cited: Cited) -> bool:
    """Return whether what was written is an answer that the sources support, at least in part.

    A repeated question is none, however well it is supported.
    """
    if not cited.supported:
        return False
    claimed = set(content_terms(take_markers(written).text)) - _EMPTY_TERMS
    return not claimed or bool(claimed - set(content_terms(question)))


def best_quote(question: str, sources: Sequence[Passage]) -> Cited | None:
    """Return the sentence that holds most of the question, as an answer; None where none holds enough."""
    ranked = rank_sentences(question, sources)
    if not ranked or ranked[0].share < LEAST_QUOTED:
        return None
    return quote_answer(sources[ranked[0].passage], ranked[0].start, ranked[0].end)


def refusal(passages: Sequence[Passage]) -> str:
    """Return the sentence that a person reads instead of an invention."""
    return REFUSAL_WITH_PASSAGES if passages else REFUSAL
