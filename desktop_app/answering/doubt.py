"""How doubtful it is that the passages answer a question, from the words of both and from what a reader found.

A question that only looks answerable names somebody the nearest sentence does not, asks for
what is not the case, or for a number where there is none. A logistic regression weighs such
signs; `packaging/calibrate_refusals.py` made the figures below from 2,000 questions about ten
encyclopedia articles, half of them unanswerable (CC BY-SA 4.0: SQuAD 2.0, Natural Questions).
A reader's finding (answering/reader.py) is weighed beside them where there is one, and how alike the nearest
passage is: outside encyclopedias the reader is seldom sure of anything (`packaging/calibrate_reader.py`).
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.answering.rarity import terms_asked, weights_among
from desktop_app.answering.reader import NearestRead
from desktop_app.domain import ReadAnswer
from desktop_app.sentences import split_sentences
from desktop_app.terms import content_terms, stem, terms

# For each sign its weight in the logit; see `signs` for what they are.
WEIGHTS = {
    "a name is not there": 1.29,
    "a number is not there": 1.1,
    "asks for what is not so": 0.92,
    "and it is not said": 1.66,
    "nothing of the kind": 0.46,
    "asks for a number": 0.32,
    "asks for a time": -0.32,
    "asks for a person": -0.45,
    "asks for a place": -0.61,
}
CONSTANT = -0.55

# Where a reader has read the nearest sentences too: what the logit above counts, what the reader's own does, and by
# how much the nearest passage is more alike to the question than ALIKE. Set on six sets of documents (product pages,
# single paragraphs, long articles, texts of five kinds), every one asked whole and without the documents that answer,
# and on the unanswerable questions about two articles, which count twice.
ALIKE = 0.55
READ_CONSTANT = 0.21
READ_WORDS = 0.24
READ_ANSWERS = -0.56
READ_ALIKE = -6.79


@dataclass(frozen=True, slots=True)
class Limit:
    """The doubt above which an answer is refused: where a reader has read the question, and by the words alone."""

    read: float
    words: float


# Above the words' limit lie at most 5 % of the answerable questions, 2 % in fact: many are equally doubtful. Above the
# reader's lie 3 % of those of six sets, and about six other articles 4 % of them and 30 % of the unanswerable ones.
BEFORE_WRITING = Limit(0.78, 0.679)
# Less of a doubt is enough where the answer that was written all the same is weak by its sources. Of a model that
# learnt to answer from sources few are; of others many that are right, in words of their own.
WEAK = Limit(0.57, 0.679)
WEAK_UNTAUGHT = Limit(0.7, 0.679)
# A small model's word that nothing is there is worth little where there is no doubt at all.
SAID_NOT_THERE = Limit(0.42, 0.0)

_NAME = re.compile(r"(?<!^)(?<![.?!]\s)\b[^\W\d_a-zß-öø-ÿ][\w’'-]+")
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
_NOT_WORDS = """
    not no never without neither nor none cannot isn wasn aren weren doesn didn don unable fail lack except unlike least
    nicht kein keine keinen nie ohne weder
