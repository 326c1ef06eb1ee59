"""Stops a computation of llama.cpp in its middle.

llama.cpp asks a callback at every node of the computation. A callback in Python would take
the interpreter's lock a thousand times a batch, and waits up to 5 ms for it each time while
another thread is busy (the embedder being imported: reading fell to a fifth). So llama.cpp
asks C's own `strlen`, which says 0 of an empty text: no Python at all. Meanwhile a thread
asks `is_cancelled`, and writes a letter into that text when it says yes.
"""

import ctypes
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

POLL = 0.02  # seconds between two questions; a fifth of what a person should wait


class StopFlag:
    """One context's flag; keep it as long as the context lives."""

    def __init__(self, library: Any, context: Any) -> None:
        self._text = ctypes.create_string_buffer(2)
        runtime = ctypes.CDLL("msvcrt" if os.name == "nt" else None)
        address = ctypes.cast(runtime.strlen, ctypes.c_void_p).value
        self._callback = library.ggml_abort_callback(address)
        library.llama_set_abort_callback(context, self._callback, ctypes.addressof(self._text))

    @contextmanager
    def raised_when(self, is_cancelled: Callable[[], bool]) -> Iterator[None]:
        """Stop what is computed inside soon after `is_cancelled`, asked on another thread, says so."""
        finished = threading.Event()

        def watch() -> None:
            while not finished.wait(POLL):
                if is_cancelled():
                    self._text[0] = b"x"
                    return

        watcher = threading.Thread(target=watch, name="cancel", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            finished.set()
            watcher.join()
            self._text[0] = b"\0"
