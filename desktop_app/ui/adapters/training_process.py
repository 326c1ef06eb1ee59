"""A training on its way through its worker: prepared, run, paused, ended. Knows no widgets.

The worker is started when it is first needed, and started afresh when a training ended: what
it held in memory is gone then.
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_app.errors import CarrelError
from desktop_app.ui.worker_process import WorkerProcess
from desktop_app.workers.protocol import Failed, Finished, Message
from desktop_app.workers.training_protocol import (
    AdapterTrained,
    EstimateTraining,
    ExamplesPrepared,
    FinishTraining,
    PauseTraining,
    PrepareExamples,
    ResumeTraining,
    TrainAdapter,
    TrainingEstimated,
    TrainingProgressed,
)

Decisions = Mapping[str, Mapping[str, str]]


class TrainingProcess(QObject):
    """At most one training at a time, and one preparation and one estimate: the last one asked for counts."""

    prepared = Signal(object)  # ExamplesPrepared
    estimated = Signal(object)  # TrainingEstimated
    not_estimated = Signal(str)  # a sentence: why not
    progressed = Signal(dict)  # an event as the worker tells it
    trained = Signal(object)  # AdapterTrained
    left = Signal()  # it ended without an adapter and can go on later
    failed = Signal(str, str)  # code, sentence
    changed = Signal()  # it began, paused, went on or ended

    def __init__(self, worker: WorkerProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._preparing = 0
        self._estimating = 0
        self._training = 0
        self._is_trained = False
        self.is_paused = False
        worker.event_received.connect(self._on_event)

    @property
    def is_running(self) -> bool:
        return self._training != 0

    def prepare(self, path: str, model: str, decisions: Decisions) -> None:
        """Ask what would become of each example; `prepared` or `failed` answers."""
        self._stop_estimating()
        self._worker.start()
        self._preparing = self._worker.send(
            PrepareExamples, path=path, model=model, decisions={key: dict(value) for key, value in decisions.items()}
        )
        self.changed.emit()

    def estimate(self, path: str, model: str, decisions: Decisions) -> None:
        """Have a step measured; `estimated` or `not_estimated` answers, unless something else is wanted meanwhile."""
        self._estimating = self._worker.send(
            EstimateTraining, path=path, model=model, decisions={key: dict(value) for key, value in decisions.items()}
        )

    def train(self, order: Mapping[str, Any]) -> None:
        """Begin, or go on with a run that was left; `order` holds the fields of TrainAdapter."""
        assert not self.is_running
        self._stop_estimating()
        self._worker.start()
        self.is_paused = self._is_trained = False
        self._training = self._worker.send(TrainAdapter, **order)
        self.changed.emit()

    def pause(self) -> None:
        if self.is_running:
            self._worker.send(PauseTraining)

    def resume(self) -> None:
        if self.is_running:
            self._worker.send(ResumeTraining)

    def finish(self) -> None:
        """Stop and keep the best of what was learnt."""
        if self.is_running:
            self._worker.send(FinishTraining)

    def leave(self) -> None:
        """Stop so that it can go on later."""
        if self.is_running:
            self._worker.cancel(self._training)

    def _stop_estimating(self) -> None:
        if self._estimating:
            self._worker.cancel(self._estimating)
            self._estimating = 0

    def _on_event(self, event: Message) -> None:
        if event.request_id == self._preparing:
            self._on_preparing(event)
        elif event.request_id == self._estimating:
            self._on_estimating(event)
        elif event.request_id == self._training:
            self._on_training(event)

    def _on_preparing(self, event: Message) -> None:
        if isinstance(event, Finished | Failed):
            self._preparing = 0
            self.changed.emit()
        if isinstance(event, ExamplesPrepared):
            self.prepared.emit(event)
        elif isinstance(event, Failed):
            self.failed.emit(event.code, event.detail or str(CarrelError()))

    def _on_estimating(self, event: Message) -> None:
        match event:
            case TrainingEstimated():
                self.estimated.emit(event)
            case Finished():
                self._estimating = 0
            case Failed():
                self._estimating = 0
                self.not_estimated.emit(event.detail or str(CarrelError()))

    def _on_training(self, event: Message) -> None:
        match event:
            case TrainingProgressed(progress=told):
                if told.get("event") in ("paused", "resumed_now"):
                    self.is_paused = told["event"] == "paused"
                    self.changed.emit()
                self.progressed.emit(told)
            case AdapterTrained():
                self._is_trained = True
                self.trained.emit(event)
            case Finished() | Failed():
                self._training = 0
                self.is_paused = False
                self.changed.emit()
                if isinstance(event, Failed):
                    self.failed.emit(event.code, event.detail or str(CarrelError()))
                elif not self._is_trained:
                    self.left.emit()
                self._worker.restart()
