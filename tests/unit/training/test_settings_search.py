"""The search tries few settings for long and many for a short time, and its winner loses nothing."""

import math

import pytest

from desktop_app.training.settings_search import (
    FIRST,
    SHARE,
    candidates,
    rounds,
    search,
    search_hint,
    seconds_for_winner,
)
from desktop_app.training.training_settings import TrainingSettings


class Bench:
    """Trains nothing: each setting's loss falls with time, towards how far its learning rate is from the best."""

    def __init__(self, best: float) -> None:
        self.best = best
        self.seconds: dict[int, float] = {}
        self.asked = 0

    def __call__(self, number: int, settings: TrainingSettings, seconds: float) -> float:
        self.asked += 1
        self.seconds[number] = seconds
        return abs(math.log(settings.learning_rate / self.best)) + 1 / seconds


def test_the_settings_as_given_are_among_those_tried_and_no_two_are_alike() -> None:
    given = TrainingSettings(rank=8, alpha=16)
    tried = candidates(given)
    assert tried[0] == given
    assert len(set(tried)) == len(tried) == FIRST


@pytest.mark.parametrize("factor", [0.4, 1.0, 2.5])
def test_the_best_settings_win(factor: float) -> None:
    given = TrainingSettings()
    bench = Bench(given.learning_rate * factor)
    trials = list(search(candidates(given), 3600, bench))
    (winner,) = [trial for trial in trials if trial.round == trials[-1].round and trial.goes_on]
    assert winner.settings.learning_rate == pytest.approx(bench.best)
    assert winner.check_loss == min(trial.check_loss for trial in trials)


def test_each_round_has_half_of_the_last_and_all_trials_keep_to_their_share() -> None:
    bench = Bench(1e-3)
    trials = list(search(candidates(TrainingSettings()), 3600, bench))
    assert [sum(trial.round == number for trial in trials) for number in (1, 2)] == rounds(FIRST) == [6, 3]
    assert sum(bench.seconds.values()) == pytest.approx(SHARE * 3600)


def test_the_winner_has_all_the_time_that_the_others_did_not_take() -> None:
    bench = Bench(1e-3)
    trials = list(search(candidates(TrainingSettings()), 3600, bench))
    winner = trials[-1 - 2]  # of the last round's three the best comes first
    others = sum(seconds for number, seconds in bench.seconds.items() if number != winner.number)
    assert seconds_for_winner(3600) == pytest.approx(3600 - others)


def test_too_little_time_to_tell_settings_apart_is_said_beforehand() -> None:
    assert "tried for 1 step at first" in search_hint(25)
    assert "10 times as long" in search_hint(25)
    assert not search_hint(1_000)
