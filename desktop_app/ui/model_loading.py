"""Makes the chosen chat model ready before the first question, and again when another is chosen."""

from PySide6.QtCore import QObject

from desktop_app.settings import Settings
from desktop_app.ui.notices import Notices
from desktop_app.ui.settings_holder import SettingsHolder
from desktop_app.ui.worker_process import WorkerProcess
from desktop_app.workers.protocol import Failed, LoadModel, Message


class ModelLoading(QObject):
    """Loads once per choice. After a crash nothing is loaded until someone asks: the model may be what crashed."""

    def __init__(
        self, inference: WorkerProcess, settings: SettingsHolder, notices: Notices, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._inference, self._settings, self._notices = inference, settings, notices
        self._model = settings.current.model
        self._asked: set[int] = set()
        inference.event_received.connect(self._on_event)
        settings.changed.connect(self._on_settings_changed)

    def load(self) -> None:
        """Make the chosen model ready."""
        self._asked.add(self._inference.send(LoadModel))

    def _on_settings_changed(self, settings: Settings) -> None:
        if settings.model != self._model:
            self._model = settings.model
            self.load()

    def _on_event(self, event: Message) -> None:
        if isinstance(event, Failed) and event.request_id in self._asked:
            self._notices.warn(event.detail, event.code)
