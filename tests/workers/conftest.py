"""Real child processes, spoken to as the window does."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app.paths import DataPaths
from desktop_app.workers.protocol import Failed, Finished, Message, Started, decode, encode

PATIENCE = 90.0  # seconds; torch is imported on a busy machine


class Worker:
    """One running worker process; `patience` is how many seconds it may say nothing that is waited for."""

    patience = PATIENCE

    def __init__(self, module: str, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"desktop_app.workers.{module}", "--data", str(data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.events: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._ids = iter(range(1, 1_000))
        threading.Thread(target=self._read, daemon=True).start()
        assert isinstance(self.wait_for(Started), Started)

    def send(self, kind: type[Message], **fields: object) -> int:
        request_id = next(self._ids)
        self.write(kind(request_id, **fields))
        return request_id

    def write(self, message: Message) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(encode(message))
        self.process.stdin.flush()

    def wait_for(self, *kinds: type[Message]) -> Message:
        """Return the next event of these kinds."""
        deadline = time.monotonic() + self.patience
        while True:
            event = self.events.get(timeout=max(0.0, deadline - time.monotonic()))
            assert event is not None, "the worker ended"
            if isinstance(event, kinds):
                return event

    def ask(self, kind: type[Message], **fields: object) -> list[Message]:
        """Send a request and return its events, the last one included."""
        request_id = self.send(kind, **fields)
        events: list[Message] = []
        while not (events and isinstance(events[-1], Finished | Failed)):
            event = self.wait_for(Message)
            if event.request_id == request_id:
                events.append(event)
        return events

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=10)

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process.stdout.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        try:
            for line in self.process.stdout:
                self.events.put(decode(line))
        except ValueError:
            pass  # closed while reading: the test is over
        self.events.put(None)


@pytest.fixture
def data(tmp_path: Path) -> DataPaths:
    return DataPaths(tmp_path / "data").create()


@pytest.fixture
def start_worker(data: DataPaths) -> Iterator[Callable[[str], Worker]]:
    """Start workers on this test's data folder; they are gone after it."""
    started: list[Worker] = []

    def start(module: str) -> Worker:
        started.append(Worker(module, data.root))
        return started[-1]

    yield start
    for worker in started:
        worker.close()


def eventually(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Ask again and again until `condition` holds; tell whether it did in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def children_of(pid: int) -> list[int]:
    import psutil

    return [child.pid for child in psutil.Process(pid).children(recursive=True)]


def exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
