"""The reader that comes with Carrel, loaded when first used; without its file all goes on as if there were none."""

import logging
import threading
from collections.abc import Callable, Sequence

from desktop_app.domain import ReadAnswer
from desktop_app.errors import CarrelError
from desktop_app.inference.answer_reader import AnswerReader
from desktop_app.settings import Settings
from desktop_app.terms import STOP_WORDS, stop_words_of
from desktop_app.weights import shipped_reader, starter_embedder

logger = logging.getLogger(__name__)


class ShippedReader:
    """It learnt English only, and reads nothing else. Use from one thread."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self._reader: AnswerReader | None = None
        self._is_missing = False
        self._loading: threading.Thread | None = None

    def begin(self) -> None:
        """Load it on a thread of its own, so that the first question waits less."""
        if self._loading is None:
            self._loading = threading.Thread(target=self._load, name="reader", daemon=True)
            self._loading.start()

    def close(self) -> None:
        """Wait until a loading is over: a process that ends in the middle of it is ended by C++ instead."""
        self._wait()

    def _wait(self) -> None:
        if self._loading is not None:
            self._loading.join()

    def read(self, question: str, texts: Sequence[str]) -> Sequence[ReadAnswer]:
        """Return one finding a text; none where it can't read the question, or is not there: the log says so once."""
        if not is_english(question):
            return ()
        self._wait()
        if (reader := self._load()) is None:
            return ()
        return reader.read(question, texts)

    def _load(self) -> AnswerReader | None:
        if self._reader is None and not self._is_missing:
            try:
                self._reader = AnswerReader.open(shipped_reader(), starter_embedder(), threads=self._settings().threads)
            except CarrelError as error:
                self._is_missing = True
                logger.warning("answers are checked by words alone: %s", error)
        return self._reader


def is_english(question: str) -> bool:
    """Whether the question's commonest words are English; one without any is English if all its letters are."""
    return question.isascii() and stop_words_of(question) is STOP_WORDS["en"]
