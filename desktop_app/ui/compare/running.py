"""A comparison on its way through the inference worker: begun, then one question a request. Knows no widgets."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop_app.errors import CarrelError
from desktop_app.ui.worker_process import WorkerProcess
from desktop_app.workers.comparison_protocol import (
    BeginComparison,
    CompareNext,
    CompareRuns,
    ComparisonRead,
    ComparisonsListed,
    DeleteComparison,
    ExportComparison,
    ListComparisons,
    QuestionCompared,
    ReadComparison,
    RunsCompared,
    VoteOnAnswers,
)
from desktop_app.workers.protocol import Failed, Finished, Message


class RunningComparison(QObject):
    """At most one comparison at a time; others can be read meanwhile, between two questions."""

    listed = Signal(object)  # ComparisonsListed
    read = Signal(object)  # ComparisonRead
    compared = Signal(object)  # QuestionCompared
    changed = Signal()  # it began, or stands still
    exported = Signal(str)  # path
    changed_since = Signal(object)  # RunsCompared
    deleted = Signal(int)  # number of the comparison
    failed = Signal(str, str)  # code, sentence

    def __init__(self, inference: WorkerProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inference = inference
        self._own: set[int] = set()
        self._exports: dict[int, str] = {}
        self._deletions: dict[int, int] = {}
        self._step = 0
        self._comparison = 0
        self._is_open = False
        inference.event_received.connect(self._on_event)

    @property
    def is_running(self) -> bool:
        return self._step != 0

    def list(self) -> None:
        self._own.add(self._inference.send(ListComparisons))

    def show(self, comparison: int) -> None:
        self._own.add(self._inference.send(ReadComparison, comparison=comparison))

    def export(self, comparison: int, path: str) -> None:
        self._exports[self._inference.send(ExportComparison, comparison=comparison, path=path)] = path

    def delete(self, comparison: int) -> None:
        self._deletions[self._inference.send(DeleteComparison, comparison=comparison)] = comparison

    def vote(self, comparison: int, row: int, column: int | None) -> None:
        self._own.add(self._inference.send(VoteOnAnswers, comparison=comparison, row=row, column=column))

    def compare_with(self, comparison: int, earlier: int) -> None:
        self._own.add(self._inference.send(CompareRuns, comparison=comparison, earlier=earlier))

    def begin(
        self,
        path: str,
        approaches: Sequence[str],
        model: str,
        adapter: str,
        strength: float = 1.0,
        scope: Sequence[str] = (),
        *,
        again: bool = False,
    ) -> None:
        """Begin, or go on where it stopped; nothing may be running."""
        assert not self.is_running
        self._step = self._inference.send(
            BeginComparison,
            path=path,
            approaches=list(approaches),
            model=model,
            adapter=adapter,
            strength=strength,
            scope=list(scope) or None,
            again=again,
        )
        self._is_open = True
        self.changed.emit()

    def stop(self) -> None:
        """Stop at once; what was answered stays."""
        if self.is_running:
            self._is_open = False
            self._inference.cancel(self._step)

    def _on_event(self, event: Message) -> None:
        is_step = self.is_running and event.request_id == self._step
        known = (self._own, self._exports, self._deletions)
        if not is_step and not any(event.request_id in requests for requests in known):
            return
        match event:
            case ComparisonsListed():
                self.listed.emit(event)
            case ComparisonRead():
                if is_step:
                    self._comparison = event.comparison
                    self._is_open = self._is_open and event.done < event.total
                self.read.emit(event)
            case RunsCompared():
                self.changed_since.emit(event)
            case QuestionCompared():
                self.compared.emit(event)
            case Finished() | Failed():
                self._on_ended(event, is_step)

    def _on_ended(self, event: Finished | Failed, is_step: bool) -> None:
        self._own.discard(event.request_id)
        path = self._exports.pop(event.request_id, "")
        deleted = self._deletions.pop(event.request_id, 0)
        if isinstance(event, Failed):
            self._is_open = self._is_open and not is_step
            self.failed.emit(event.code, event.detail or str(CarrelError()))
        elif path:
            self.exported.emit(path)
        elif deleted:
            self.deleted.emit(deleted)
        if not is_step:
            return
        self._step = self._inference.send(CompareNext, comparison=self._comparison) if self._is_open else 0
        if not self.is_running:
            self.changed.emit()
