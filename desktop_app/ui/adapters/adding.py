"""Adding adapters from the window: the inference worker looks at them, converts and keeps them."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.domain import AdapterCard
from desktop_app.ui.context import WindowContext
from desktop_app.workers.protocol import AdapterAdded, AddAdapter, Failed, Finished, Message
from desktop_app.workers.wire import from_json


class AddingAdapters(QObject):
    """`added` carries the card; `working` the words for what is looked at, empty when all is done."""

    added = Signal(object)  # AdapterCard
    working = Signal(str)

    def __init__(self, context: WindowContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._adding: dict[int, Path] = {}
        context.inference.event_received.connect(self._on_event)

    def add(self, path: Path) -> None:
        """Add a GGUF adapter or a folder that peft saved; a refusal becomes a notice."""
        self._adding[self._context.inference.send(AddAdapter, path=str(path))] = path
        self._tell()

    def _on_event(self, event: Message) -> None:
        path = self._adding.get(event.request_id)
        if path is None:
            return
        if isinstance(event, AdapterAdded):
            card = from_json(AdapterCard, event.adapter)
            self._context.notices.tell(f"The adapter {card.name} was added.", tone="good")
            self.added.emit(card)
        elif isinstance(event, Failed):
            self._context.notices.warn(f"{path.name}: {event.detail}", event.code)
        if isinstance(event, Failed | Finished):
            del self._adding[event.request_id]
            self._tell()

    def _tell(self) -> None:
        names = ", ".join(path.name for path in self._adding.values())
        self.working.emit(f"Looking at {names}…" if names else "")
