"""The reader that comes with Carrel, loaded when first used; without its file all goes on as if there were none."""

import logging
from collections.abc import Callable, Sequence

from desktop_app.answering.reader import is_english
from desktop_app.domain import ReadAnswer
from desktop_app.errors import CarrelError
from desktop_app.inference.answer_reader import AnswerReader
from desktop_app.settings import Settings
from desktop_app.weights import shipped_reader, starter_embedder
from desktop_app.workers.background_loading import BackgroundLoading

logger = logging.getLogger(__name__)


class ShippedReader:
    """It learnt English only, and reads nothing else. Use from one thread."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self._loading = BackgroundLoading(self._open, "reader")

    def begin(self) -> None:
        """Load it meanwhile, so that the first question waits less."""
        self._loading.begin()

    def close(self) -> None:
        self._loading.finish()

    def read(self, question: str, texts: Sequence[str]) -> Sequence[ReadAnswer]:
        """Return one finding a text; none where it can't read the question, or is not there: the log says so once."""
        if not is_english(question):
            return ()
        if (reader := self._loading.result()) is None:
            return ()
        return reader.read(question, texts)

    def _open(self) -> AnswerReader | None:
        try:
            return AnswerReader.open(shipped_reader(), starter_embedder(), threads=self._settings().threads)
        except CarrelError as error:
            logger.warning("answers are checked by words alone: %s", error)
            return None
