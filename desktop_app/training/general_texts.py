"""Keeping what the model could do before: general texts on which the adapter shall change nothing.

A model that learns one form of answer soon gives it to every question. So each step also reads a few texts that
have nothing to do with the examples (prompts with the base model's own answers, paragraphs of prose), and whatever
it would say differently from the base model there counts as loss. Nothing new is taught by that: without an
adapter this loss is 0. Knows no files and no words, only tokens.
"""

import random
from collections.abc import Callable, Sequence

import torch
from torch.nn import functional

from desktop_app.training.answer_loss import answer_logits, padded
from desktop_app.training.base_model import BaseModel
from desktop_app.training.returned_memory import give_back_memory
from desktop_app.training.tokenised import TokenisedExample, micro_batches
from desktop_app.training.training_settings import GENERAL_SHARE

_LOOKED_AT = 24  # texts, with each check: a few seconds
_LONGEST_ANSWER = 24  # tokens; how an answer begins tells what kind it is
# Prompts that are answered at once: 60 took 4.2 GB with SmolLM2 135M, 10 no more than a step of training.
_TOGETHER = 10


class GeneralTexts:
    """Texts for each step of one run, in an order that depends on `seed` alone.

    `share` of their tokens are read for each one that is learnt from. A nat of their divergence counts as one of the
    examples' loss at the usual share, and accordingly more at a larger one.
    """

    def __init__(self, texts: Sequence[TokenisedExample], seed: int, share: float = GENERAL_SHARE) -> None:
        self._texts = list(texts)
        self._share, self._weight = share, share / GENERAL_SHARE
        random.Random(f"general:{seed}").shuffle(self._texts)
        self._mean = sum(map(len, texts)) / max(1, len(texts))

    def at(self, step: int, learnt: int) -> list[TokenisedExample]:
        """Return the texts of step `step`, which learns from so many tokens; every text has its turn."""
        if not self._texts:
            return []
        count = min(len(self._texts), max(1, round(self._share * learnt / self._mean)))
        return [self._texts[(step * count + number) % len(self._texts)] for number in range(count)]

    def hold(self, base: BaseModel, step: int, learnt: int, most_tokens: int) -> None:
        """Add to the gradients what brings `base` nearer to itself without the adapter."""
        texts = self.at(step, learnt)
        answers = sum(len(text.answer) for text in texts)
        for part in _parts(texts, most_tokens):
            (self._weight / answers * divergence(base, part)).backward()  # type: ignore[no-untyped-call]

    def moved(self, base: BaseModel, most_tokens: int) -> float:
        """Return by how much a few of them, always the same, are moved, in nats a token; 0 without texts."""
        texts = self._texts[:_LOOKED_AT]
        if not texts:
            return 0.0
        base.judge()
        with torch.no_grad():
            whole = sum(divergence(base, part).item() for part in _parts(texts, most_tokens))
        return self._weight * whole / sum(len(text.answer) for text in texts)


def divergence(base: BaseModel, texts: Sequence[TokenisedExample]) -> torch.Tensor:
    """Return how far the adapter moves what `base` expects, as the sum over the answers' tokens, in nats."""
    batch = padded(texts, base.device)
    with torch.no_grad(), base.without_adapter():
        expected = torch.log_softmax(answer_logits(base, batch), dim=-1)
    found = torch.log_softmax(answer_logits(base, batch), dim=-1)
    return functional.kl_div(found, expected, reduction="sum", log_target=True)


def answered_by_itself(
    base: BaseModel, prompts: Sequence[Sequence[int]], end: int, give_way: Callable[[], None]
) -> list[TokenisedExample]:
    """Return each prompt with what the base model, without the adapter, answers to it; `end` ends an answer."""
    texts: list[TokenisedExample] = []
    order = sorted(prompts, key=len)
    for start in range(0, len(order), _TOGETHER):
        give_way()
        together = order[start : start + _TOGETHER]
        answers = base.write(together, _LONGEST_ANSWER, end)
        give_back_memory()
        for prompt, answer in zip(together, answers, strict=True):
            texts.append(TokenisedExample(tuple(prompt), tuple(answer)))
    return texts


def _parts(texts: Sequence[TokenisedExample], most_tokens: int) -> list[list[TokenisedExample]]:
    """Cut the texts into parts that are not too large to be computed at once."""
    parts = micro_batches(range(len(texts)), [len(text) for text in texts], most_tokens)
    return [[texts[index] for index in part] for part in parts]
