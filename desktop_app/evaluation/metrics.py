"""One answer judged: right, cited, supported, refused, invented.

Matching is SQuAD's (Rajpurkar et al. 2016): case, punctuation and English articles don't
count. A right answer that is a whole sentence, such as a person writes, counts as given where
the words are there that the question does not say itself. Support is measured here from the
quotes alone, not taken over from whoever cited.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from desktop_app.domain import Answer, Approach
from desktop_app.questions import Question
from desktop_app.sentences import split_sentences
from desktop_app.terms import content_terms, terms

ENOUGH = 0.5  # of a statement's words that its source must hold
SENTENCE = 7  # words from which a right answer need not be said word for word
MOST = 0.75  # of such a one's own words that must be said
FROM_DOCUMENTS = frozenset({Approach.DOCUMENTS, Approach.BOTH})

_MARKER = re.compile(r" ?\[\d{1,3}\]")
_ARTICLE = re.compile(r"\b(?:a|an|the)\b")
# Scripts that put no spaces between words are compared sign by sign (as MLQA does).
_UNSPACED = re.compile(r"([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Marks:
    """What one answer is worth; None where that can't be said of it.

    `cited`, `cites_gold_file` and `supported` are said of answers given from documents, not of
    refusals. `refused_right` is said where there is no answer, `refused_wrong` where there is one.
    `invented`: answered although there is no answer; from documents, with a statement that the
    quotes don't hold; without documents, wrongly, because then no source stands behind it.
    """

    correct: bool | None
    contains: bool | None
    f1: float | None
    cited: bool | None
    cites_gold_file: bool | None
    supported: bool | None
    refused_right: bool | None
    refused_wrong: bool | None
    invented: bool


def judge(question: Question, answer: Answer) -> Marks:
    """Return what `answer` is worth as an answer to `question`."""
    has_answers = bool(question.answers) and not question.unanswerable
    holds = (
        has_answers and not answer.refused and any(gives(question.text, answer.text, gold) for gold in question.answers)
    )
    quotes = [citation.quote for citation in answer.citations]
    replied = answer.approach in FROM_DOCUMENTS and not answer.refused
    supported = is_supported(question.text, answer.text, quotes) if replied else None
    correct = answer.refused if question.unanswerable else holds if has_answers else None
    unfounded = supported is False if answer.approach in FROM_DOCUMENTS else correct is False
    files = {_file_name(citation.path) for citation in answer.citations}
    gold_files = {_file_name(path) for path in question.gold_files}
    return Marks(
        correct=correct,
        contains=holds if has_answers else None,
        f1=_best_f1(question, answer) if has_answers else None,
        cited=bool(answer.citations) if replied else None,
        cites_gold_file=bool(files & gold_files) if replied and gold_files else None,
        supported=supported,
        refused_right=answer.refused if question.unanswerable else None,
        refused_wrong=answer.refused if has_answers else None,
        invented=not answer.refused and (question.unanswerable or unfounded),
    )


def contains(answer: str, gold: str) -> bool:
    """Return whether the words of `gold` stand in `answer`, together and in order."""
    wanted = words(gold)
    return bool(wanted) and f" {' '.join(wanted)} " in f" {' '.join(words(answer))} "


def gives(question: str, answer: str, gold: str) -> bool:
    """Return whether `answer` holds `gold`: word for word, or all that a sentence tells beyond `question`.

    Of a sentence most words must be said, and every number.
    """
    if contains(answer, gold):
        return True
    told = set(content_terms(gold)) - set(terms(question))
    if len(words(gold)) < SENTENCE or not told:
        return False
    said = set(terms(_MARKER.sub(" ", answer)))
    numbers = {term for term in told if term[0].isdigit()}
    return numbers <= said and len(told & said) >= MOST * len(told)


def f1(answer: str, gold: str) -> float:
    """Return the harmonic mean of precision and recall of `answer`'s words, from 0 to 1."""
    said, wanted = words(answer), words(gold)
    same = sum((Counter(said) & Counter(wanted)).values())
    return 2 * same / (len(said) + len(wanted)) if same else 0.0


def words(text: str) -> list[str]:
    """Return the words that count when two answers are compared; markers don't.

    Articles stay where there is nothing else ("vitamin A" loses its own, "A" does not).
    """
    folded = unicodedata.normalize("NFKC", _MARKER.sub(" ", text)).replace("\u00ad", "").casefold()
    spaced = _UNSPACED.sub(r" \1 ", folded)
    return re.findall(r"\w+", _ARTICLE.sub(" ", spaced)) or re.findall(r"\w+", spaced)


def is_supported(question: str, text: str, quotes: Iterable[str]) -> bool:
    """Return whether every statement of `text` stands in `quotes`, in their words.

    What the question says already counts as said. A number that stands nowhere is never supported.
    """
    quoted = frozenset(term for quote in quotes for term in terms(quote))
    if not quoted:
        return False
    known = quoted | frozenset(terms(question))
    plain = _MARKER.sub("", text)
    return all(_holds(known, plain[start:end]) for start, end in split_sentences(plain))


def _holds(known: frozenset[str], statement: str) -> bool:
    claimed = set(content_terms(statement))
    if any(term[0].isdigit() and term not in known for term in claimed):
        return False
    return not claimed or len(claimed & known) >= ENOUGH * len(claimed)


def _best_f1(question: Question, answer: Answer) -> float:
    return 0.0 if answer.refused else max(f1(answer.text, gold) for gold in question.answers)


def _file_name(path: str) -> str:
    return PurePath(path.replace("\\", "/")).name.casefold()
