"""Batches hold each example once an epoch, alike in length, and always the same for a seed."""

import itertools

from hypothesis import given
from hypothesis import strategies as some

from desktop_app.training.tokenised import Batches, micro_batches

LENGTHS = [5, 90, 7, 30, 31, 6, 88, 12, 50, 51, 9]


def epoch(batches: Batches, number: int) -> list[list[int]]:
    first = number * batches.steps_per_epoch
    return [batches.at(step) for step in range(first, first + batches.steps_per_epoch)]


@given(some.lists(some.integers(1, 500), min_size=1, max_size=60), some.integers(1, 16), some.integers(0, 3))
def test_every_example_is_learnt_once_an_epoch(lengths: list[int], batch: int, number: int) -> None:
    chosen = list(itertools.chain.from_iterable(epoch(Batches(lengths, batch, 0), number)))
    assert sorted(chosen) == list(range(len(lengths)))


def test_the_order_depends_on_seed_and_epoch_alone() -> None:
    batches = Batches(LENGTHS, 2, 7)
    later = batches.at(17)
    batches.at(3)
    assert batches.at(17) == later == Batches(LENGTHS, 2, 7).at(17)
    assert epoch(Batches(LENGTHS, 2, 7), 0) != epoch(Batches(LENGTHS, 2, 7), 1)
    assert epoch(Batches(LENGTHS, 2, 7), 0) != epoch(Batches(LENGTHS, 2, 8), 0)


def test_a_batch_holds_examples_of_similar_length() -> None:
    lengths = list(range(1, 129))
    spread = [lengths[chosen[0]] - lengths[chosen[-1]] for chosen in epoch(Batches(lengths, 8, 0), 0)]
    assert max(spread) == 7


@given(some.lists(some.integers(1, 500), min_size=1, max_size=20), some.integers(1, 900))
def test_parts_of_a_batch_stay_below_the_limit_when_padded(lengths: list[int], most: int) -> None:
    chosen = sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True)
    parts = micro_batches(chosen, lengths, most)
    assert list(itertools.chain.from_iterable(parts)) == chosen
    for part in parts:
        assert len(part) == 1 or max(lengths[index] for index in part) * len(part) <= most
