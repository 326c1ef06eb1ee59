"""A search on a tiny model: the winner goes on from where its trials ended, also after it was left."""

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from desktop_app.errors import BadInput
from desktop_app.paths import DataPaths
from desktop_app.training.stopping import LeaveTraining, StopTraining
from desktop_app.workers.training_order import TrainingOrder, read_order
from desktop_app.workers.training_protocol import TrainAdapter
from desktop_app.workers.training_run import TrainingRun
from tests.samples.architecture_models import write_model_of

SETTINGS = {"rank": 4, "alpha": 16, "learning_rate": 0.005, "batch": 4, "max_tokens": 64, "keeps_general": False}


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> TrainingOrder:
    folder = tmp_path_factory.mktemp("search")
    model = write_model_of("llama", folder / "tiny.gguf")
    lines = [{"instruction": f"{number}?", "output": "Yes."} for number in range(40)]
    file = folder / "examples.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return read_order(
        TrainAdapter(
            1,
            str(file),
            "Found",
            model=str(model),
            settings=SETTINGS,
            minutes=0.1,
            use_all=True,
            search=True,
            without_report=True,
        )
    )


def run_of(order: TrainingOrder, folder: Path, give_way: Callable[[], None] = lambda: None) -> TrainingRun:
    """Time passes a little whenever the clock is looked at: a step takes a tenth of a second or so."""
    ticks = itertools.count()
    return TrainingRun(DataPaths(folder / "data").create(), order, "", give_way, clock=lambda: 0.02 * next(ticks))


def told(run: TrainingRun, kind: str) -> list[dict[str, Any]]:
    return [event for event in run.run() if event["event"] == kind]


def test_the_winner_of_the_trials_goes_on_and_the_table_is_kept(order: TrainingOrder, tmp_path: Path) -> None:
    run = run_of(order, tmp_path)
    steps = told(run, "step")
    trials = run.summary["trials"]
    assert [trial["round"] for trial in trials] == [1] * 6 + [2] * 3
    winner = trials[-3]
    assert run.summary["settings"] == winner["settings"]
    assert winner["check_loss"] == min(trial["check_loss"] for trial in trials if trial["round"] == 2)
    assert steps[0]["step"] > 1  # not from the beginning
    assert steps[0]["seconds"] > winner["seconds"]
    assert run.adapter is not None
    assert run.adapter.rank == winner["settings"]["rank"]


def test_a_search_that_was_left_goes_on(order: TrainingOrder, tmp_path: Path) -> None:
    calls = 0

    def leave_soon() -> None:
        nonlocal calls
        calls += 1
        if calls == 60:
            raise LeaveTraining

    left = run_of(order, tmp_path, leave_soon)
    list(left.run())
    assert left.adapter is None
    rest = run_of(order, tmp_path)
    list(rest.run())
    assert rest.adapter is not None
    assert len(rest.summary["trials"]) == 9


def test_stopping_a_search_keeps_what_its_best_trial_learnt(order: TrainingOrder, tmp_path: Path) -> None:
    finished = 0

    def stop() -> None:
        if finished:
            raise StopTraining

    run = run_of(order, tmp_path, stop)
    for event in run.run():
        finished += event["event"] == "trial"
    assert run.adapter is not None
    assert 0 < len(run.summary["trials"]) < 9


def test_a_search_needs_to_know_its_time(order: TrainingOrder) -> None:
    with pytest.raises(BadInput, match="how many minutes"):
        read_order(TrainAdapter(1, "examples.jsonl", "x", steps=5, search=True))
    assert replace(order, search=False).limit.seconds == 6.0
