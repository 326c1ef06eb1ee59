"""Questions on their way from the inference worker, one try a request. Knows no widgets."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop_app.errors import CarrelError
from desktop_app.questions import Question
from desktop_app.ui.worker_process import WorkerProcess
from desktop_app.workers.comparison_protocol import DraftNext, DraftQuestions, QuestionDrafted
from desktop_app.workers.protocol import Failed, Finished, Message
from desktop_app.workers.wire import from_json


class Drafting(QObject):
    """At most one set at a time; others can ask between two tries."""

    drafted = Signal(object)  # Question
    tried = Signal(int)  # so many so far
    ended = Signal()
    failed = Signal(str, str)  # code, sentence

    def __init__(self, inference: WorkerProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inference = inference
        self._step = 0
        self._goes_on = False
        self._has_more = False
        inference.event_received.connect(self._on_event)

    @property
    def is_running(self) -> bool:
        return self._step != 0

    def begin(self, count: int, model: str, scope: Sequence[str], seed: int = 0) -> None:
        """Begin to draft; nothing may be running."""
        assert not self.is_running
        self._step = self._inference.send(
            DraftQuestions, count=count, model=model, scope=list(scope) or None, seed=seed
        )
        self._goes_on = self._has_more = True

    def stop(self) -> None:
        """Stop soon; what was drafted stays."""
        if self.is_running:
            self._goes_on = False
            self._inference.cancel(self._step)

    def _on_event(self, event: Message) -> None:
        if not self.is_running or event.request_id != self._step:
            return
        match event:
            case QuestionDrafted():
                self._has_more = True
                self.tried.emit(event.tried)
                if event.question is not None:
                    self.drafted.emit(from_json(Question, event.question))
            case Finished():
                self._on_step_finished()
            case Failed():
                self._step = 0
                self.failed.emit(event.code, event.detail or str(CarrelError()))
                self.ended.emit()

    def _on_step_finished(self) -> None:
        """Ask for the next one, until a request brings none."""
        if self._goes_on and self._has_more:
            self._has_more = False
            self._step = self._inference.send(DraftNext)
        else:
            self._step = 0
            self.ended.emit()
