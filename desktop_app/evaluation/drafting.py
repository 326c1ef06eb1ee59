"""Questions drafted from documents by a chat model, for a person to approve, edit or drop.

A sentence that holds a short answer which can be checked (a year, a number, a name) is picked,
the model writes the question to it, and the draft is kept only if it stands up: it does not
hold its own answer, says nothing that the sentence does not, means something without its
document, and the model finds the same answer in the sentence when it is asked (round trip,
Alberti et al. 2019). Knows English sentences alone. To teach it a kind of answer: a line in _KINDS.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from random import Random
from typing import Protocol

from desktop_app.domain import Turn
from desktop_app.questions import Question
from desktop_app.sentences import CELL_SEPARATOR, split_sentences
from desktop_app.terms import STOP_WORDS, content_terms, stop_words_of, terms

FEWEST_WORDS, MOST_WORDS = 8, 32  # of a sentence to draft from
QUESTION_WORDS = range(4, 24)
QUESTION_TOKENS, ANSWER_TOKENS = 40, 24
TRIES = 16  # for each question wanted; a small model writes a good one in about one of eight
GROUP = 8
OWN_SHARE = 0.75  # of a question's words that must stand in its sentence

_EXAMPLES = (
    ("The tenancy agreement ends after ninety days' written notice to Hill & Sons.", "ninety days",
     "How long is the written notice that ends the tenancy agreement?"),
    ("The bridge over the Elder was finished in 1907 by the engineer Marta Lind.", "Marta Lind",
     "Who finished the bridge over the Elder?"),
    ("Last year the company sold 4,200 bicycles, most of them in Norway.", "4,200",
     "How many bicycles did the company sell last year?"),
    ("The bridge over the Elder was finished in 1907 by the engineer Marta Lind.", "1907",
     "In which year was the bridge over the Elder finished?"),
)  # fmt: skip
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_NAME_PART = r"[A-Z][a-zà-öø-ÿ'’-]+"
# What an answer looks like, and how a question to it begins; the first kind that fits counts.
_KINDS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(rf"\b\d{{1,2}} {_MONTH}(?: \d{{4}})?\b|\b{_MONTH} \d{{1,2}}(?:, \d{{4}})?\b"),
     ("When", "On which day")),
    (re.compile(r"(?<=\b[Ii]n )(?:1[0-9]{3}|20[0-9]{2})\b(?![-–/])"), ("In which year", "When")),
    (re.compile(rf"[$£€] ?{_NUMBER}(?: (?:thousand|million|billion))?|\b{_NUMBER} ?(?:EUR|USD|euros?|dollars?)\b"),
     ("How much",)),
    (re.compile(rf"\b{_NUMBER} ?(?:%|percent\b|per cent\b)"), ("What percentage",)),
    (re.compile(rf"\b{_NUMBER} (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b"), ("How long",)),
    (re.compile(rf"\b{_NUMBER} ?(?:km|kilomet(?:re|er)s?|miles?|met(?:re|er)s?|feet|m)\b"), ("How far", "How long")),
    (re.compile(rf"(?<=\bby ){_NAME_PART}(?: {_NAME_PART})+\b"), ("Who", "By whom")),
    (re.compile(rf"\b{_NUMBER}(?= [a-z]{{3,}})"), ("How many",)),
    (re.compile(rf"(?<=[a-z,] ){_NAME_PART}(?: (?:of the |of )?{_NAME_PART})+\b"), ("Who", "Which")),
)  # fmt: skip
_LEANING = re.compile(
    r"\b(?:it|its|he|his|him|she|her|they|their|them|this|these|those|such|former|latter|above|below)\b", re.IGNORECASE
)
_LEANING_START = re.compile(r"(?:however|therefore|thus|also|but|and|or|so|then|another|other)\b", re.IGNORECASE)
_ABOUT_TEXT = re.compile(r"\b(?:sentence|passage|text|paragraph|source|answer|question|document)s?\b", re.IGNORECASE)


class Writer(Protocol):
    """A chat model, as drafting needs it."""

    def write(self, turns: Sequence[Turn], *, begin: str = "", max_tokens: int) -> str:
        """Return the next turn, which begins with `begin`."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, a short answer in it, and how a question to that answer may begin."""

    sentence: str
    answer: str
    begins: tuple[str, ...]


def candidates(text: str) -> list[Candidate]:
    """Return what can be asked of `text`, at most one answer a sentence; none of other languages than English."""
    found = []
    for start, end in split_sentences(text):
        sentence = " ".join(text[start:end].split())
        if _can_stand_alone(sentence) and (candidate := _candidate(sentence)) is not None:
            found.append(candidate)
    return found


