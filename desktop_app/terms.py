"""Words made comparable: which words of a text carry meaning, in a form that inflection leaves alone.

For evidence ("how much of the question does this passage hold?"), not for linguistics: the
stems are rough on purpose. Knows nothing of documents. To add a language: one line of stop
words in STOP_WORDS.
"""

import re
import unicodedata
from collections.abc import Iterable, Set
from functools import lru_cache

# The commonest words that carry no subject of their own, one set a language; which set applies is
# decided by the text, because German "die" and "war" are English words with a meaning.
STOP_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
            a an the and or but nor if then than so as of at by for from in into on onto to with without
            about between during before after above below up down out off over under again is are was were
            be been being am do does did doing done have has had having can could may might must shall
            should will would i me my mine we us our ours you your yours he him his she her hers it its they
            them their theirs this that these those who whom whose which what when where why how there here
            all any both each few more most other some such no not only own same too very just also because
            until while through against once s don didn doesn isn wasn aren please tell give show find
            explain many much
        """,
        "de": """
            der die das den dem des ein eine einen einem einer eines und oder aber wenn dann als wie so von
            vom zu zum zur mit bei beim nach aus auf an am im in ins über unter vor für um durch gegen ohne
            bis seit ist sind war waren wird werden wurde wurden sein hat haben hatte hatten kann können
            konnte muss müssen soll sollen darf ich mich mir mein meine du dich dir dein wir uns unser ihr
            euch sie ihn ihm es sich man wer was wann wo warum wieso welche welcher welches welchem welchen
            wem wen wessen wohin woher worum wofür wovon wozu worauf worin womit wodurch
            wieviel viele dass ob nicht kein keine auch noch nur schon sehr diese dieser dieses diesem
            diesen jede jeder jedes alle gibt hier dort
        """,
        "fr": """
            le la les l un une des du de d et ou mais si alors que qu qui quoi dont où quand comment
            pourquoi combien quel quelle quels quelles à au aux en dans par pour sur sous avec sans entre
            vers chez est sont était étaient être été a ont avait avaient avoir fait faire peut peuvent doit
            je j me m mon ma mes tu te t ton ta tes il elle on nous notre nos vous votre vos ils elles leur
            leurs se s son sa ses ce c cet cette ces ne n pas plus moins aussi très y
        """,
        "es": """
            el la los las lo un una unos unas y e o u pero si entonces que qué quien quién quienes cual cuál
            cuales cuáles cuando cuándo donde dónde como cómo cuanto cuánto cuántos cuántas por porque para
            de del a al en con sin sobre entre hasta desde es son era eran ser sido fue fueron está están
            estaba ha han había haber hay puede pueden debe yo me mi mis tú te tu tus él ella nosotros nos
            nuestro ellos ellas les le se su sus este esta estos estas ese esa eso esto no sí más menos
            también muy ya
        """,
    }.items()
}

# The second group is what a word loses: "Ada's" is Ada, and the t of "don't" is no T cell.
_TOKEN = re.compile(r"(\d+(?:[.,]\d+)*|[^\W\d_]+)(['’](?:s|t|re|ll|ve|d|m)\b)?", re.IGNORECASE)
_WORD = re.compile(_TOKEN.pattern.replace("(['’]", "(?:['’]"), re.IGNORECASE)  # the same, without the second group
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LETTERS = re.compile("[a-z]+")
_CONTRACTED = frozenset(["s", "t", "re", "ll", "ve", "d", "m"])
# Scripts without spaces between words (see also store/word_index.py); compared in pairs of characters.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003134f]+"
)
_SUFFIXES = """
    fulness ousness iveness ments ment ness ings ing edly ies ied ions ion ers er est ed es en ly al s e y
"""
_SUFFIX = re.compile("(?:" + "|".join(_SUFFIXES.split()) + ")$")
_SHORTEST_STEM = 3


def stop_words_of(text: str) -> frozenset[str]:
    """Return the stop words of the language that `text` is most likely written in, English where it can't be told."""
    words = {word.casefold() for word, _ in _TOKEN.findall(text)}
    return max(STOP_WORDS.values(), key=lambda stop: len(words & stop))


