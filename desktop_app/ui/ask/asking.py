"""One question on its way through the inference worker, as signals. Knows no widgets.

Stopping shows at once: the view is told before the worker has heard of it, and what still
arrives of a stopped answer is only its end.
"""

import logging
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.answer_table import TableGrown
from desktop_app.domain import AdapterUse, Answer, Approach, Passage, Turn
from desktop_app.errors import CarrelError
from desktop_app.ui.worker_process import WorkerProcess
from desktop_app.workers.protocol import (
    AnswerFinished,
    Ask,
    DocumentsRead,
    Failed,
    Finished,
    Message,
    PassagesFound,
    PromptRead,
    ProtocolError,
    TextGenerated,
)
from desktop_app.workers.wire import from_json, to_json

logger = logging.getLogger(__name__)

STOP_PATIENCE_MS = 3_000  # then a stopped answer is closed with what was written


class Asking(QObject):
    """At most one question at a time; it ends with `answered`, `failed` or `stopped`."""

    begun = Signal()
    passages_found = Signal(object)  # Sequence[Passage]
    prompt_read = Signal(int, int)  # done, total
    text_generated = Signal(str)
    table_grown = Signal(object)  # TableGrown, where every document is read
    stopping = Signal()
    answered = Signal(object)  # Answer
    failed = Signal(str, str)  # code, sentence
    stopped = Signal()  # without an answer from the worker
    ended = Signal()  # after any of the three

    def __init__(self, inference: WorkerProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inference = inference
        self._request_id = 0
        self._answer: Answer | None = None
        self._is_stopping = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(STOP_PATIENCE_MS)
        self._patience.timeout.connect(self._end_stopped)
        inference.event_received.connect(self._on_event)

    @property
    def is_busy(self) -> bool:
        return self._request_id != 0

    def ask(
        self,
        question: str,
        approach: Approach,
        model: str,
        adapters: Sequence[AdapterUse],
        scope: Sequence[str],
        history: Sequence[Turn],
        every_document: bool | None = None,
    ) -> None:
        """Send a question; nothing may be on its way. `every_document` None leaves it to the question's words."""
        assert not self.is_busy
        self._answer, self._is_stopping = None, False
        self._request_id = self._inference.send(
            Ask,
            question=question,
            approach=approach.value,
            model=model,
            adapters=[to_json(use) for use in adapters] or None,
            scope=list(scope) or None,
            history=[{"role": turn.role, "text": turn.text} for turn in history],
            every_document=every_document,
        )
        self.begun.emit()

    def stop(self) -> None:
        """Stop the answer, if there is one on its way."""
        if self.is_busy and not self._is_stopping:
            self._is_stopping = True
            self._patience.start()
            self.stopping.emit()
            self._inference.cancel(self._request_id)

    def _on_event(self, event: Message) -> None:
        if not self.is_busy or event.request_id != self._request_id:
            return
        try:
            self._take(event)
        except ProtocolError:
            logger.error("the inference worker sent a %s that can't be read", type(event).__name__)
            self._end()
            self.failed.emit(CarrelError.code, str(CarrelError()))
            self.ended.emit()

    def _take(self, event: Message) -> None:
        match event:
            case PassagesFound() if not self._is_stopping:
                self.passages_found.emit([from_json(Passage, passage) for passage in event.passages])
            case PromptRead() if not self._is_stopping:
                self.prompt_read.emit(event.done, event.total)
            case TextGenerated() if not self._is_stopping:
                self.text_generated.emit(event.text)
            case DocumentsRead() if not self._is_stopping:
                self.table_grown.emit(from_json(TableGrown, event.grown))
            case AnswerFinished():
                self._answer = from_json(Answer, event.answer)
            case Finished():
                self._on_finished()
            case Failed() if self._is_stopping:
                self._end_stopped()
            case Failed():
                self._end()
                self.failed.emit(event.code, event.detail or str(CarrelError()))
                self.ended.emit()

    def _on_finished(self) -> None:
        if self._answer is None:
            self._end_stopped()
            return
        answer = self._answer
        self._end()
        self.answered.emit(answer)
        self.ended.emit()

    def _end_stopped(self) -> None:
        self._end()
        self.stopped.emit()
        self.ended.emit()

    def _end(self) -> None:
        self._patience.stop()
        self._request_id, self._answer = 0, None
