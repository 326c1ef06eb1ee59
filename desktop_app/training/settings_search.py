"""Settings that suit the examples, found by successive halving.

Several settings are tried for a short time each; the better half goes on, and so forth until one is
left, which then has the rest of the time. Every trial is planned as if it were the whole run and
goes on from its own checkpoint, so nothing that the winner learnt is lost. Knows no model: what a
trial reached is told by whoever trains it.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from desktop_app.training.training_settings import TrainingSettings

SHARE = 0.5  # of all time that may go into trials
FIRST = 6  # settings are tried in the first round
FEWEST_STEPS = 10  # of a trial in its first round; fewer hardly tell settings apart

# (factor of the learning rate, factor of the rank, targets); the first are the settings as they were given.
_VARIATIONS: tuple[tuple[float, float, str], ...] = (
    (1.0, 1.0, ""),
    (2.5, 1.0, ""),
    (0.4, 1.0, ""),
    (2.5, 0.5, ""),
    (1.0, 2.0, ""),
    (2.5, 1.0, "attention"),
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What one of the settings reached: `number` counts them from 1, `seconds` is its training so far."""

    number: int
    round: int
    settings: TrainingSettings
    seconds: float
    check_loss: float
    goes_on: bool = True


Train = Callable[[int, TrainingSettings, float], float]


def candidates(settings: TrainingSettings) -> list[TrainingSettings]:
    """Return what is tried; alpha stays in its proportion to the rank."""
    return [
        replace(
            settings,
            learning_rate=min(0.1, settings.learning_rate * rate),
            rank=min(256, max(1, round(settings.rank * rank))),
            alpha=min(4096, max(1, round(settings.alpha * rank))),
            targets=targets or settings.targets,
        )
        for rate, rank, targets in _VARIATIONS[:FIRST]
    ]


def rounds(count: int) -> list[int]:
    """Return how many settings are in each round: 6, 3, 1 without the last, which is the run itself."""
    sizes = []
    while count > 1:
        sizes.append(count)
        count //= 2
    return sizes


def seconds_for_winner(seconds: float, count: int = FIRST) -> float:
    """Return how long the winner learns in all, when the whole search and run has `seconds`."""
    each = _seconds_each(seconds, count)
    spent_on_others = sum(size * each for size in rounds(count)) - len(rounds(count)) * each
    return seconds - spent_on_others


def search(tried: Sequence[TrainingSettings], seconds: float, train: Train) -> Iterator[Trial]:
    """Yield what each trial reached, round by round; the last one that goes on is the winner.

    `train` trains settings, by their number, until they had so many seconds in all, and returns
    the check loss.
    """
    each = _seconds_each(seconds, len(tried))
    staying = list(enumerate(tried, 1))
    for number, size in enumerate(rounds(len(tried)), 1):
        losses = {index: train(index, settings, each * number) for index, settings in staying}
        order = sorted(staying, key=lambda trial: losses[trial[0]])
        staying = order[: size // 2]
        kept = {index for index, _ in staying}
        for index, settings in order:
            yield Trial(index, number, settings, each * number, losses[index], index in kept)


def search_hint(steps: int) -> str:
    """Return what to say where a whole run of so many steps leaves too few for each trial, "" where it does not."""
    each = int(_seconds_each(steps, FIRST))
    if each >= FEWEST_STEPS:
        return ""
    return (
        f"In this time each setting is tried for {each} step{'' if each == 1 else 's'} at first, too few to tell them"
        f" apart; give the search {math.ceil(FEWEST_STEPS / max(each, 1))} times as long, or train without it."
    )


def _seconds_each(seconds: float, count: int) -> float:
    """Return what a trial has in one round."""
    return SHARE * seconds / sum(rounds(count)) if count > 1 else 0.0
