"""One document as a whole: which questions want all of it, and what it says in its own words.

"Summarise this letter" is not answered from the few passages that are nearest to those words. Able
models read all of it. Small ones make up what they can't hold together, so for them the sentences
that say most of the document speak for it, each cited.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

from desktop_app.answering.citations import Cited, cite
from desktop_app.answering.document_nouns import DOCUMENTS
from desktop_app.answering.labels import is_labelled
from desktop_app.answering.markers import without_lookalikes
from desktop_app.domain import Passage
from desktop_app.sentences import split_sentences
from desktop_app.terms import content_terms

MOST_SENTENCES = 5
FEWEST_TERMS, LONGEST_SENTENCE = 3, 400  # of a sentence that may speak for the document, words and characters
FIRST, FIRST_BONUS = 2, 1.25  # so many at the beginning count so much more
NUMBER_BONUS = 1.15  # for a sentence with figures, dates or amounts
LABEL_BONUS = 1.5  # for a line that tells what forms tell: a total, a due date
MOST_SHARED = 0.6  # of a sentence's terms may be said already
SAYS = "In its own words:"

_WHOLE = re.compile(
    r"\b(?:summari[sz]e|summary|sum (?:it |this |that )?up|tl;?dr|overview|outline (?:of )?(?:this|the)|gist"
    r"|(?:main|key) (?:points|facts)|^in short"
    r"|fass\w* .*zusammen|zusammenfass\w*|überblick|worum geht|worum handelt|kernpunkte|wichtigste\w* punkte"
    r"|résum\w+|de quoi (?:parle|s'agit)|points? (?:principaux|clés?)|aperçu"
    r"|^resum(?:e|a|ir|en|ime)|resumen|de qué (?:trata|habla|va)|puntos (?:principales|clave))\b"
    r"|what(?:'s| is| are) about\s*\??$"
    rf"|what(?:'s| is| are| does) (?:this|the|that|my|these)? ?(?:\w+ )?(?:{DOCUMENTS}|it|this) (?:about|say)\s*\??$"
    rf"|was steht in (?:diese\w+|de[rmn]|meine\w*) (?:\w+ )?{DOCUMENTS}",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\babout\W*$", re.IGNORECASE)
_CEREMONY = re.compile(
    r"^(?:dear|hello|hi|to whom it may concern|yours"
    r"|sincerely|kind regards|best regards|sehr geehrte|liebe[rs]?\b|mit freundlichen|cher|chère"
    r"|madame|monsieur|cordialement|veuillez agréer|estimad[oa]|atentamente|un saludo)",
    re.IGNORECASE,
)


def may_ask_for_whole(question: str) -> bool:
    """Tell the same of a question from which the names of files are not taken yet, a little too readily."""
    return asks_for_whole(question) or bool(_ABOUT.search(question))


def asks_for_whole(question: str) -> bool:
    """Tell whether a question is about all of a document and not about something in it."""
    return bool(_WHOLE.search(question))


def in_its_own_words(passages: Sequence[Passage]) -> Cited | None:
    """Return the sentences that say most of a document, in its order, each cited; None where it has none.

    `passages` are all of it, in order. A sentence says much that holds many of the terms that stand
    in several sentences, has a figure or stands at the beginning; what was said already counts no more.
    """
    chosen = _central(passages)
    if not chosen:
        return None
    citations, lines = [], []
    for marker, (place, start, end) in enumerate(chosen, 1):
        passage = passages[place]
        citations.append(cite(marker, passage, start, end))
        quote = without_lookalikes(" ".join(passage.chunk.text[start:end].split()))
        lines.append(f"- {quote.lstrip('-*• ')} [{marker}]")
    text = "\n".join([SAYS, "", *lines])
    return Cited(text, tuple(citations), tuple(passages[place] for place, _, _ in chosen), len(chosen), len(chosen))


def _central(passages: Sequence[Passage]) -> list[tuple[int, int, int]]:
    spans = [
        (place, start, end)
        for place, passage in enumerate(passages)
        for start, end in split_sentences(passage.chunk.text)
    ]
    texts = [passages[place].chunk.text[start:end] for place, start, end in spans]
    held = [frozenset(content_terms(text)) for text in texts]
    common = Counter(term for terms in held for term in terms)
    worth = {
        index: _worth(text, terms, common) * (FIRST_BONUS if index < FIRST else 1.0)
        for index, (text, terms) in enumerate(zip(texts, held, strict=True))
        if _may_speak(text, terms)
    }
    chosen: list[int] = []
    said: set[str] = set()
    for index in sorted(worth, key=lambda index: (-worth[index], index)):
        if len(held[index] & said) <= MOST_SHARED * len(held[index]):
            chosen.append(index)
            said |= held[index]
        if len(chosen) == MOST_SENTENCES:
            break
    return [spans[index] for index in sorted(chosen)]


def _may_speak(text: str, terms: frozenset[str]) -> bool:
    if len(text) > LONGEST_SENTENCE or _CEREMONY.match(text):
        return False
    return is_labelled(text) or sum(not term[0].isdigit() for term in terms) >= FEWEST_TERMS


def _worth(text: str, terms: frozenset[str], common: Counter[str]) -> float:
    shared = sum(math.log(1 + common[term]) for term in terms) / math.sqrt(len(terms) + 4)
    return shared * (NUMBER_BONUS if re.search(r"\d", text) else 1.0) * (LABEL_BONUS if is_labelled(text) else 1.0)
