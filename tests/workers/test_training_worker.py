"""The training worker on a tiny model: trains, waits, is killed, goes on, and gives way to answers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from desktop_app.adapter_list import AdapterList
from desktop_app.domain import AdapterCard
from desktop_app.inference.chat_model import ChatModel
from desktop_app.paths import DataPaths
from desktop_app.workers.protocol import Cancel, Failed, Finished, Message
from desktop_app.workers.seal_protocol import ConnectionTried, TryToConnect
from desktop_app.workers.training_protocol import (
    AdapterTrained,
    EstimateTraining,
    FinishTraining,
    PauseTraining,
    ResumeTraining,
    TrainAdapter,
    TrainingEstimated,
    TrainingProgressed,
)
from desktop_app.workers.wire import from_json
from tests.samples.architecture_models import write_model_of
from tests.workers.conftest import Worker, eventually

StartWorker = Callable[[str], Worker]
ENDLESS = 1_000_000
SETTINGS = {"rank": 4, "alpha": 16, "learning_rate": 0.01, "batch": 4, "keeps_general": False}


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Worker, "patience", 300.0)  # training lets everything else on a busy machine go first


@pytest.fixture
def order(tmp_path: Path) -> dict[str, object]:
    """Return the fields of an order to train on a tiny model and forty examples."""
    model = write_model_of("llama", tmp_path / "tiny.gguf")
    file = tmp_path / "examples.jsonl"
    lines = [
        json.dumps({"instruction": f"Name letter {number}: {chr(97 + number % 26) * 3}", "output": "It is so."})
        for number in range(40)
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    return {
        "path": str(file),
        "name": "Letters",
        "model": str(model),
        "settings": SETTINGS,
        "use_all": True,
        "without_report": True,
    }


def told(events: list[Message]) -> list[dict[str, object]]:
    return [event.progress for event in events if isinstance(event, TrainingProgressed)]


def steps(events: list[Message]) -> list[int]:
    return [int(str(progress["step"])) for progress in told(events) if progress["event"] == "step"]


def wait_for_step(worker: Worker) -> int:
    while True:
        event = worker.wait_for(TrainingProgressed, Failed)
        assert isinstance(event, TrainingProgressed), event
        if event.progress["event"] == "step":
            return int(event.progress["step"])


def rest_of(worker: Worker, training: int) -> list[Message]:
    events: list[Message] = []
    while not (events and isinstance(events[-1], Finished | Failed)):
        event = worker.wait_for(Message)
        if event.request_id == training:
            events.append(event)
    return events


def test_a_trained_adapter_is_on_the_list_and_works_in_chat(
    start_worker: StartWorker, order: dict[str, object], data: DataPaths
) -> None:
    worker = start_worker("training")
    order["settings"] = {**SETTINGS, "keeps_general": True}  # as it is where nobody says otherwise
    events = worker.ask(TrainAdapter, **order, steps=6)
    assert isinstance(events[-1], Finished), events[-1]
    assert [progress["event"] for progress in told(events)][:3] == ["prepared", "loaded", "estimate"]
    assert steps(events) == [1, 2, 3, 4, 5, 6]
    (trained,) = [event for event in events if isinstance(event, AdapterTrained)]
    card = from_json(AdapterCard, trained.adapter)
    assert AdapterList(data.adapters, data.adapter_files).find("letters") == card
    assert trained.summary["divergence"]["divergence"] < 1e-3
    model = ChatModel.open(Path(str(order["model"])), context=256, threads=1)
    try:
        assert model.check_adapter(Path(card.path)).notes == ()  # the very file that it was trained on
        model.use_adapters([(card, 1.0)])
    finally:
        model.close()
    assert (Path(card.path).parent / "source" / "adapter_config.json").is_file()
    (connection,) = [event for event in worker.ask(TryToConnect) if isinstance(event, ConnectionTried)]
    assert connection.python


def test_time_and_memory_are_measured_before_a_training(start_worker: StartWorker, order: dict[str, object]) -> None:
    events = start_worker("training").ask(EstimateTraining, path=order["path"], model=order["model"])
    assert isinstance(events[-1], Finished), events[-1]
    (estimated,) = [event for event in events if isinstance(event, TrainingEstimated)]
    assert estimated.examples > 0
    assert 0 < estimated.seconds_per_pass < 60
    assert estimated.tokens_per_second > 0
    assert estimated.memory > 100_000_000  # of the whole process


def test_training_goes_on_from_its_checkpoint_after_a_kill(
    start_worker: StartWorker, order: dict[str, object], data: DataPaths
) -> None:
    worker = start_worker("training")
    worker.send(TrainAdapter, **order, steps=ENDLESS)
    wait_for_step(worker)
    assert eventually(lambda: bool(list(data.training.glob("Letters/checkpoint-*[0-9]"))))
    worker.kill()
    kept = max(int(folder.name[-8:]) for folder in data.training.glob("Letters/checkpoint-*[0-9]"))
    Path(str(order["path"])).write_text('{"instruction": "Another file by now", "output": "Yes."}', encoding="utf-8")
    worker = start_worker("training")
    refused = worker.ask(TrainAdapter, **order, steps=kept + 3)[-1]
    assert isinstance(refused, Failed), "the same command would mean other examples"
    events = worker.ask(TrainAdapter, **order, steps=kept + 3, goes_on=True)
    assert told(events)[0]["event"] == "resumed"
    assert [step for step, _loss in told(events)[0]["steps"]] == list(range(1, kept + 1))
    assert steps(events) == [kept + 1, kept + 2, kept + 3]
    assert isinstance(events[-1], Finished), events[-1]
    assert not list(data.training.glob("Letters"))


def test_training_waits_while_paused_and_while_an_answer_is_written(
    start_worker: StartWorker, order: dict[str, object], data: DataPaths
) -> None:
    worker = start_worker("training")
    training = worker.send(TrainAdapter, **order, steps=ENDLESS)
    wait_for_step(worker)
    worker.ask(PauseTraining)
    assert not steps(silence(worker))
    worker.ask(ResumeTraining)
    wait_for_step(worker)
    with FileLock(data.answering_lock):
        silence(worker)  # the step at hand may still end
        assert not steps(silence(worker))
    wait_for_step(worker)
    worker.ask(FinishTraining)
    events = rest_of(worker, training)
    assert told(events)[-1]["event"] == "exported"
    assert isinstance(events[-2], AdapterTrained)
    assert events[-2].summary["ending"] == "stopped"


def test_a_cancelled_training_can_go_on_and_other_examples_cannot_take_its_place(
    start_worker: StartWorker, order: dict[str, object], data: DataPaths
) -> None:
    worker = start_worker("training")
    training = worker.send(TrainAdapter, **order, steps=ENDLESS)
    wait_for_step(worker)
    worker.write(Cancel(training))
    events = rest_of(worker, training)
    assert isinstance(events[-1], Finished)
    assert told(events)[-1]["ending"] == "left"
    assert not AdapterList(data.adapters, data.adapter_files).list()
    changed = {**order, "settings": {**SETTINGS, "rank": 2}}
    refused = worker.ask(TrainAdapter, **changed, steps=1)[-1]
    assert isinstance(refused, Failed)
    assert "left unfinished" in refused.detail
    again = worker.ask(TrainAdapter, **changed, steps=1, again=True)
    assert isinstance(again[-1], Finished), again[-1]


def test_an_adapter_is_trained_further_and_stays_as_it_was(
    start_worker: StartWorker, order: dict[str, object], data: DataPaths
) -> None:
    worker = start_worker("training")
    first = summary_of(worker.ask(TrainAdapter, **order, steps=8))
    before = Path(first["path"]).read_bytes()
    further = {**order, "settings": {"learning_rate": 1e-9, "batch": 4}, "name": "More letters"}
    events = worker.ask(TrainAdapter, **further, steps=1, start="Letters")
    more = summary_of(events)
    assert more["base_loss"] == pytest.approx(first["best_loss"], rel=0.02)  # not that of the model alone
    assert first["best_loss"] < 0.9 * first["base_loss"]
    assert (more["settings"]["rank"], more["settings"]["alpha"]) == (4, 16)
    assert more["start"] == "Letters"
    assert Path(first["path"]).read_bytes() == before
    as_gguf = worker.ask(TrainAdapter, **{**further, "name": "Even more"}, steps=1, start=first["path"])
    assert summary_of(as_gguf)["base_loss"] == pytest.approx(more["base_loss"], rel=0.02)


def test_a_run_that_began_with_an_adapter_goes_on_after_that_one_has_gone(
    start_worker: StartWorker, order: dict[str, object], data: DataPaths
) -> None:
    worker = start_worker("training")
    worker.ask(TrainAdapter, **order, steps=1)
    more = {**order, "name": "More letters", "start": "Letters"}
    training = worker.send(TrainAdapter, **more, steps=ENDLESS)
    wait_for_step(worker)
    worker.write(Cancel(training))
    rest_of(worker, training)
    AdapterList(data.adapters, data.adapter_files).remove("Letters")
    events = worker.ask(TrainAdapter, **more, minutes=0.001)
    assert told(events)[0]["event"] == "resumed"
    assert summary_of(events)["settings"]["rank"] == 4


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": "Nobody"}, "There is no adapter Nobody"),
        ({"start": "Letters", "settings": {"rank": 8}}, "keeps its rank"),
        ({"start": "Letters", "search": True, "minutes": 1.0}, "train one further"),
    ],
)
def test_what_can_not_be_trained_further_is_refused_in_a_sentence(
    start_worker: StartWorker, order: dict[str, object], changes: dict[str, object], said: str
) -> None:
    worker = start_worker("training")
    if changes["start"] == "Letters":
        worker.ask(TrainAdapter, **order, steps=1)
    refused = worker.ask(TrainAdapter, **{**order, "name": "More", "steps": 1, **changes})[-1]
    assert isinstance(refused, Failed)
    assert said in refused.detail


def summary_of(events: list[Message]) -> dict[str, Any]:
    assert isinstance(events[-1], Finished), events[-1]
    (trained,) = [event for event in events if isinstance(event, AdapterTrained)]
    return trained.summary


def silence(worker: Worker, seconds: float = 0.5) -> list[Message]:
    """Return what the worker says within that time."""
    import queue
    import time

    heard: list[Message] = []
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            event = worker.events.get(timeout=left)
        except queue.Empty:
            break
        assert event is not None
        heard.append(event)
    return heard


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"settings": {"rank": 0}}, "rank must be"),
        ({"settings": {"colour": "red"}}, "unknown"),
        ({"path": "/nowhere.jsonl"}, "can't be read"),
        ({"name": "..."}, "needs a name"),
    ],
)
def test_what_can_not_be_trained_is_refused_in_a_sentence(
    start_worker: StartWorker, order: dict[str, object], changes: dict[str, object], said: str
) -> None:
    refused = start_worker("training").ask(TrainAdapter, **{**order, **changes}, steps=1)[-1]
    assert isinstance(refused, Failed)
    assert said in refused.detail
