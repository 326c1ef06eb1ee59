"""Which sentences of the sources support a claim: by the words, names and numbers they share.

No model is asked. To measure support in another way (sentence embeddings, entailment): another
callable with the signature of `Evidence.best`.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop_app.domain import Passage
from desktop_app.sentences import split_sentences
from desktop_app.terms import content_terms, terms

# Of a claim's weight, how much its evidence must hold. Able models say things in their own words; of small ones
# little else is true: on 119 questions asked of one with 135 million weights, 0.6 left 54 % of the answers right, 0.8
# (the document's own sentence taking the place of what it rejects) 59 %.
ENOUGH = 0.5
ENOUGH_UNTRUSTED = 0.8
QUESTION_SHARE = 0.35  # how much the question's own words count when sentences support a claim alike
MARKED_BONUS = 0.15  # for the passage the model named itself
SCORE_SHARE = 0.3  # what a passage loses for its score, against the best passage's
FEW_TERMS = 2  # a claim of no more is found anywhere; its passage must then be about the question
ABOUT_THE_QUESTION = 0.3  # the share of the question's terms that such a passage must hold
LONGEST_QUOTE = 3  # sentences
WORTH_A_SENTENCE = 0.2  # of support that one more sentence must add to the quote


@dataclass(frozen=True, slots=True)
class Support:
    """The characters `start` to `end` of source `source`'s text hold `share` of a claim's weight."""

    source: int
    start: int
    end: int
    share: float


class Evidence:
    """The sources of one answer, cut into sentences and weighed."""

    def __init__(self, question: str, sources: Sequence[Passage], enough: float = ENOUGH) -> None:
        self._enough = enough
        self._asked = set(content_terms(question))
        self._sentences = [_sentences_of(passage) for passage in sources]
        self._held = [
            [frozenset(terms(p.chunk.text[a:b])) for a, b in spans]
            for p, spans in zip(sources, self._sentences, strict=True)
        ]
        self._about = [frozenset(terms(f"{p.title} {p.chunk.heading}")) for p in sources]
        best = max((passage.score for passage in sources), default=0.0) or 1.0
        self._behind = [1 - passage.score / best for passage in sources]
        everything = [held for source in self._held for held in source]
        self._count = len(everything)
        self._holders = Counter(term for held in everything for term in held)

    def best(self, claim: str, marked: Iterable[int] = ()) -> list[Support]:
        """Return where `claim` is supported: the best place, and the best in each other source that was marked.

        `marked` are the sources (from 0) that the model named. Empty where nothing supports it.
        """
        wanted = self._weights_of(claim)
        if not wanted:
            return []
        named = set(marked)
        found = [
            (support.share + self._preference(support, support.source in named), support)
            for source in range(len(self._held))
            if (support := self._best_in(source, wanted)) is not None
        ]
        good = sorted((pair for pair in found if pair[1].share >= self._enough), key=lambda pair: -pair[0])
        return [support for place, (_, support) in enumerate(good) if place == 0 or support.source in named]

    def _weights_of(self, claim: str) -> dict[str, float]:
        """What must be found: what a claim adds to the question counts twice; a bare yes stands on the question."""
        claimed = set(content_terms(claim))
        new = claimed - self._asked
        if not claimed - {"yes", "no", "tru", "fals"}:
            claimed, new = set(self._asked), set()
        return {term: self._weight(term) * (2 if term in new else 1) for term in claimed}

    def _weight(self, term: str) -> float:
        rarity = math.log(1 + (self._count + 1) / (self._holders[term] + 0.5))
        return rarity * (1.5 if term[0].isdigit() else 1)

    def _best_in(self, source: int, wanted: dict[str, float]) -> Support | None:
        spans, held = self._sentences[source], self._held[source]
        scores = [self._score(sentence, wanted) for sentence in held]
        if not any(_share(sentence, wanted) for sentence in held):
            return None
        first = last = max(range(len(scores)), key=lambda index: (scores[index], -index))
        terms_held = held[first]
        while last - first + 1 < LONGEST_QUOTE:
            neighbours = [index for index in (first - 1, last + 1) if 0 <= index < len(held)]
            if not neighbours:
                break
            gain, index = max((_share(terms_held | held[index], wanted), index) for index in neighbours)
            if gain < _share(terms_held, wanted) + WORTH_A_SENTENCE:
                break
            terms_held |= held[index]
            first, last = min(first, index), max(last, index)
        whole = self._about[source].union(*held)
        if any(term[0].isdigit() and term not in (whole if term in self._asked else terms_held) for term in wanted):
            return None  # a number that does not stand there is an invention, however well the rest fits
        if len(wanted) <= FEW_TERMS and self._asked_in(whole) < ABOUT_THE_QUESTION:
            return None
        # What the question said already may stand anywhere in the passage ("He was known as…"); what is new may not.
        share = _share(terms_held | (whole & self._asked), wanted)
        return Support(source, spans[first][0], spans[last][1], share)

    def _score(self, sentence: frozenset[str], wanted: dict[str, float]) -> float:
        return _share(sentence, wanted) + QUESTION_SHARE * self._asked_in(sentence)

    def _preference(self, support: Support, is_marked: bool) -> float:
        held = self._held[support.source]
        spans = self._sentences[support.source]
        quoted = frozenset().union(
            *(terms_ for terms_, (start, end) in zip(held, spans, strict=True) if support.start <= start < support.end)
        )
        asked = self._asked_in(quoted | self._about[support.source])
        return QUESTION_SHARE * asked + MARKED_BONUS * is_marked - SCORE_SHARE * self._behind[support.source]

    def _asked_in(self, held: frozenset[str]) -> float:
        return len(self._asked & held) / len(self._asked) if self._asked else 1.0


def _share(held: frozenset[str], wanted: dict[str, float]) -> float:
    total = sum(wanted.values())
    return sum(weight for term, weight in wanted.items() if term in held) / total if total else 0.0


def _sentences_of(passage: Passage) -> list[tuple[int, int]]:
    """The sentences that may be quoted: all but a table's header where it is only repeated."""
    chunk = passage.chunk
    repeated = chunk.spans[0].end - chunk.spans[0].start if chunk.repeats_header else 0
    return [(start, end) for start, end in split_sentences(chunk.text) if start >= repeated]
