"""Which words of a question are looked up in the word index.

Knows nothing of the index's syntax: quoting is the store's. Scripts without spaces stay whole
runs here; the store takes them apart.
"""

import re

from desktop_app.terms import STOP_WORDS, stop_words_of

_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]{2,80})[\"“”„«»]")
# A word, or a code such as ISO-9001, 4.2.1, v1.2-beta, AB/12, C++, C#.
_WORD = re.compile(r"[^\W_]+(?:[-./_'’][^\W_]+)*[+#]{0,2}")
_CONTRACTION = re.compile(r"['’](?:s|t|re|ll|ve|d|m)$", re.IGNORECASE)
_PARTS = re.compile(r"[^\W_]+")
# What questions begin with, as patterns.
ASKS = r"(?:what|who|whom|whose|when|where|why|how|which|is|are|was|were|does|do|did|can|may|must|should)"
FRAGT = r"(?:was|wer|wen|wem|wann|wo|warum|wieso|wie|welche[rsnm]?|ist|sind|darf|kann|muss)"
_OPENING = re.compile(rf"\W*(?:{ASKS}|{FRAGT})\b", re.IGNORECASE)
FEWEST_OF_STATEMENT = 6  # words that carry meaning; fewer are key words
FEWEST_STOP_WORDS = 2
MOST_WORDS = 64  # a pasted page is a question too; more words than this find nothing better


def words_to_look_up(question: str) -> list[str]:
    """Return the words that carry the question, in order, without repeats.

    A phrase in quotation marks is kept whole, beside its words. A code with digits stays whole
    ("ISO-9001"); other compounds are taken apart. Where there is nothing but stop words, they
    are what is looked up ("Who are The Who?").
    """
    stop = stop_words_of(question)
    phrases = [phrase.strip() for phrase in _QUOTED.findall(question) if " " in phrase.strip()]
    words = [part for word in _WORD.findall(question) for part in _parts(word)]
    meaningful = [word for word in words if word.casefold() not in stop]
    return list(dict.fromkeys([*phrases, *(meaningful or words)]))[:MOST_WORDS]


def _parts(word: str) -> list[str]:
    word = _CONTRACTION.sub("", word)
    if any(character.isdigit() for character in word) or word.endswith(("+", "#")):
        return [word]
    return _PARTS.findall(word)


def is_statement(question: str) -> bool:
    """Tell whether it is a claim or a description of a subject: no question, and too long for a few key words."""
    is_asked = _OPENING.match(question) or question.rstrip().endswith(("?", "？"))
    return not is_asked and len(words_to_look_up(question)) >= FEWEST_OF_STATEMENT


def is_foreign(question: str) -> bool:
    """Tell whether a question is in a known language other than English, by two of its commonest words or more."""
    words = set(_PARTS.findall(question.casefold()))
    counts = {language: len(words & stop) for language, stop in STOP_WORDS.items()}
    return max(counts.values()) >= FEWEST_STOP_WORDS and max(counts.values()) > counts["en"]
