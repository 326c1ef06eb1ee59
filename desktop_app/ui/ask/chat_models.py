"""The chat models that can be chosen, and having the chosen one loaded by the time it is asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop_app.errors import CarrelError
from desktop_app.ui.context import WindowContext
from desktop_app.workers.protocol import LoadModel


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A chat model as the person sees it; `value` is what is sent to the worker."""

    value: str
    name: str
    path: str = ""
    detail: str = ""


class ChatModels(QObject):
    """Lists them, and warms one up once for each process that answers."""

    def __init__(self, context: WindowContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._is_warm = False
        context.inference.restarted.connect(self._on_restarted)

    def list(self) -> Sequence[ModelChoice]:
        """Return what can be chosen; the starter's value is empty, so that another starter takes its place."""
        try:
            cards = self._context.models.list()
        except CarrelError as error:
            self._context.notices.warn(error)
            return []
        starter = str(self._context.models.starter.absolute())
        return [
            ModelChoice(
                "" if card.path == starter else card.name, card.name, card.path, f"{card.quantisation}, {card.path}"
            )
            for card in cards
        ]

    def warm_up(self, model: str) -> None:
        """Load the model while the first question is typed; a failure is told when it is asked."""
        if not self._is_warm:
            self._is_warm = True
            self._context.inference.send(LoadModel, model=model)

    def _on_restarted(self) -> None:
        self._is_warm = False
