"""The chat models a person has, of which one is in memory at a time, with the adapters that work in it."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop_app.adapter_list import AdapterList
from desktop_app.catalogue import ModelCatalogue
from desktop_app.domain import AdapterUse, Approach, ModelCard, Scope
from desktop_app.errors import CarrelError, ModelUnknown
from desktop_app.inference.chat_model import ChatModel
from desktop_app.inference.gpu import Placement
from desktop_app.inference.model_file import read_model_card
from desktop_app.inference.model_measuring import MeasuringStopped
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.weights import starter_model
from desktop_app.workers.chosen_adapters import ChosenAdapters, refusal_bias
from desktop_app.workers.chosen_model import measure_chosen, open_chosen


@dataclass(frozen=True, slots=True)
class Prepared:
    """A chat model that is ready with its adapters, and how its readiness to refuse is set right."""

    card: ModelCard
    chat_model: ChatModel
    adapters: tuple[AdapterUse, ...]
    refusal_bias: float | None
    answer_tokens: int


class ChatModels:
    """Finds them by name or file and loads the one that is asked for. Use from one thread."""

    def __init__(self, paths: DataPaths, settings: Callable[[], Settings]) -> None:
        self._paths = paths
        self._settings = settings
        self._catalogue = ModelCatalogue(paths.models, starter_model())
        self._adapters = ChosenAdapters(AdapterList.of(paths))
        self._loaded: ChatModel | None = None
        self._placed: tuple[str, int] | None = None  # where the settings wanted it
        self._trouble = ""

    @property
    def loaded(self) -> ChatModel | None:
        """The one in memory, None before the first is loaded."""
        return self._loaded

    def load(self, name: str = "") -> tuple[ChatModel, float]:
        """Make the model of that name ready; return it and the seconds it took.

        An empty name means the one chosen in the settings.
        """
        begun = time.perf_counter()
        settings = self._settings()
        card = self._card(name or settings.model)
        is_placed = self._placed == (settings.gpu, settings.gpu_layers)
        if self._loaded is None or self._loaded.card.path != card.path or not is_placed:
            self.close()
            self._adapters.forget()
            self._loaded, self._trouble = open_chosen(self._paths, settings, card)
            self._placed = settings.gpu, settings.gpu_layers
        return self._loaded, time.perf_counter() - begun

    def prepare(self, approach: Approach, name: str, adapters: Sequence[AdapterUse], scope: Scope) -> Prepared:
        """Load the model and let the right adapters work in it; whoever writes with it holds `Asking.answering`."""
        model, _ = self.load(name)
        used = self._adapters.use(model, approach, adapters, scope)
        return Prepared(model.card, model, used, refusal_bias(used), self._settings().answer_tokens)

    def usual_way(self, name: str, scope: Scope) -> tuple[Approach, tuple[AdapterUse, ...]]:
        """Return how to answer where nobody said how: with the adapter made for this very model, if it came with one.

        One that is bound to the folder asked about goes before it. Raises what finding the model raises.
        """
        usual = self._adapters.usual(self._card(name or self._settings().model), scope)
        return (Approach.BOTH, (usual,)) if usual else (Approach.DOCUMENTS, ())

    def idle_bytes(self, used: Sequence[AdapterUse]) -> int:
        """Return what the adapters in memory take that are not among `used`."""
        return self._adapters.idle_bytes(used)

    @property
    def placement(self) -> Placement | None:
        """Where the loaded model is computed, None while there is none."""
        return self._loaded.placement if self._loaded else None

    def take_trouble(self) -> str:
        """Return, once, why the model is not computed where it was to be; "" where it is."""
        trouble, self._trouble = self._trouble, ""
        return trouble

    def measure(self, card: ModelCard, is_cancelled: Callable[[], bool]) -> None:
        """Measure how fast a model is here and keep it; nothing is kept of what was cancelled or failed."""
        with suppress(MeasuringStopped, CarrelError):
            measure_chosen(self._paths, self._settings(), card, is_cancelled)

    def close(self) -> None:
        """Free the model in memory, if there is one."""
        if self._loaded is not None:
            self._loaded.close()
            self._loaded = None

    def _card(self, name: str) -> ModelCard:
        """Return the model of that name; a path may also name a file that was never added."""
        try:
            return self._catalogue.find(name)
        except ModelUnknown:
            if not Path(name).is_file():
                raise
            return read_model_card(Path(name))