def content_terms(text: str) -> list[str]:
    """Return the terms of the words of `text` that carry meaning, in order, repeats included."""
    stop = stop_words_of(text)
    return [term for word, term in _tokens(text) if word not in stop]


def terms(text: str) -> list[str]:
    """Return every word of `text` as a term: folded, without accents and endings; numbers without separators."""
    return [term for word in _WORD.findall(unicodedata.normalize("NFKC", text)) for term in _terms_of(word)]


@lru_cache(maxsize=1000)  # about 6 MB; one search meets many passages of the last one again
def distinct_terms(text: str) -> frozenset[str]:
    """Return `set(terms(text))`, and quicker: most words of a text come again."""
    words = set(_WORD.findall(unicodedata.normalize("NFKC", text)))
    return frozenset(term for word in words for term in _terms_of(word))


def terms_held(text: str, wanted: Set[str]) -> Set[str]:
    """Return those of `wanted` that are among the terms of `text`: `wanted & set(terms(text))`, and quicker.

    A search asks this of hundreds of passages. In Latin letters a word's term is how the word
    begins, so that only words which begin like a wanted term are looked at.
    """
    return _terms_held(text, frozenset(wanted))


@lru_cache(maxsize=1000)  # a search asks the same of a passage twice
def _terms_held(text: str, wanted: frozenset[str]) -> frozenset[str]:
    plain = _in_plain_letters(text)
    if not plain or not wanted.isdisjoint(_CONTRACTED):
        return distinct_terms(text) & wanted
    held = {term for term in wanted if term in plain and _is_term_of(plain, term)}
    if any(term[0].isdigit() for term in wanted):
        held |= wanted & set(map(_number, _NUMBER.findall(plain)))
    return frozenset(held)


@lru_cache(maxsize=2000)  # about 6 MB
def _in_plain_letters(text: str) -> str:
    """Return `text` in small Latin letters without accents, empty where it is in others."""
    plain = text = unicodedata.normalize("NFKC", text)
    for sign in set(_NOT_ASCII.findall(text)):
        plain = plain.replace(sign, _plain(sign))
    return plain.lower() if plain.isascii() else ""


def _is_term_of(plain: str, term: str) -> bool:
    """Return whether a word of `plain`, which is in small Latin letters, begins and is stemmed like that."""
    at = plain.find(term) if term.isalpha() else -1
    while at >= 0:
        word = _LETTERS.match(plain, at)
        if word and not plain[at - 1 : at].isalpha() and stem(word[0]) == term:
            return True
        at = plain.find(term, at + 1)
    return False


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    """Return a Latin letter without its accents, what parts words as a space, and all else as it is."""
    if not _WORD.match(sign):
        return " "
    letters = _without_accents(sign)
    return letters if letters.isascii() and letters.isalpha() else sign


def _tokens(text: str) -> Iterable[tuple[str, str]]:
    for match in _TOKEN.finditer(unicodedata.normalize("NFKC", text)):
        yield from _tokens_of(match[1])


def _tokens_of(written: str) -> Iterable[tuple[str, str]]:
    word = written.casefold()
    if word[0].isdigit():
        yield word, _number(word)
    elif _UNSPACED.match(word):
        yield from ((pair, pair) for pair in _pairs(word))
    else:
        yield word, stem(word)


@lru_cache(maxsize=65_536)  # a search meets the same few thousand words of its passages again and again
def _terms_of(written: str) -> tuple[str, ...]:
    return tuple(term for _, term in _tokens_of(written))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return `word` in lower case without accents and without its commonest endings."""
    plain = _without_accents(word)
    for _ in range(2):  # "meetings" loses "s", then "ing"
        shorter = _SUFFIX.sub("", plain)
        if len(shorter) < _SHORTEST_STEM or shorter == plain:
            break
        plain = shorter
    return plain


def _number(digits: str) -> str:
    """Make 1,000 and 1.000 and 1000 the same number, and leave 3.5 as it is."""
    return re.sub(r"[.,](?=\d{3}(?:\D|$))", "", digits).replace(",", ".")


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _without_accents(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
