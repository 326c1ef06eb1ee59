"""Words as FTS5 sees them: a person's words are never its syntax.

Scripts written without spaces are indexed character by character, and looked up as pairs of
neighbouring characters; German, French and Spanish by their stems (word_stems.py); everything
else is left to FTS5's tokenizers, porter and unicode61.
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from desktop_app.store.word_stems import language_of, stemmed, variants

# Han, kana, Hangul, Thai, Lao, Khmer, Myanmar: words in them are not parted by spaces
# (Hangul's are, but its particles stick to them).
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003134f]+"
)


def indexable(heading: str, text: str) -> tuple[str, str]:
    """Return both as they are indexed: stems of their language, unspaced scripts one token a character."""
    language = language_of(f"{heading}\n{text}")
    return _spread(stemmed(heading, language)), _spread(stemmed(text, language))


def is_stemmed(heading: str, text: str) -> bool:
    """Tell whether they are indexed by stems of their own language."""
    return bool(language_of(f"{heading}\n{text}"))


def match_expression(words: Sequence[str]) -> str:
    """Return the FTS5 expression that finds any of `words`, empty if they hold nothing to find."""
    phrases = dict.fromkeys(phrase for word in words for form in _forms(word) for phrase in _phrases(form))
    return " OR ".join(f'"{phrase}"' for phrase in phrases)


def _spread(text: str) -> str:
    return UNSPACED.sub(lambda run: " " + " ".join(run[0]) + " ", text)


def _forms(word: str) -> Iterator[str]:
    """Yield a word as it is looked up; unspaced scripts have no stems."""
    return iter((word,)) if UNSPACED.search(word) else variants(word)


def _phrases(word: str) -> Iterator[str]:
    position = 0
    for run in UNSPACED.finditer(word):
        yield from _plain(word[position : run.start()])
        characters = run[0]
        if len(characters) == 1:
            yield characters
        for first, second in itertools.pairwise(characters):
            yield f"{first} {second}"
        position = run.end()
    yield from _plain(word[position:])


def _plain(text: str) -> Iterator[str]:
    # What is quoted is a phrase to FTS5, whatever it holds; only the quote and NUL could end it.
    phrase = text.replace('"', " ").replace("\0", " ").strip()
    if any(character.isalnum() for character in phrase):
        yield phrase
