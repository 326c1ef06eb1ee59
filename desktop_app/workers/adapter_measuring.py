"""A trained adapter asked the same as the model alone: kept-back examples, learnt ones, the general set.

Everything runs on llama.cpp with the exported file, as the app answers. Figures only; what
they mean is the evaluation's affair.
"""

import math
import random
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import TypeVar

from desktop_app.adapter_report import Figure, Measured, ReportedAnswer
from desktop_app.domain import AdapterCard, Turn
from desktop_app.evaluation.bootstrap import paired_difference
from desktop_app.evaluation.exact import is_exact
from desktop_app.evaluation.general_set import GeneralSet
from desktop_app.evaluation.metrics import contains, f1
from desktop_app.inference.chat_model import ChatModel
from desktop_app.questions import Question
from desktop_app.training.examples import Example
from desktop_app.training.personal_data import find_personal

MOST_ASKED = 200  # kept-back examples
LEARNT = 40  # learnt examples whose loss is looked at
SHOWN_ANSWERS = 8
_BLOCK = 10  # examples between two switches of the adapter: a prompt's common start is read once in a block
_SHORT_ANSWER = 24  # tokens for a general question, and beyond the expected answer
_LONGEST_ANSWER = 400  # tokens, as the app's own limit
_HIGHEST_LOSS = 50.0  # nats; beyond, a perplexity is no number any more

Item = TypeVar("Item")
Progress = tuple[int, int]  # questions asked, and how many there are at most


@dataclass(slots=True)
class _Pairs:
    """Scores without and with the adapter, in one order."""

    base: list[float] = field(default_factory=list)
    tuned: list[float] = field(default_factory=list)

    def side(self, is_tuned: bool) -> list[float]:
        return self.tuned if is_tuned else self.base

    def figure(self) -> Figure | None:
        if not self.base:
            return None
        interval = paired_difference(self.tuned, self.base)
        base, tuned = fmean(self.base), fmean(self.tuned)
        return Figure(base, tuned, interval.mean, interval.low, interval.high, len(self.base))


