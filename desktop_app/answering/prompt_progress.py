"""News of the prompt being read, yielded while the chat model is still reading it.

The model reports through a callback from within the wait for its first text. So that wait
happens on a thread, and what it reports is yielded here; from the first text on, everything
runs on the caller's thread again. The generator is never used from two threads at once.
"""

import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from queue import SimpleQueue

from desktop_app.answering.chat_model import IsCancelled, OnPromptRead

StartWriting = Callable[[IsCancelled, OnPromptRead], Iterator[str]]


@dataclass(frozen=True, slots=True)
class PromptProgress:
    """How many tokens of the prompt are read."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class _First:
    """The first text, None if there is none, or the error instead of it."""

    text: str | None = None
    error: BaseException | None = None


def with_progress(start: StartWriting, is_cancelled: IsCancelled) -> Generator[PromptProgress | str, None, None]:
    """Yield PromptProgress until the first text, then texts; raise what the model raises."""
    abandoned = threading.Event()
    news: SimpleQueue[PromptProgress | _First] = SimpleQueue()
    written = start(
        lambda: abandoned.is_set() or is_cancelled(), lambda done, total: news.put(PromptProgress(done, total))
    )
    reader = threading.Thread(target=_read_first, args=(written, news), name="prompt", daemon=True)
    reader.start()
    try:
        while isinstance(event := news.get(), PromptProgress):
            yield event
        reader.join()
        if event.error is not None:
            raise event.error
        if event.text is not None:
            yield event.text
            yield from written
    finally:
        abandoned.set()  # nobody wants the rest: the model stops computing now
        reader.join()
        if (close := getattr(written, "close", None)) is not None:
            close()


def _read_first(written: Iterator[str], news: "SimpleQueue[PromptProgress | _First]") -> None:
    try:
        news.put(_First(next(written, None)))
    except BaseException as error:  # noqa: BLE001 - raised again by the thread that waits for it
        news.put(_First(error=error))