def propose(candidate: Candidate, writer: Writer) -> str:
    """Return a question whose answer is the candidate's, by its words; empty where the model writes none."""
    for begin in candidate.begins:
        written = writer.write(_prompt(candidate), begin=begin, max_tokens=QUESTION_TOKENS)
        question = " ".join(written.strip().split("\n")[0].split())
        if stands_up(question, candidate):
            return question
    return ""


def confirm(question: str, candidate: Candidate, writer: Writer) -> bool:
    """Ask it of the sentence: the answer must be said, and little else that the question does not say."""
    asked = Turn("user", f"{candidate.sentence}\n\n{question} Answer in a few words.")
    said = writer.write([asked], max_tokens=ANSWER_TOKENS)
    wanted = set(terms(candidate.answer))
    new = set(content_terms(said)) - set(terms(question))
    return wanted <= set(terms(said)) and len(new - wanted) <= len(new & wanted)


def draft_questions(
    texts: Sequence[tuple[str, str]],
    writer: Writer,
    count: int,
    random: Random,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Question | None]:
    """Yield up to `count` questions, and None for each try that came to nothing.

    `texts` are pairs of a path and some of its text. Documents take turns, so that a long one
    does not get all the questions.
    """
    waiting = itertools.islice(_in_turns(texts, random), TRIES * count)
    made, asked = 0, set[str]()
    # In groups, because questions are written after the same examples, which are then read once.
    while made < count and (group := list(itertools.islice(waiting, GROUP))):
        proposed = []
        for path, candidate in group:
            if is_cancelled():
                return
            proposed.append((path, candidate, propose(candidate, writer)))
        for path, candidate, question in proposed:
            if made == count or is_cancelled():
                return
            if question.casefold() in asked or not question or not confirm(question, candidate, writer):
                yield None
                continue
            asked.add(question.casefold())
            made += 1
            yield _drafted(made, question, candidate, path)


def stands_up(question: str, candidate: Candidate) -> bool:
    """Tell whether a question could be asked of the candidate's sentence, by its words alone."""
    if not question.endswith("?") or question.count("?") > 1 or len(question.split()) not in QUESTION_WORDS:
        return False
    if _LEANING.search(question) or _ABOUT_TEXT.search(question):
        return False
    asked, sentence = set(content_terms(question)), set(terms(candidate.sentence))
    begin = set(terms(" ".join(candidate.begins)))
    own = asked - begin
    gives_away = set(content_terms(candidate.answer)) & set(terms(question))
    return not gives_away and len(own & sentence) >= max(2, OWN_SHARE * len(own))


def _can_stand_alone(sentence: str) -> bool:
    words = sentence.split()
    return (
        FEWEST_WORDS <= len(words) <= MOST_WORDS
        and sentence[0].isupper()
        and sentence[-1] in '.!”"'
        and CELL_SEPARATOR not in sentence
        and not _LEANING_START.match(sentence)
        and not _LEANING.match(sentence)
        and stop_words_of(sentence) is STOP_WORDS["en"]
    )


def _candidate(sentence: str) -> Candidate | None:
    """Return the first kind of answer that the sentence holds exactly once."""
    for pattern, begins in _KINDS:
        for match in pattern.finditer(sentence):
            if sentence.count(match[0]) == 1:
                return Candidate(sentence, match[0], begins)
    return None


def _prompt(candidate: Candidate) -> list[Turn]:
    turns = []
    for sentence, answer, question in _EXAMPLES:
        turns += [Turn("user", _request(sentence, answer)), Turn("assistant", question)]
    return [*turns, Turn("user", _request(candidate.sentence, candidate.answer))]


def _request(sentence: str, answer: str) -> str:
    return f"{sentence}\n\nWrite the question that is answered by: {answer}"


def _drafted(number: int, question: str, candidate: Candidate, path: str) -> Question:
    files = (PurePath(path).name,)
    return Question(f"draft-{number}", question, (candidate.answer,), False, files, candidate.sentence)


def _in_turns(texts: Sequence[tuple[str, str]], random: Random) -> Iterator[tuple[str, Candidate]]:
    """Yield candidates, one of each document after another, in random order."""
    found: dict[str, list[Candidate]] = {}
    for path, text in texts:
        found.setdefault(path, []).extend(candidates(text))
    documents = [(path, of_one) for path, of_one in sorted(found.items())]
    random.shuffle(documents)
    for _, of_one in documents:
        random.shuffle(of_one)
    for one_each in itertools.zip_longest(*(of_one for _, of_one in documents)):
        for (path, _), candidate in zip(documents, one_each, strict=True):
            if candidate is not None:
                yield path, candidate
