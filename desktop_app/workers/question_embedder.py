"""The embedder of questions, which must be the one that embedded the library."""

import logging
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from desktop_app.errors import CarrelError
from desktop_app.inference.int8_model import Int8Copies
from desktop_app.inference.memory import resident_bytes
from desktop_app.settings import Settings
from desktop_app.workers.background_loading import BackgroundLoading
from desktop_app.workers.embedders import AnyEmbedder, embedder_folder, open_embedder

logger = logging.getLogger(__name__)


class QuestionEmbedder:
    """Loaded when first used; follows the settings. `bytes` is about what it takes in memory, 0 before it is loaded."""

    def __init__(self, settings: Callable[[], Settings], copies: Int8Copies) -> None:
        self._settings = settings
        self._copies = copies
        self._loaded: tuple[str, AnyEmbedder] | None = None  # what the settings named it by
        self._loading = BackgroundLoading(self._load_quietly, "embedder")
        self.bytes = 0

    def begin(self) -> None:
        """Load it meanwhile."""
        self._loading.begin()

    def identity(self) -> str:
        """Return which embedder this is; cheap, loads nothing."""
        settings = self._settings()
        if self._loaded is not None and self._loaded[0] == settings.embedder:
            return self._loaded[1].identity
        return self._copies.identity(embedder_folder(settings))

    def embed_question(self, text: str) -> NDArray[np.float32]:
        self._loading.finish()
        return self._load().embed_question(text)

    def likeness(self, one: str, other: str) -> float:
        """Return the cosine of two texts."""
        return float(self.embed_question(one) @ self.embed_question(other))

    def close(self) -> None:
        self._loading.finish()

    def _load(self) -> AnyEmbedder:
        settings = self._settings()
        if self._loaded is None or self._loaded[0] != settings.embedder:
            before = resident_bytes()
            opened = open_embedder(embedder_folder(settings), self._copies, threads=settings.threads)
            self._loaded = settings.embedder, opened
            self.bytes = max(0, resident_bytes() - before)
        return self._loaded[1]

    def _load_quietly(self) -> None:
        try:
            self._load()
        except CarrelError as error:
            logger.warning("the embedder can't be loaded: %s", error.code)  # asking says so to the person
