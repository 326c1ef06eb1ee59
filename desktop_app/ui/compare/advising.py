"""Advice on its way from the inference worker; only the newest question's answer counts. Knows no widgets."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from desktop_app.ui.worker_process import WorkerProcess
from desktop_app.workers.comparison_protocol import AdviceGiven, AskAdvice
from desktop_app.workers.protocol import Message


class Advising(QObject):
    """`advised` tells an AdviceGiven."""

    advised = Signal(object)

    def __init__(self, inference: WorkerProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inference = inference
        self._request = 0
        inference.event_received.connect(self._on_event)

    def ask(self, needs: Mapping[str, object], approved: int) -> None:
        """Ask what suits someone with these needs."""
        self._request = self._inference.send(AskAdvice, **needs, approved=approved)

    def _on_event(self, event: Message) -> None:
        if isinstance(event, AdviceGiven) and event.request_id == self._request:
            self.advised.emit(event)