"""
_NOT = frozenset(_NOT_WORDS.split())
_NUMBER_WORD = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|half|third|quarter|dozen|hundred|thousand|million|billion"
    r"|several|few|both|single|ein\w*|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|halb\w*|mehrere|beide)\b"
)
_TIME = re.compile(
    r"\b\d{3,4}s?\b|century|jahrhundert|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|januar|februar|märz|mai|juni|juli|oktober|dezember"
)
_KINDS = (
    ("number", re.compile(r"\bhow (?:many|much)\b|percent|\bwie ?viele?\b|prozent", re.IGNORECASE)),
    ("time", re.compile(r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade)|\bwann\b", re.IGNORECASE)),
    ("person", re.compile(r"\bwho(?:m|se)?\b|\bwer\b|\bwem\b|\bwen\b", re.IGNORECASE)),
    ("place", re.compile(r"\bwhere\b|what (?:city|country|state|place)|\bwo\b", re.IGNORECASE)),
)


def doubt(question: str, texts: Sequence[str], read: Sequence[ReadAnswer] = (), similarity: float = 0.0) -> float:
    """Return the probability, as calibrated, that `texts` do not hold the answer.

    `read` is what a reader found in the sentences nearest to the question (reader.nearest_windows), nothing where
    there is no reader; `similarity` that of the text which is nearest in meaning.
    """
    logit = CONSTANT + sum(WEIGHTS[name] * value for name, value in signs(question, texts).items())
    if read:
        surest = max(found.answers for found in read)
        alike = max(0.0, similarity - ALIKE)
        logit = READ_CONSTANT + READ_WORDS * logit + READ_ANSWERS * surest + READ_ALIKE * alike
    return 1 / (1 + math.exp(-logit))


def is_doubtful(nearest: NearestRead, limit: Limit = BEFORE_WRITING, strictness: float = 0.0) -> bool:
    """Return whether to refuse rather than to ask a small model, or to show what it wrote.

    `strictness` is added to the doubt, in logits: what another limit would do.
    """
    read = [finding.read for finding in nearest.findings]
    doubted = doubt(nearest.question, nearest.texts, read, nearest.similarity)
    odds = doubted * math.exp(strictness)
    return odds / (odds + 1 - doubted) > (limit.read if read else limit.words)


def is_held_by_one_sentence(nearest: NearestRead) -> bool:
    """Return whether one sentence holds every word of the question: "What is the deposit?" is answered by that one.

    Only 9 of 126 unanswerable questions are of that kind.
    """
    return set(content_terms(nearest.question)) <= set(terms(_nearest_sentence(nearest.question, nearest.texts)))


def signs(question: str, texts: Sequence[str]) -> dict[str, float]:
    """Return what speaks for and against an answer in the sentence that holds most of the question, each 0 to 1."""
    best = _nearest_sentence(question, texts)
    held = set(terms(best))
    names = [stem(name) for name in _NAME.findall(question)]
    numbers = _NUMBER.findall(question)
    kind = next((kind for kind, asks in _KINDS if asks.search(question)), "other")
    asks_not = bool(_NOT & set(re.findall(r"\w+", question.casefold())))
    says_not = bool(_NOT & set(re.findall(r"\w+", best.casefold())))
    return {
        "a name is not there": sum(name not in held for name in names) / len(names) if names else 0.0,
        "a number is not there": float(any(number not in " ".join(texts) for number in numbers)),
        "asks for what is not so": float(asks_not),
        "and it is not said": float(asks_not and not says_not),
        "nothing of the kind": float(not _has_kind(kind, best, question, numbers)),
        **{f"asks for a {kind_}": float(kind_ == kind) for kind_ in ("number", "time", "person", "place")},
    }


def _nearest_sentence(question: str, texts: Sequence[str]) -> str:
    asked = terms_asked(question)
    sentences = [text[start:end] for text in texts for start, end in split_sentences(text)]
    held = [asked & set(terms(sentence)) for sentence in sentences]
    weights = weights_among(asked, held)
    shares = [sum(weights[term] for term in found) for found in held]
    return sentences[shares.index(max(shares))] if sentences else ""


def _has_kind(kind: str, sentence: str, question: str, asked_numbers: Sequence[str]) -> bool:
    """Tell whether the sentence holds anything of the kind asked for that the question does not."""
    rest = sentence.casefold()
    for number in asked_numbers:
        rest = rest.replace(number, " ")
    if kind == "number":
        return bool(_NUMBER_WORD.search(rest))
    if kind == "time":
        return bool(_TIME.search(rest))
    if kind in ("person", "place"):
        asked = set(terms(question))
        return any(stem(name) not in asked for name in _NAME.findall(sentence))
    return True
