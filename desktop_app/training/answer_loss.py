"""The loss of answers: what the model is told to write, and nothing of what it is told to read.

Logits are computed where an answer's tokens are foretold and nowhere else: for a vocabulary of
49,152 and 512 tokens that alone spares 100 MB twice over. Answers of a batch may differ in
length; padding stands behind, where a model that reads forwards never looks back from.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional

from desktop_app.training.base_model import BaseModel
from desktop_app.training.tokenised import TokenisedExample

# Up to a width, widths are multiples of so much: torch and oneDNN keep code and buffers for every shape that they
# meet, 10 to 18 MB each. A layer of SmolLM2's size on 80 batches of 100 to 500 tokens: 1.1 GB more at the end
# than at the beginning with every width, 0.07 GB with multiples of 64 alone. A sixteenth is padding in the mean.
_STEPS = ((128, 16), (256, 32), (1024, 64), (2**31, 128))


@dataclass(frozen=True, slots=True)
class Padded:
    """A batch as one matrix; `places` are where, row after row, the next token belongs to an answer."""

    tokens: torch.Tensor
    places: torch.Tensor
    answers: torch.Tensor


def padded(examples: Sequence[TokenisedExample], device: torch.device) -> Padded:
    """Put examples into one matrix. The last token of each foretells nothing and stays out."""
    width = padded_width(max(map(len, examples)) - 1)
    rows: list[list[int]] = []
    places: list[int] = []
    answers: list[int] = []
    for row, example in enumerate(examples):
        told = (*example.prompt, *example.answer)[:-1]
        rows.append([*told, *[0] * (width - len(told))])
        begin = row * width + len(example.prompt) - 1
        places += range(begin, begin + len(example.answer))
        answers += example.answer
    return Padded(*(torch.tensor(part, device=device) for part in (rows, places, answers)))


def padded_width(tokens: int) -> int:
    """Return how wide the matrix for examples of at most so many tokens is."""
    step = next(step for most, step in _STEPS if tokens <= most)
    return math.ceil(tokens / step) * step


def answer_logits(base: BaseModel, batch: Padded) -> torch.Tensor:
    """Return float32 logits, one row per token of the answers."""
    with base.computing():
        hidden = base.body(input_ids=batch.tokens, use_cache=False).last_hidden_state
        logits: torch.Tensor = base.head(hidden.flatten(0, 1).index_select(0, batch.places)).float()
    return torch.tanh(logits / base.softcap) * base.softcap if base.softcap else logits


def answer_loss(base: BaseModel, examples: Sequence[TokenisedExample]) -> torch.Tensor:
    """Return the sum of the losses of all tokens of the answers, in nats."""
    batch = padded(examples, base.device)
    return functional.cross_entropy(answer_logits(base, batch), batch.answers, reduction="sum")


def answer_losses(base: BaseModel, examples: Sequence[TokenisedExample]) -> list[float]:
    """Return the loss of each example's answer, its tokens' losses added up, in nats."""
    batch = padded(examples, base.device)
    of_tokens = functional.cross_entropy(answer_logits(base, batch), batch.answers, reduction="none")
    parts = torch.split(of_tokens, [len(example.answer) for example in examples])
    return [part.sum().item() for part in parts]


def count_answer_tokens(examples: Sequence[TokenisedExample]) -> int:
    return sum(len(example.answer) for example in examples)
