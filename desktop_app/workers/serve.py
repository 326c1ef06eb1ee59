"""The child's side of the boundary: read requests, run the handler, write events.

A worker's requests run one after another on the main thread. A second thread does nothing
but read stdin, so that a `Cancel` is noticed while the main thread is deep inside
llama.cpp. What a request does is the handler's business; this module knows no role.
"""

import logging
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from desktop_app.errors import CarrelError, DataLocked
from desktop_app.locked import is_locked, use_key
from desktop_app.sealed import ATTEMPTS, try_to_connect
from desktop_app.workers.protocol import Cancel, Failed, Finished, Message, ProtocolError, Started, decode, encode
from desktop_app.workers.seal_protocol import ConnectionAttempted, ConnectionTried, TryToConnect, UseKey

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 100  # of one process's life: a hostile file must not fill the disk with them

IsCancelled = Callable[[], bool]
Handler = Callable[[Message, IsCancelled], Iterator[Message]]


class _Woken(Message):
    """Nobody asked for anything, but there is something to do."""


class Channel:
    """Requests in, events out. `send` may be called from any thread."""

    def __init__(self, requests_from: BinaryIO, events_to: BinaryIO) -> None:
        self._input = requests_from
        self._output = events_to
        self._writing = threading.Lock()
        self._requests: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._cancelled: set[int] = set()
        self._on_arrival: Callable[[Message | None], None] = lambda _: None
        threading.Thread(target=self._read_requests, name="requests", daemon=True).start()

    def send(self, event: Message) -> None:
        """Write one event; a parent that has gone ends this process quietly."""
        try:
            with self._writing:
                self._output.write(encode(event))
                self._output.flush()
        except (BrokenPipeError, ValueError):
            os._exit(0)

    def next_request(self, timeout: float | None = None) -> Message | None:
        """Return the next request, None once the parent said goodbye.

        Raises queue.Empty after `timeout` seconds without one, or when `wake` was called.
        """
        request = self._requests.get(timeout=timeout)
        if isinstance(request, _Woken):
            raise queue.Empty
        return request

    def listen(self, on_arrival: Callable[[Message | None], None]) -> None:
        """Have every request told at once, from another thread, before its turn comes; None is the goodbye."""
        self._on_arrival = on_arrival

    def wake(self) -> None:
        """End the wait in `next_request`; may be called from any thread."""
        self._requests.put(_Woken(0))

    @property
    def is_waited_for(self) -> bool:
        """Whether there is a request that nobody took yet."""
        return not self._requests.empty()

    def take_key(self, folder: Path) -> None:
        """Wait for the key where the data folder is locked; raises DataLocked where something else comes first."""
        if not is_locked(folder):
            return
        first = self._requests.get()
        if not isinstance(first, UseKey):
            raise DataLocked
        use_key(folder, bytes.fromhex(first.key))

    def is_cancelled(self, request_id: int) -> bool:
        return request_id in self._cancelled

    def run(self, handler: Handler, request: Message) -> None:
        """Answer one request: its events, then `Finished` or `Failed`."""
        try:
            for event in (_try_seal if isinstance(request, TryToConnect) else handler)(
                request, lambda: request.request_id in self._cancelled
            ):
                self.send(event)
        except CarrelError as error:
            self.send(Failed(request.request_id, error.code, str(error)))
        except Exception:
            # A bug in one request must not cost the person the loaded model.
            logger.exception("%s failed", type(request).__name__)
            self.send(Failed(request.request_id, CarrelError.code, str(CarrelError())))
        else:
            self.send(Finished(request.request_id))
        self._cancelled.discard(request.request_id)

    def _read_requests(self) -> None:
        for line in self._input:
            try:
                message = decode(line)
            except ProtocolError as error:
                logger.error("%s", error)
                continue
            if isinstance(message, Cancel):
                self._cancelled.add(message.request_id)
            else:
                self._requests.put(message)
                self._on_arrival(message)
        self._requests.put(None)
        self._on_arrival(None)


def _try_seal(request: Message, _: IsCancelled) -> Iterator[Message]:
    yield ConnectionTried(request.request_id, **asdict(try_to_connect()))


def open_channel() -> Channel:
    """Keep fd 1 for the protocol and point everyone else's stdout at stderr.

    llama.cpp and OCR engines print from C, below sys.stdout; one stray line would corrupt
    the stream.
    """
    protocol = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return Channel(sys.stdin.buffer, protocol)


class _AttemptsToParent(logging.Handler):
    """Tells the parent what the seal refused, a few times; it keeps the log that this process can't write."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = channel
        self._left = MOST_ATTEMPTS

    def emit(self, record: logging.LogRecord) -> None:
        if self._left > 0:
            self._left -= 1
            self._channel.send(ConnectionAttempted(0, record.getMessage()))


def serve(handler: Handler) -> None:
    """Answer requests until stdin closes, which is also how the parent says goodbye.

    For a process without a log of its own: what its seal refuses goes to the parent's.
    """
    channel = open_channel()
    logging.getLogger(ATTEMPTS).handlers[:] = [_AttemptsToParent(channel)]
    channel.send(Started(0, os.getpid()))
    while (request := channel.next_request()) is not None:
        channel.run(handler, request)
