"""What of the passages a model should read: their best sentences, in their order.

A small model answers well from a few sentences and badly from many, so what it is shown is
rationed by sentence and not by passage. The best sentence is also what a person is shown
where the model finds no words of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop_app.answering.rarity import terms_asked, weights_among
from desktop_app.domain import Passage
from desktop_app.sentences import CELL_SEPARATOR, split_sentences
from desktop_app.terms import content_terms, terms

# Set on 250 questions each of two sets, long articles and single paragraphs; in shares of the question's weight:
ABOUT_SHARE = 0.5  # how much a word in the title or the headings above counts, against one in the sentence
SCORE_SHARE = 0.8  # what a sentence loses for its passage's score, against the best passage's
RANK_PENALTY = 0.08  # what it loses for each place further down the list
NEIGHBOUR_SHARE = 0.15  # of a sentence's worth that its neighbours get: answers often stand beside the words asked for

FEWEST_ADDED = 3  # terms beyond the question's that a line without a full stop needs, to be more than a title


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """The characters `start` to `end` of passage `passage`, and the share of the question's weight they hold."""

    passage: int
    start: int
    end: int
    share: float


def rank_sentences(question: str, passages: Sequence[Passage]) -> list[RankedSentence]:
    """Return all sentences of the passages, those with most of the question first.

    Terms weigh by their rarity among these sentences. On 500 questions about 16 long
    articles the first one holds the answer for 75 %, where three whole passages do for 94 %.
    """
    asked = terms_asked(question)
    spans = [(i, start, end) for i, p in enumerate(passages) for start, end in split_sentences(p.chunk.text)]
    held = [asked & set(terms(passages[i].chunk.text[start:end])) for i, start, end in spans]
    weights = weights_among(asked, held)
    total = sum(weights.values()) or 1.0
    about = [asked & set(terms(f"{passage.title} {passage.chunk.heading}")) for passage in passages]
    shares = [
        (_sum(weights, found) + ABOUT_SHARE * _sum(weights, about[i] - found)) / total
        for found, (i, _, _) in zip(held, spans, strict=True)
    ]
    best = max((passage.score for passage in passages), default=0.0) or 1.0
    worth = [
        (-1.0 if _is_title(passages[i].chunk.text[start:end], asked) else shares[index])
        + NEIGHBOUR_SHARE * _beside(index, spans, shares)
        - SCORE_SHARE * (1 - passages[i].score / best)
        - RANK_PENALTY * i
        for index, (i, start, end) in enumerate(spans)
    ]
    order = sorted(range(len(spans)), key=lambda index: (-worth[index], index))
    return [RankedSentence(*spans[index], shares[index]) for index in order]


def excerpts(question: str, passages: Sequence[Passage], tokens: int, count_tokens: Callable[[str], int]) -> list[str]:
    """Return for each passage the sentences to read, in their order; "" where there is none.

    Together they have at most `tokens` tokens. The best sentence is always among them, cut at
    a word where it is too long by itself; a passage that fits is left whole.
    """
    whole = [passage.chunk.text for passage in passages]
    if sum(count_tokens(text) for text in whole) <= tokens:
        return whole
    chosen: list[list[tuple[int, int]]] = [[] for _ in passages]
    left = tokens
    for sentence in rank_sentences(question, passages):
        needed = count_tokens(whole[sentence.passage][sentence.start : sentence.end]) + 1
        if needed <= left:
            chosen[sentence.passage].append((sentence.start, sentence.end))
            left -= needed
        elif left == tokens:
            cut = _cut(whole[sentence.passage][sentence.start : sentence.end], tokens, count_tokens)
            return [cut if index == sentence.passage else "" for index in range(len(passages))]
    return [_joined(text, sorted(spans)) for text, spans in zip(whole, chosen, strict=True)]


def _sum(weights: dict[str, float], found: set[str]) -> float:
    return sum(weights[term] for term in found)


def _is_title(sentence: str, asked: set[str]) -> bool:
    """Whether it only names what the question names already: it can't be the answer, but what follows it may."""
    added = len(set(content_terms(sentence)) - asked)
    is_whole = sentence[-1] in ".!?…。！？\"'”’)" or CELL_SEPARATOR in sentence
    return added == 0 or (not is_whole and added < FEWEST_ADDED)


def _beside(index: int, spans: Sequence[tuple[int, int, int]], shares: Sequence[float]) -> float:
    neighbours = [i for i in (index - 1, index + 1) if 0 <= i < len(spans) and spans[i][0] == spans[index][0]]
    return max((shares[i] for i in neighbours), default=0.0)


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Join sentences, with the line break where one stood between them (rows, list items)."""
    parts: list[str] = []
    previous = 0
    for start, end in spans:
        if parts:
            parts.append("\n" if "\n" in text[previous:start] else " ")
        parts.append(text[start:end])
        previous = end
    return "".join(parts)


def _cut(sentence: str, tokens: int, count_tokens: Callable[[str], int]) -> str:
    words = sentence.split()
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if count_tokens(" ".join(words[:middle])) <= tokens:
            low = middle
        else:
            high = middle - 1
    return " ".join(words[:low]) or sentence[: max(1, tokens // 4)]
