"""What a model had in its KV cache after the beginning that many prompts share, kept between restarts.

A state is good for one model file, one build of llama.cpp, one set of adapters with their
strengths, and one row of tokens: all of it goes into the file's name, so that a wrong one is never
found. Only beginnings without anything of a person's or a document's belong here.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

KEPT = 16  # files; a small model's take about a megabyte, a large one's ten


class PromptStates:
    """States of one model. `model` and `build` are whatever changes when they do."""

    def __init__(self, folder: Path, *, model: str, build: str) -> None:
        self._folder = folder
        self._model = model
        self._build = build

    def file(self, adapters: Sequence[tuple[str, float]], tokens: Sequence[int]) -> Path:
        """Return where the state after `tokens` is, or would be, with these adapters (file, strength) at work."""
        key = json.dumps([self._model, self._build, list(adapters), list(tokens)])
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.kv"

    def new_file(self, file: Path) -> Path:
        """Return where to write what is to become `file`; make room for it."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        states = sorted(self._folder.glob("*.kv"), key=lambda state: state.stat().st_mtime, reverse=True)
        for old in states[KEPT - 1 :]:
            old.unlink(missing_ok=True)
        return file.with_suffix(".partial")


def file_stamp(path: Path) -> str:
    """Return what changes when a file is replaced, without reading it."""
    found = path.stat()
    return f"{path.absolute()} {found.st_size} {found.st_mtime_ns}"
