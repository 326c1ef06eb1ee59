"""The training worker: trains one adapter after the other, and gives way to everything else.

    python -m desktop_app.workers.training --data DIR

Requests: PrepareExamples; EstimateTraining; TrainAdapter, and while it runs PauseTraining, ResumeTraining,
FinishTraining and Cancel.
Started when somebody trains, gone afterwards: torch and a model in float32 are large.
"""

import os
import queue
import sys
from collections.abc import Iterator

import psutil

from desktop_app.errors import BadInput
from desktop_app.inference.processor import shorten_spinning
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.training.stopping import LeaveTraining, StopTraining
from desktop_app.training_pack import require_training_pack
from desktop_app.workers.giving_way import GivingWay
from desktop_app.workers.opening import open_worker
from desktop_app.workers.protocol import Failed, Finished, Message
from desktop_app.workers.serve import Channel, IsCancelled
from desktop_app.workers.training_order import read_order
from desktop_app.workers.training_preparing import prepare_request
from desktop_app.workers.training_protocol import (
    AdapterTrained,
    EstimateTraining,
    FinishTraining,
    PauseTraining,
    PrepareExamples,
    ResumeTraining,
    TrainAdapter,
    TrainingProgressed,
)
from desktop_app.workers.wire import to_json

_LESS_URGENT = 10  # niceness; whatever the person does comes first


class TrainingWorker:
    """Trains, and listens meanwhile to what the person wants."""

    def __init__(self, paths: DataPaths, channel: Channel) -> None:
        self._paths = paths
        self._channel = channel
        self._is_paused = False
        self.is_over = False

    def handle(self, request: Message, is_cancelled: IsCancelled) -> Iterator[Message]:
        """Yield the events that answer `request`."""
        if isinstance(request, TrainAdapter | PrepareExamples | EstimateTraining):
            require_training_pack()
        match request:
            case TrainAdapter():
                yield from self._train(request, is_cancelled)
            case PrepareExamples():
                yield prepare_request(self._paths, request)
            case EstimateTraining():
                from desktop_app.workers.training_estimate import estimate_request  # brings torch

                yield from estimate_request(self._paths, request, is_cancelled)
            case PauseTraining() | ResumeTraining() | FinishTraining():
                pass  # nothing is in training
            case _:
                raise BadInput

    def _train(self, request: TrainAdapter, is_cancelled: IsCancelled) -> Iterator[Message]:
        from desktop_app.workers.training_run import TrainingRun  # brings torch, which reads the environment

        self._is_paused = False
        _be_less_urgent()

        def listen() -> bool:
            if is_cancelled() or self.is_over:
                raise LeaveTraining
            self._hear(request.request_id)
            return self._is_paused

        run = TrainingRun(
            self._paths,
            read_order(request),
            Settings.load(self._paths.settings).model,
            GivingWay(self._paths.answering_lock, listen),
        )
        for told in run.run():
            yield TrainingProgressed(request.request_id, told)
        if run.adapter is not None:
            yield AdapterTrained(request.request_id, to_json(run.adapter), run.summary)

    def _hear(self, training: int) -> None:
        """Take up what was said meanwhile. Raises StopTraining and LeaveTraining."""
        while True:
            try:
                request = self._channel.next_request(timeout=0.0)
            except queue.Empty:
                return
            match request:
                case None:
                    self.is_over = True
                    raise LeaveTraining
                case PauseTraining() | ResumeTraining():
                    self._is_paused = isinstance(request, PauseTraining)
                    told = {"event": "paused" if self._is_paused else "resumed_now"}
                    self._channel.send(TrainingProgressed(training, told))
                    self._channel.send(Finished(request.request_id))
                case FinishTraining():
                    self._channel.send(Finished(request.request_id))
                    raise StopTraining
                case _:
                    busy = "An adapter is in training; wait for it or stop it."
                    self._channel.send(Failed(request.request_id, BadInput.code, busy))


def _get_ready_for_torch() -> None:
    """Let no thread of torch's spin: on two busy cores that made steps ten times slower."""
    shorten_spinning()
    # torch keeps the code and buffers of each width that it met: 3 GB after 270 steps on examples of all
    # lengths. Those of a few widths are enough (measured on 60 widths: half the growth, no slower).
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "128")


def _be_less_urgent() -> None:
    """Let others go first from now on; preparing examples, which a person waits for, comes before that."""
    process = psutil.Process()
    if sys.platform == "win32":
        process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        process.nice(max(_LESS_URGENT, process.nice()))  # who started it may have asked for less still


def main() -> None:
    _get_ready_for_torch()
    paths, channel = open_worker("training")
    worker = TrainingWorker(paths, channel)
    while not worker.is_over and (request := channel.next_request()) is not None:
        channel.run(worker.handle, request)


if __name__ == "__main__":
    main()
