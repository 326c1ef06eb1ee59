"""One thing that takes seconds to load, loaded on a thread of its own while the process does something else."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

Loaded = TypeVar("Loaded")


class BackgroundLoading(Generic[Loaded]):
    """Loads once, however often it is asked. Whoever ends the process waits for `finish` first.

    A process that ends in the middle of loading a model is ended by C++ instead.
    """

    def __init__(self, load: Callable[[], Loaded], name: str) -> None:
        """`name` is the thread's."""
        self._load = load
        self._name = name
        self._loaded: Future[Loaded] = Future()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Begin, unless it has begun already; return at once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def result(self, timeout: float | None = None) -> Loaded | None:
        """Return it, None if it is not there within `timeout` seconds; raises why it can't be had."""
        self.begin()
        assert self._thread is not None
        self._thread.join(timeout)
        return self._loaded.result() if self._loaded.done() else None

    def finish(self) -> None:
        """Wait until a loading that has begun is over, whatever became of it."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            self._loaded.set_result(self._load())
        except BaseException as error:  # noqa: BLE001 - raised again for whoever asks for the result
            self._loaded.set_exception(error)
