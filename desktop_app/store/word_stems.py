"""Words of German, French and Spanish without their endings, as the word index keeps them.

A text in one of these languages is indexed by its stems, each with a sign of its language before
it, so that no stem is taken for an English word ("notes" is "not" in Spanish). English, and
what is in no known language, is left to the index's own stemmer. A word that is looked up may be
meant in any of the languages: it is looked up as it is, and as each of its stems. To add a
language: one line in LANGUAGES, and its stop words in terms.py.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

import snowballstemmer

from desktop_app.terms import STOP_WORDS

LANGUAGES = {"de": "german", "fr": "french", "es": "spanish"}
FEWEST_STOP_WORDS = 3  # different ones in a text, to say that it is in their language
STOP_WORD_SHARE = 0.2  # of all its words
_WORD = re.compile(r"[^\W\d_]+")
SIGNS = {language: f"zz{language}" for language in LANGUAGES}  # before a stem; anything but letters would part the word

_STEMMERS: dict[str, Callable[[str], str]] = {
    language: snowballstemmer.stemmer(name).stemWord for language, name in LANGUAGES.items()
}


def language_of(text: str) -> str:
    """Return which of LANGUAGES `text` is in, by its commonest words; empty for English and where it can't be told.

    Names ("Rio de la Plata") are no sentences: of those, about four words in ten are among the commonest.
    """
    words = [word.casefold() for word in _WORD.findall(text) if len(word) > 1]  # letters alone name columns
    found = {language: [word for word in words if word in STOP_WORDS[language]] for language in ("en", *LANGUAGES)}
    best = max(found, key=lambda language: len(found[language]))
    if best == "en" or len(set(found[best])) < FEWEST_STOP_WORDS:
        return ""
    is_sure = len(found[best]) >= STOP_WORD_SHARE * len(words) and len(found[best]) > 1.5 * len(found["en"])
    return best if is_sure else ""


def stemmed(text: str, language: str) -> str:
    """Return `text` with each word as its stem in `language`; numbers and signs stay where they are."""
    if not language:
        return text
    return _WORD.sub(lambda match: stem_in(language, match[0].casefold()), unicodedata.normalize("NFC", text))


def variants(text: str) -> Iterator[str]:
    """Yield a word or phrase as it is looked up: as it stands, and as its stems in each language."""
    yield text
    if _WORD.search(text):
        yield from (stemmed(text, language) for language in LANGUAGES)


@lru_cache(maxsize=50_000)  # a library's words are few beside its text
def stem_in(language: str, word: str) -> str:
    """Return the stem of a word in small letters, with the sign of its language."""
    return SIGNS[language] + _STEMMERS[language](word)
