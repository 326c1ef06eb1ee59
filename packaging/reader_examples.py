"""What the reader learns from: a question, a passage, and where in it the answer stands, or that it stands nowhere.

Two sources, made anew for every pass because chance has a part in both:

* `asked`: the questions of a set with their sources (question, sources, answers, source; see
  grounded_examples.py). Passages are cut differently each time, so that no place is learnt by heart. Some
  questions are spoilt: a name, number or word is exchanged for a similar one, and nothing answers them any more.
* `gaps`: questions made of the passages' own sentences, the answer replaced by "who", "when", "what". They are no
  good English, but they teach, at no cost, that an answer is where all the rest of the question is met.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop_app.sentences import split_sentences
from desktop_app.terms import content_terms, stop_words_of, terms

SPOILT_ASKED = 0.15  # of the answerable questions; those that people spoilt are many already
SPOILT_GAPS = 0.5
BESIDE = 0.7  # of the answerable questions also have sentences beside the answer's, which do not hold it
TITLED = 0.5  # of the passages begin with their title, as chunks begin with their headings
BEFORE, AFTER = (0, 1, 1, 2), (0, 0, 0, 1)  # sentences shown around the one that matters
LONGEST_GAP_QUESTION = 22  # words

_WORD = re.compile(r"\w[\w’'-]*")
NAME = re.compile(r"\b[A-Z][\w’'-]+(?:(?: of| the| de| von)* [A-Z][\w’'-]+)*")
_YEAR = re.compile(r"\b1\d{3}s?\b|\b20\d\ds?\b")
NUMBER = re.compile(r"\b\d[\d.,]*\d\b|\b\d\b")
_PLAIN = re.compile(r"\b[a-z][a-z-]+(?: [a-z][a-z-]+){0,2}\b")
_NOT = ("not", "never", "no longer")
_BY_KIND = {
    "year": ("when", "in what year", "what year"),
    "number": ("how many", "how much", "what"),
    "name": ("who", "what", "which", "where", "what is the name of"),
    "plain": ("what", "which", "what kind of", "how", "why"),
}

Near = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Example:
    """`answers` are characters of `passage`; none means that it does not answer the question."""

    question: str
    passage: str
    answers: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Paragraphs:
    """All passages of a set by document, with the names and numbers in them, to exchange for others."""

    by_document: dict[str, dict[str, None]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Sequence[dict[str, Any]]) -> "Paragraphs":
        paragraphs = cls()
        for row in rows:
            for source in row["sources"]:
                paragraphs.by_document.setdefault(source["title"], {})[source["text"]] = None
        for title, texts in paragraphs.by_document.items():
            whole = " ".join(texts)
            paragraphs.names[title] = _inner_names(whole)
            paragraphs.numbers[title] = NUMBER.findall(whole)
        return paragraphs


def asked(
    rows: Sequence[dict[str, Any]], paragraphs: Paragraphs, near: Near, chance: random.Random
) -> Iterator[Example]:
    """Yield examples of one pass over the questions: where the answer stands, and what is near and holds none."""
    for row in rows:
        question = row["question"].strip()
        if not row["source"]:
            sources = [
                (source["title"], source["text"], _nearness(question, source["text"])) for source in row["sources"]
            ]
            title, text, _ = max(sources, key=lambda source: source[2])
            yield _shown(Example(question, text, ()), title, chance)
            continue
        source = row["sources"][row["source"] - 1]
        title, text = source["title"], source["text"]
        spans = _places(row["answers"], text)
        if not spans:
            continue
        yield _shown(Example(question, text, spans), title, chance)
        if chance.random() < BESIDE:
            other = chance.choice(row["sources"])
            rest = _without(other["text"], _places(row["answers"], other["text"]))
            if rest:
                yield _shown(Example(question, rest, ()), other["title"], chance)
        if chance.random() < SPOILT_ASKED:
            spoilt = _Spoiling(text, title, paragraphs, near, chance).spoilt(question)
            if spoilt is not None:
                yield _shown(Example(spoilt, text, ()), title, chance)


def gaps(paragraphs: Paragraphs, near: Near, count: int, chance: random.Random) -> Iterator[Example]:
    """Yield `count` examples whose questions are made of sentences."""
    every = [(title, text) for title, texts in paragraphs.by_document.items() for text in texts]
    made = 0
    while made < count:
        title, text = chance.choice(every)
        example = _gap(title, text, paragraphs, near, chance)
        if example is not None:
            made += 1
            yield _shown(example, title, chance)


def _gap(title: str, text: str, paragraphs: Paragraphs, near: Near, chance: random.Random) -> Example | None:
    start, end = chance.choice(split_sentences(text))
    sentence = text[start:end]
    found = _gap_in(sentence, chance)
    if found is None:
        return None
    kind, a, b = found
    before, after = _WORD.findall(sentence[:a]), _WORD.findall(sentence[b:])
    left = before[-chance.randint(3, LONGEST_GAP_QUESTION // 2) :]
    right = after[: chance.randint(3, LONGEST_GAP_QUESTION // 2)]
    stop = stop_words_of(text)
    left, right = (
        [w for w in words if chance.random() > (0.3 if w.lower() in stop else 0.1)] for words in (left, right)
    )
    if len(left) + len(right) < 4:
        return None
    asks = chance.choice(_BY_KIND[kind])
    order = chance.random()
    words = [asks, *left, *right] if order < 0.5 else [asks, *right, *left] if order < 0.7 else [*left, asks, *right]
    question = " ".join(words)
    question = question[0].upper() + question[1:] + "?"
    if chance.random() < SPOILT_GAPS:
        spoilt = _Spoiling(text, title, paragraphs, near, chance).spoilt(question)
        return None if spoilt is None else Example(spoilt, text, ())
    return Example(question, text, ((start + a, start + b),))


def _gap_in(sentence: str, chance: random.Random) -> tuple[str, int, int] | None:
    """Return the kind and place of something that could be asked for."""
    kinds = {
        "year": [m.span() for m in _YEAR.finditer(sentence)],
        "number": [m.span() for m in NUMBER.finditer(sentence) if not _YEAR.fullmatch(m[0])],
        "name": [m.span() for m in NAME.finditer(sentence) if m.start() or " " in m[0]],
        "plain": _plain_phrases(sentence),
    }
    present = [kind for kind, spans in kinds.items() if spans]
    if not present:
        return None
    kind = chance.choice(present)
    return kind, *chance.choice(kinds[kind])


def _plain_phrases(sentence: str) -> list[tuple[int, int]]:
    """Return runs of one to three words without stop words in them."""
    stop = stop_words_of(sentence)
    runs = []
    for match in _PLAIN.finditer(sentence):
        words = match[0].split()
        while words and words[0] in stop:
            words = words[1:]
        kept = []
        for word in words:
            if word in stop:
                break
            kept.append(word)
        phrase = " ".join(kept)
        if len(phrase) > 3:
            start = match.start() + match[0].index(phrase)
            runs.append((start, start + len(phrase)))
    return runs


@dataclass(frozen=True, slots=True)
class _Spoiling:
    """What a question is spoilt with: nothing that `text` itself says."""

    text: str
    title: str
    paragraphs: Paragraphs
    near: Near
    chance: random.Random

    def spoilt(self, question: str) -> str | None:
        """Return the question with something in it exchanged or denied; None where nothing can be."""
        ways = [self._other_name, self._other_number, self._other_word, self._other_word, self._denied]
        self.chance.shuffle(ways)
        changed = (way(question) for way in ways)
        return next((other for other in changed if other is not None and other != question), None)

    def _other_name(self, question: str) -> str | None:
        names = [m for m in NAME.finditer(question) if m.start()]
        others = [n for n in self.paragraphs.names.get(self.title, ()) if n not in self.text and n not in question]
        return self._exchanged(question, self.chance.choice(names), others) if names else None

    def _other_number(self, question: str) -> str | None:
        numbers = list(NUMBER.finditer(question))
        if not numbers:
            return None
        number = self.chance.choice(numbers)
        known = self.paragraphs.numbers.get(self.title, ())
        others = [other for other in known if len(other) == len(number[0]) and other not in self.text]
        if not others and number[0].isdigit():
            others = [str(int(number[0]) + self.chance.randint(1, 9))]
        return self._exchanged(question, number, others)

    def _other_word(self, question: str) -> str | None:
        held = set(terms(self.text))
        stop = stop_words_of(question)
        words = [m for m in _WORD.finditer(question) if m[0].lower() in self.near and m[0].lower() not in stop]
        self.chance.shuffle(words)
        for word in words:
            others = [other for other in self.near[word[0].lower()] if not set(terms(other)) & held]
            if others:
                return self._exchanged(question, word, others)
        return None

    def _denied(self, question: str) -> str | None:
        verb = re.search(r"\b(?:did|do|does|was|were|is|are|has|had|have|can|could|will|would)\b", question)
        if verb is None or self.chance.random() < 0.5:
            return None
        return f"{question[: verb.end()]} {self.chance.choice(_NOT)}{question[verb.end() :]}"

    def _exchanged(self, question: str, place: re.Match[str], others: Sequence[str]) -> str | None:
        return question[: place.start()] + self.chance.choice(others) + question[place.end() :] if others else None


def _shown(example: Example, title: str, chance: random.Random) -> Example:
    """Return the example with few sentences of its passage: those of an answer, or what is nearest to the question."""
    spans = split_sentences(example.passage)
    if example.answers:
        at = chance.choice(example.answers)
        inside = [i for i, (a, b) in enumerate(spans) if a < at[1] and b > at[0]]
        first, last = inside[0], inside[-1]
    else:
        held = [_nearness(example.question, example.passage[a:b]) for a, b in spans]
        first = last = max(range(len(spans)), key=lambda i: (held[i], chance.random()))
    first, last = max(0, first - chance.choice(BEFORE)), min(len(spans) - 1, last + chance.choice(AFTER))
    start, end = spans[first][0], spans[last][1]
    answers = tuple((a - start, b - start) for a, b in example.answers if start <= a and b <= end)
    passage = example.passage[start:end]
    if title and chance.random() < TITLED:
        shift = len(title) + 1
        passage, answers = f"{title}\n{passage}", tuple((a + shift, b + shift) for a, b in answers)
    return Example(example.question, passage, answers)


def _nearness(question: str, text: str) -> int:
    """Return how many of the question's words the text holds."""
    return len(set(content_terms(question)) & set(terms(text)))


def _without(text: str, answers: Sequence[tuple[int, int]]) -> str:
    """Return the sentences in which none of the answers stands."""
    return " ".join(text[a:b] for a, b in split_sentences(text) if not any(s < b and e > a for s, e in answers))


def _places(answers: Sequence[str], text: str) -> tuple[tuple[int, int], ...]:
    """Return every place where one of the answers stands as whole words."""
    return tuple(
        (match.start(), match.end())
        for answer in answers
        if answer.strip()
        for match in re.finditer(rf"(?<!\w){re.escape(answer.strip())}(?!\w)", text)
    )


def _inner_names(text: str) -> list[str]:
    return [m[0] for m in NAME.finditer(text) if m.start() > 2 and text[m.start() - 2] not in ".?!"]
