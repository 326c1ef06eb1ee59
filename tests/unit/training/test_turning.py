"""The check loss has turned when most examples got worse, not when a few wavered."""

import random

from desktop_app.training.turning import PATIENCE, Turning


def turns_after(checks: list[list[float]]) -> int:
    """Return after how many checks the loss has turned, 0 where it has not."""
    turning = Turning()
    for number, losses in enumerate(checks, 1):
        turning.add(losses)
        if turning.has_come:
            return number
    return 0


def test_a_loss_that_falls_never_turns() -> None:
    assert not turns_after([[5.0 - 0.1 * number, 4.0 - 0.1 * number] for number in range(30)])


def test_a_loss_that_rises_for_most_examples_turns_soon() -> None:
    falling = [[3.0 - 0.2 * number + 0.01 * example for example in range(40)] for number in range(8)]
    rising = [[1.6 + 0.2 * number + 0.01 * example for example in range(40)] for number in range(1, 12)]
    assert 8 + PATIENCE <= turns_after(falling + rising) <= 8 + 2 * PATIENCE


def test_a_few_wavering_examples_turn_nothing() -> None:
    chance = random.Random(1)
    checks = []
    for number in range(20):
        level = max(1.0, 2.0 - 0.1 * number)  # falls, then stays
        checks.append([max(0.0, level + chance.gauss(0.0, 0.5)) for _ in range(60)])
    assert not turns_after(checks)


def test_one_example_that_gets_much_worse_turns_nothing_alone() -> None:
    assert not turns_after([[1.0] * 50 + [0.1 * number] for number in range(1, 30)])


def test_a_loss_that_is_no_number_any_more_turns() -> None:
    assert turns_after([[1.0, 1.0], *[[float("nan"), 1.0]] * 10])
