"""What a dropped GGUF file is: a chat model or an adapter. Its header tells, read by the inference worker."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.domain import Passport
from desktop_app.errors import AdapterDamaged, NotAnAdapter
from desktop_app.ui.worker_process import WorkerProcess
from desktop_app.workers.protocol import AdapterChecked, CheckAdapter, Failed, Message
from desktop_app.workers.wire import from_json

GGUF = ".gguf"
PEFT_FILE = "adapter_config.json"


def is_weights(path: Path) -> bool:
    """Tell whether a dropped path is a model or an adapter, and not a document or a folder of them."""
    return path.suffix.lower() == GGUF or (path / PEFT_FILE).is_file()


class DroppedWeights(QObject):
    """`look` at a path, and one of the signals tells what it is."""

    model_found = Signal(Path)
    adapter_found = Signal(Path)

    def __init__(self, inference: WorkerProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inference = inference
        self._looking: dict[int, Path] = {}
        inference.event_received.connect(self._on_event)

    def look(self, path: Path) -> None:
        if path.is_dir():
            self.adapter_found.emit(path)
        else:
            self._looking[self._inference.send(CheckAdapter, path=str(path))] = path

    def _on_event(self, event: Message) -> None:
        if event.request_id not in self._looking or not isinstance(event, AdapterChecked | Failed):
            return
        path = self._looking.pop(event.request_id)
        # What is damaged beyond telling is looked at once more as a model, which says what is wrong with it.
        is_adapter = isinstance(event, AdapterChecked) and from_json(Passport, event.passport).code not in (
            NotAnAdapter.code,
            AdapterDamaged.code,
        )
        (self.adapter_found if is_adapter else self.model_found).emit(path)