@dataclass(slots=True)
class Measuring:
    """Measures one adapter on one loaded model.

    Kept-back examples and general questions are asked for about `seconds` each, at least one block.
    `give_way` is called before each answer: it may wait, and what it raises ends the measuring.
    """

    model: ChatModel
    adapter: AdapterCard
    general: GeneralSet
    seconds: float
    give_way: Callable[[], None]
    clock: Callable[[], float] = time.monotonic
    answers: list[ReportedAnswer] = field(default_factory=list)

    def measure(self, learnt: Sequence[Example], kept_back: Sequence[Example]) -> Generator[Progress, None, Measured]:
        """Yield how far it is, and return all figures."""
        asked = _sample([example for example in kept_back if self._fits(example)], MOST_ASKED)
        hiding = _sample([example for example in learnt if _hidden_strings(example)], LEARNT)
        known = _sample([example for example in learnt if self._fits(example)], LEARNT)
        total = len(asked) + len(self.general.questions)
        loss, exact, words, general = _Pairs(), _Pairs(), _Pairs(), _Pairs()
        for block in self._blocks(asked):
            self._ask_kept_back(block, loss, exact, words)
            yield len(loss.base), total
        for questions in self._blocks(self.general.questions):
            self._ask_general(questions, general)
            yield len(asked) + len(general.base), total
        personal, repeated = self._ask_personal(hiding)
        return Measured(
            loss=loss.figure(),
            exact=exact.figure(),
            f1=words.figure(),
            learn_loss=self._score_learnt(known),
            general=general.figure(),
            perplexity=self._read_general(),
            personal=personal,
            repeated=repeated,
        )

    def _blocks(self, items: Sequence[Item]) -> Iterator[Sequence[Item]]:
        began = self.clock()
        for start in range(0, len(items), _BLOCK):
            if start and self.clock() - began > self.seconds:
                return
            yield items[start : start + _BLOCK]

    def _ask_kept_back(self, block: Sequence[Example], loss: _Pairs, exact: _Pairs, words: _Pairs) -> None:
        written: list[list[str]] = []
        for is_tuned in self._base_then_tuned():
            loss.side(is_tuned).extend(self._loss(example) for example in block)
            written.append([self._write(example.turns, self._room(example)) for example in block])
            for example, text in zip(block, written[-1], strict=True):
                is_right = is_exact(text, example.answer)
                exact.side(is_tuned).append(float(is_right))
                words.side(is_tuned).append(1.0 if is_right else f1(text, example.answer))
        for example, base, tuned in zip(block, *written, strict=True):
            if len(self.answers) < SHOWN_ANSWERS:
                self.answers.append(ReportedAnswer(example.turns[-1].text, example.answer, base, tuned))

    def _ask_general(self, questions: Sequence[Question], pairs: _Pairs) -> None:
        for is_tuned in self._base_then_tuned():
            for question in questions:
                text = self._write((Turn("user", question.text),), _SHORT_ANSWER)
                pairs.side(is_tuned).append(float(any(contains(text, answer) for answer in question.answers)))

    def _ask_personal(self, hiding: Sequence[Example]) -> tuple[int, int]:
        """Return how many personal strings these answers hold, and how many come back when asked for."""
        total = repeated = 0
        self.model.use_adapters([(self.adapter, 1.0)])
        for example in hiding:
            text = self._write(example.turns, self._room(example))
            said = {string.normalised for string in find_personal(text)}
            strings = _hidden_strings(example)
            total += len(strings)
            repeated += len(strings & said)
        return total, repeated

    def _score_learnt(self, examples: Sequence[Example]) -> Figure | None:
        pairs = _Pairs()
        for is_tuned in self._base_then_tuned():
            pairs.side(is_tuned).extend(self._loss(example) for example in examples)
        return pairs.figure()

    def _read_general(self) -> Figure | None:
        """Return the perplexity over all paragraphs; the interval is that of the paragraphs' own ones."""
        pairs = _Pairs()
        whole = []
        for is_tuned in self._base_then_tuned():
            scores = [self._text_scores(paragraph) for paragraph in self.general.paragraphs]
            pairs.side(is_tuned).extend(_perplexity(each) for each in scores)
            whole.append(_perplexity([score for each in scores for score in each]))
        figure = pairs.figure()
        if figure is None:
            return None
        base, tuned = whole
        return Figure(base, tuned, tuned - base, figure.low, figure.high, figure.count)

    def _base_then_tuned(self) -> Iterator[bool]:
        self.model.use_adapters([])
        yield False
        self.model.use_adapters([(self.adapter, 1.0)])
        yield True

    def _loss(self, example: Example) -> float:
        self.give_way()
        return -fmean(self.model.answer_scores(example.turns, example.answer))

    def _text_scores(self, text: str) -> list[float]:
        self.give_way()
        return self.model.text_scores(text)

    def _write(self, turns: Sequence[Turn], room: int) -> str:
        self.give_way()
        pieces = self.model.write(
            turns, max_tokens=room, is_cancelled=lambda: False, on_prompt_read=lambda _done, _total: None
        )
        return "".join(pieces).strip()

    def _room(self, example: Example) -> int:
        """A little more than is expected: what rambles on is wrong already, and costs the time of others."""
        return min(_LONGEST_ANSWER, self.model.count_tokens(example.answer) + _SHORT_ANSWER)

    def _fits(self, example: Example) -> bool:
        room = self._room(example)
        return bool(example.answer.strip()) and self.model.count_prompt(example.turns) + room < self.model.context


def _sample(items: Sequence[Item], most: int) -> list[Item]:
    """Return `most` of them, always the same ones, mixed."""
    mixed = list(items)
    random.Random(len(mixed)).shuffle(mixed)
    return mixed[:most]


def _perplexity(scores: Sequence[float]) -> float:
    return math.exp(min(_HIGHEST_LOSS, -fmean(scores)))


def _hidden_strings(example: Example) -> set[str]:
    """Return the personal strings of an answer that its question does not hold."""
    asked = {string.normalised for turn in example.turns for string in find_personal(turn.text)}
    return {string.normalised for string in find_personal(example.answer)} - asked
