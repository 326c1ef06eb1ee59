"""Examples as tokens, put together into batches of similar length.

The order depends on seed and step alone, so that a run that goes on after a kill sees what
it would have seen. Knows no model and no torch.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

_SORTED_TOGETHER = 16  # batches whose examples are sorted by length: little padding, still a mixed order


@dataclass(frozen=True, slots=True)
class TokenisedExample:
    """What the model reads, and what it shall write after it, the token that ends its turn included."""

    prompt: tuple[int, ...]
    answer: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.prompt or not self.answer:
            raise ValueError("an example needs a prompt and an answer")

    def __len__(self) -> int:
        return len(self.prompt) + len(self.answer)


class Batches:
    """Which examples each step learns from; `lengths` are theirs in tokens."""

    def __init__(self, lengths: Sequence[int], batch: int, seed: int) -> None:
        if not lengths:
            raise ValueError("nothing to learn from")
        self._lengths = lengths
        self._batch = min(batch, len(lengths))
        self._seed = seed
        self._epoch = -1
        self._order: list[list[int]] = []
        self.steps_per_epoch = math.ceil(len(lengths) / self._batch)

    def at(self, step: int) -> list[int]:
        """Return the examples of step `step`, counted from 0, longest first."""
        epoch, place = divmod(step, self.steps_per_epoch)
        if epoch != self._epoch:
            self._epoch, self._order = epoch, self._ordered(random.Random(f"{self._seed}:{epoch}"))
        return self._order[place]

    def _ordered(self, chance: random.Random) -> list[list[int]]:
        order = list(range(len(self._lengths)))
        chance.shuffle(order)
        batches: list[list[int]] = []
        together = self._batch * _SORTED_TOGETHER
        for start in range(0, len(order), together):
            part = sorted(order[start : start + together], key=self._lengths.__getitem__, reverse=True)
            batches += [part[begin : begin + self._batch] for begin in range(0, len(part), self._batch)]
        chance.shuffle(batches)
        return batches


def micro_batches(chosen: Sequence[int], lengths: Sequence[int], most_tokens: int) -> list[list[int]]:
    """Cut a batch, sorted by length, into parts that have at most `most_tokens` when padded; never an empty one."""
    parts: list[list[int]] = []
    for index in chosen:
        longest = max(lengths[other] for other in parts[-1]) if parts else 0
        if parts and max(longest, lengths[index]) * (len(parts[-1]) + 1) <= most_tokens:
            parts[-1].append(index)
        else:
            parts.append([index])
    return parts
