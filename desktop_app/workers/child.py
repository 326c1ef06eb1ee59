"""The parent's side of the boundary for processes without Qt: start, ask, give up, restart.

A crash or a hang of the child is an ordinary event: the question that met it raises
WorkerCrashed or WorkerTimedOut, and the next question finds a new child. Used from one
thread; two more threads only copy what the child writes. (The window has its own side,
on QProcess.)
"""

import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from desktop_app.errors import WorkerCrashed, WorkerTimedOut, error_from_code
from desktop_app.worker_command import worker_command
from desktop_app.workers.protocol import (
    MAX_LINE,
    Cancel,
    Failed,
    Finished,
    Message,
    ProtocolError,
    Started,
    decode,
    encode,
)
from desktop_app.workers.seal_protocol import ConnectionAttempted, keep_attempt, key_message

logger = logging.getLogger(__name__)

START_SECONDS = 60.0  # a cold disk and a slow import; a start takes 0.3 s otherwise
GOODBYE_SECONDS = 2.0
TERMINATE_SECONDS = 0.5
WAITING_EVENTS = 16  # read ahead of whoever listens; more would only take memory
MAX_LOG = 4 * 1024 * 1024  # of one child's stderr: what a hostile file makes a library print ends here
_POLL = 0.2


class ChildProcess:
    """One worker process, started when it is first asked and again after every crash."""

    def __init__(self, arguments: Sequence[str], log: Path) -> None:
        """`arguments` follow the interpreter (["-m", "desktop_app.workers.parser"]); stderr goes to `log`."""
        self._arguments = list(arguments)
        self._log = log
        self._running: _Running | None = None
        self._last_id = 0

    @property
    def pid(self) -> int | None:
        """The process's id, None while none runs."""
        return self._running.process.pid if self._running and self._running.process.poll() is None else None

    def next_id(self) -> int:
        """Return an unused request id."""
        self._last_id += 1
        return self._last_id

    def ask(
        self, request: Message, *, total: float | None = None, between: float | None = None, bonus: float = 0.0
    ) -> Iterator[Message]:
        """Send `request` and yield its events, and those that answer nobody, until it is finished.

        `total` and `between` are the most seconds for all events and from one to the next;
        every event adds `bonus` seconds to the total, for work whose length shows as it goes.
        Raises the CarrelError that the child reports, WorkerTimedOut or WorkerCrashed; after
        the latter two the child is gone. Whoever stops listening early cancels the request.
        """
        running = self._start()  # which has a time limit of its own
        begun = time.monotonic()
        running.send(request)
        is_over, events = False, 0
        try:
            while True:
                left = None if total is None else begun + total + bonus * events - time.monotonic()
                event = self._next_event(running, _shorter(left, between))
                if event.request_id not in (request.request_id, 0):
                    continue
                is_over = event.request_id != 0 and isinstance(event, Finished | Failed)
                if isinstance(event, Failed) and is_over:
                    raise error_from_code(event.code, event.detail)
                if is_over:
                    return
                events += 1
                yield event
        finally:
            if not is_over and self._running is running:
                running.send(Cancel(request.request_id))

    def kill(self) -> None:
        """End the child at once; the next question starts another one."""
        if self._running:
            self._running.end(patience=0.0)
            self._running = None

    def interrupt(self) -> None:
        """Kill the process from whatever thread; whoever waits for it meets WorkerCrashed."""
        running = self._running
        if running and running.process.poll() is None:
            running.kill()

    def close(self, patience: float = GOODBYE_SECONDS) -> None:
        """Say goodbye, and end the child if it does not go within `patience` seconds."""
        if self._running:
            self._running.end(patience=patience)
            self._running = None

    def __enter__(self) -> "ChildProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> "_Running":
        if self._running and self._running.process.poll() is None:
            return self._running
        self.kill()
        running = self._running = _Running(self._arguments, self._log)
        if not isinstance(self._next_event(running, START_SECONDS), Started):
            self.kill()
            raise WorkerCrashed
        if "--data" in self._arguments:
            folder = Path(self._arguments[self._arguments.index("--data") + 1])
            if (key := key_message(folder)) is not None:
                running.send(key)
        return running

    def _next_event(self, running: "_Running", timeout: float | None) -> Message:
        try:
            event = running.events.get(timeout=None if timeout is None else max(timeout, 0.0))
        except queue.Empty:
            self.kill()
            raise WorkerTimedOut from None
        if event is None:
            self.kill()
            logger.warning("%s ended with %s", self._arguments[-1], running.process.returncode)
            raise WorkerCrashed
        return event


class _Running:
    """One life of the process, and the two threads that copy what it writes."""

    def __init__(self, arguments: Sequence[str], log: Path) -> None:
        self._role = next((part.rpartition(".")[2] for part in arguments if "." in part), "worker")
        self.process = subprocess.Popen(
            worker_command(arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUTF8": "1"},
            start_new_session=sys.platform != "win32",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.events: queue.Queue[Message | None] = queue.Queue(WAITING_EVENTS)
        self._is_ended = threading.Event()
        threading.Thread(target=self._read_events, args=(self.process.stdout,), daemon=True).start()
        threading.Thread(target=_copy_log, args=(self.process.stderr, log), daemon=True).start()

    def send(self, request: Message) -> None:
        """Write one request; where the child has gone, the reading thread reports it in its place."""
        assert self.process.stdin is not None
        with suppress(OSError, ValueError):
            self.process.stdin.write(encode(request))
            self.process.stdin.flush()

    def end(self, patience: float) -> None:
        """Close its stdin and wait `patience` seconds, then terminate, then kill."""
        self._is_ended.set()
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.close()
        if patience and self._goes_within(patience):
            return
        self.process.terminate()
        if self._goes_within(TERMINATE_SECONDS):
            return
        self.kill()
        self.process.wait()

    def _goes_within(self, seconds: float) -> bool:
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """Kill the process and whatever it started; it leads a group of its own."""
        if sys.platform == "win32":
            self.process.kill()
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def _read_events(self, output: IO[bytes]) -> None:
        """Pass the events on; None marks the end, also after the first line that is no event."""
        with output:
            while line := output.readline(MAX_LINE + 1):
                try:
                    event = decode(line)
                except ProtocolError as error:
                    logger.error("a worker spoke out of turn: %s", error)
                    break
                if isinstance(event, ConnectionAttempted):
                    keep_attempt(event, self._role)
                elif not self._pass_on(event):
                    return
        self._pass_on(None)

    def _pass_on(self, event: Message | None) -> bool:
        while not self._is_ended.is_set():
            try:
                self.events.put(event, timeout=_POLL)
            except queue.Full:
                continue
            return True
        return False


def _copy_log(errors: IO[bytes], log: Path) -> None:
    """Append the child's stderr to the log, up to MAX_LOG; what can't be written is read all the same.

    A pipe that nobody reads would stop the child, and a full disk must not.
    """
    room = MAX_LOG
    with errors:
        while part := errors.read1(65536):  # type: ignore[attr-defined]  # Popen's pipes are buffered readers
            if room > 0:
                with suppress(OSError), log.open("ab") as file:
                    file.write(part)
            room -= len(part)


def _shorter(first: float | None, second: float | None) -> float | None:
    return min((limit for limit in (first, second) if limit is not None), default=None)
