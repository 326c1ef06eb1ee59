"""LlamaIndex with Chroma, driven from outside."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from outcome import Indexing, Reply, Search
from peak_memory import PeakMemory, tree_mb

from desktop_app.inference.processor import processor_threads
from desktop_app.weights import starter_embedder, starter_model

SCRIPT = Path(__file__).with_name("llama_index_process.py")


class LlamaIndexSide:
    """One process for each indexing and one that is asked; `folder` is its own."""

    name = "LlamaIndex"

    def __init__(self, python: Path, folder: Path, *, chunk: int = 0) -> None:
        """`chunk` is how many tokens a chunk has, 0 as many as LlamaIndex gives it by itself."""
        folder.mkdir()
        self._chunk = chunk
        self._python, self._store = python, folder / "store"
        self._log = folder / "log.txt"
        self._asked: subprocess.Popen[str] | None = None

    def index(self, documents: Path) -> Indexing:
        shutil.rmtree(self._store, ignore_errors=True)
        began = time.perf_counter()
        with self._start() as process, PeakMemory(process.pid) as memory:
            # The imports come first: the reply counts none of them.
            request = {"index": str(documents.absolute()), "chunk": self._chunk}
            reply = next(self._replies(process, request))
            assert process.stdin is not None
            process.stdin.close()
            process.wait()
        return Indexing(reply["seconds"], time.perf_counter() - began, memory.mb, reply["tokens"])

    def open(self, question: str) -> float:
        began = time.perf_counter()
        self._asked = self._start()
        self._do({"open": True})
        self.find(question)
        ready = time.perf_counter() - began
        self._do({"model": str(starter_model()), "threads": processor_threads(0)})
        self.ask(question)
        return ready

    def find(self, question: str) -> Search:
        began = time.perf_counter()
        found = self._do({"find": question})["found"]
        return Search(time.perf_counter() - began, [(name, text) for name, text in found])

    def ask(self, question: str) -> Reply:
        began = time.perf_counter()
        first, pieces = 0.0, []
        for reply in self._replies(self._asked, {"ask": question}):
            if "done" in reply:
                break
            first = first or (time.perf_counter() - began if reply["text"] else 0.0)
            pieces.append(reply["text"])
        whole = time.perf_counter() - began
        return Reply(first or whole, whole, "".join(pieces))

    def memory_mb(self) -> float:
        assert self._asked is not None
        return tree_mb(self._asked.pid)

    def close(self) -> None:
        if self._asked is not None:
            self._asked.kill()
            self._asked.wait()

    def _start(self) -> "subprocess.Popen[str]":
        with self._log.open("a", encoding="utf-8") as log:
            return subprocess.Popen(
                [self._python, SCRIPT, self._store, starter_embedder()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
            )

    def _do(self, request: dict[str, Any]) -> dict[str, Any]:
        return next(self._replies(self._asked, request))

    def _replies(self, process: "subprocess.Popen[str] | None", request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        for line in process.stdout:
            yield json.loads(line)
        raise RuntimeError(f"LlamaIndex ended: {self._log.read_text(encoding='utf-8', errors='replace')[-2000:]}")
