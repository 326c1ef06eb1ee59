"""How doubtful it is that the passages answer a question, from the words of both and from what a reader found.

A question that only looks answerable names somebody the nearest sentence does not, asks for
what is not the case, or for a number where there is none. A logistic regression weighs such
signs; `packaging/calibrate_refusals.py` made the figures below from 2,000 questions about ten
encyclopedia articles, half of them unanswerable (CC BY-SA 4.0: SQuAD 2.0, Natural Questions).
A reader's finding (answering/reader.py) is weighed beside them where there is one. On 320 questions about six other
articles both together tell 35 % of the unanswerable ones and are wrong about 5 % of the others; the words alone
19 % and 2 %.
"""

import math
import re
from collections.abc import Callable, Sequence

from desktop_app.answering.rarity import terms_asked, weights_among
from desktop_app.domain import ReadAnswer
from desktop_app.sentences import split_sentences
from desktop_app.terms import content_terms, stem, terms

Doubting = Callable[[str, Sequence[str], Sequence[ReadAnswer]], bool]  # question, texts, findings

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
LIMIT = 0.679  # above it lie at most 5 % of the answerable questions, 2 % in fact: many are equally doubtful

# Where a reader has read the nearest sentences too: what the logit above counts, and what the reader's own does. Set on
# 581 questions about two articles from which the reader did not learn, with the passages that Carrel found.
READ_CONSTANT = 0.79
READ_WORDS = 0.15
READ_ANSWERS = -0.71
READ_LIMIT = 0.895  # above it lie 3 % of the answerable ones and 20 % of the others; by words alone 3 % and 5 %
# Where the answer that was written all the same is weak by its sources, less of a doubt is enough. On 260 questions
# about the six other articles this and the check of claims refuse 45 % of the unanswerable ones rather than 31 %, and
# 13 % of the others rather than 4 %; most of these had wrong answers: the right words are in 59 % rather than 58 %.
READ_LIMIT_WEAK = 0.6

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


def doubt(question: str, texts: Sequence[str], read: Sequence[ReadAnswer] = ()) -> float:
    """Return the probability, as calibrated, that `texts` do not hold the answer.

    `read` is what a reader found in the sentences nearest to the question (reader.nearest_windows), nothing where
    there is no reader.
    """
    logit = CONSTANT + sum(WEIGHTS[name] * value for name, value in signs(question, texts).items())
    if read:
        surest = max(found.answers for found in read)
        logit = READ_CONSTANT + READ_WORDS * logit + READ_ANSWERS * surest
    return 1 / (1 + math.exp(-logit))


def is_doubtful(question: str, texts: Sequence[str], read: Sequence[ReadAnswer] = ()) -> bool:
    """Return whether to refuse rather than ask a small model."""
    return doubt(question, texts, read) > (READ_LIMIT if read else LIMIT)


def is_doubtful_if_weak(question: str, texts: Sequence[str], read: Sequence[ReadAnswer]) -> bool:
    """Return whether to refuse rather than show a small model's answer that its sources hold in part at most.

    Never where one sentence holds every word of the question: "What is the deposit?" is then answered by that
    sentence, whatever the model made of it. Only 9 of 126 unanswerable questions are of that kind.
    """
    if set(content_terms(question)) <= set(terms(_nearest_sentence(question, texts))):
        return False
    return doubt(question, texts, read) > (READ_LIMIT_WEAK if read else LIMIT)


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
