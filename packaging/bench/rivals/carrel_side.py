"""Carrel as a person has it: `carrel index`, and the process that the window asks."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from outcome import Indexing, Reply, Search
from peak_memory import PeakMemory, tree_mb

from desktop_app.domain import Scope
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.store.library_reader import LibraryReader
from desktop_app.workers import protocol
from desktop_app.workers.asking import Asking

NEAREST = 5
REST_SECONDS = 2.0  # after an answer it reads ahead for the next question: that is over before the other's turn


class CarrelSide:
    """A process for each indexing and one that is asked; `folder` is its own."""

    name = "Carrel"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._asked: subprocess.Popen[bytes] | None = None
        self._number = 0
        self._way: dict[str, object] = {}

    def index(self, documents: Path) -> Indexing:
        shutil.rmtree(self._folder, ignore_errors=True)
        command = [sys.executable, "-m", "desktop_app", "--data", str(self._folder)]
        subprocess.run([*command, "folder", "add", str(documents.absolute())], check=True, capture_output=True)
        began = time.perf_counter()
        with (
            subprocess.Popen([*command, "index", "--json"], stdout=subprocess.PIPE, text=True) as process,
            PeakMemory(process.pid) as memory,
        ):
            said, _ = process.communicate()
        if process.returncode:
            raise RuntimeError(f"Carrel could not index: {said}")
        whole = time.perf_counter() - began
        return Indexing(json.loads(said)["seconds"], whole, memory.mb, _embedded_tokens(DataPaths(self._folder)))

    def open(self, question: str) -> float:
        self._way = _usual_way(DataPaths(self._folder))
        began = time.perf_counter()
        self._asked = subprocess.Popen(
            [sys.executable, "-m", "desktop_app.workers.inference", "--data", str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.find(question)
        ready = time.perf_counter() - began
        for _ in self._events(protocol.LoadModel(self._next())):
            pass
        self.ask(question)
        return ready

    def find(self, question: str) -> Search:
        began = time.perf_counter()
        passages = [
            passage
            for event in self._events(protocol.Search(self._next(), question, NEAREST))
            if isinstance(event, protocol.PassagesFound)
            for passage in event.passages
        ]
        seconds = time.perf_counter() - began
        return Search(seconds, [(Path(one["path"]).name, one["chunk"]["text"]) for one in passages])

    def ask(self, question: str) -> Reply:
        began = time.perf_counter()
        first, answer = 0.0, {"text": "", "refused": True}
        for event in self._events(protocol.Ask(self._next(), question, **self._way)):  # type: ignore[arg-type]
            if isinstance(event, protocol.TextGenerated) and event.text and not first:
                first = time.perf_counter() - began
            if isinstance(event, protocol.AnswerFinished):
                answer = event.answer
        whole = time.perf_counter() - began
        time.sleep(REST_SECONDS)
        return Reply(first or whole, whole, str(answer["text"]), bool(answer["refused"]))

    def memory_mb(self) -> float:
        assert self._asked is not None
        return tree_mb(self._asked.pid)

    def close(self) -> None:
        if self._asked is not None:
            self._asked.kill()
            self._asked.wait()

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _events(self, request: protocol.Message) -> Iterator[protocol.Message]:
        """Yield what is said to a request until its end; raises RuntimeError where it failed."""
        assert self._asked is not None
        assert self._asked.stdin is not None
        assert self._asked.stdout is not None
        self._asked.stdin.write(protocol.encode(request))
        self._asked.stdin.flush()
        for line in self._asked.stdout:
            event = protocol.decode(line)
            if event.request_id != request.request_id:
                continue
            if isinstance(event, protocol.Finished):
                return
            if isinstance(event, protocol.Failed):
                raise RuntimeError(f"Carrel failed: {event.detail}")
            yield event
        raise RuntimeError("Carrel's process ended")


def _embedded_tokens(paths: DataPaths) -> int:
    reader = LibraryReader(paths.library)
    try:
        return sum(chunk.tokens for row in reader.documents() for chunk in reader.chunks(row.path))
    finally:
        reader.close()


def _usual_way(paths: DataPaths) -> dict[str, object]:
    """Return how `carrel ask` answers where nobody says how, as the words of a request."""
    asking = Asking(paths, Settings)
    try:
        approach, uses = asking.models.usual_way("", Scope())
    finally:
        asking.close()
    return {"approach": approach.value, "adapters": [{"name": use.name, "strength": use.strength} for use in uses]}
