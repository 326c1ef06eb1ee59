"""One training run on disk: what makes it this run, its history, and where its parts lie.

The examples are frozen in the folder (`frozen`), checkpoints come and go there, and every
event is kept, one JSON object a line.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from desktop_app.errors import BadInput, CheckpointDamaged
from desktop_app.training.frozen import FOLDER as EXAMPLES
from desktop_app.training.frozen import freeze
from desktop_app.training.preparation import Preparation

ORDER = "order.json"
START = "start.gguf"  # the adapter that the run begins with, where it does
_DESCRIPTION, _EVENTS = "run.json", "events.jsonl"


@dataclass(frozen=True, slots=True)
class Description:
    """What makes a run this run and no other; `settings` as JSON."""

    name: str
    model: str
    model_sha256: str
    examples_sha256: str
    settings: Mapping[str, Any]

    def is_same(self, other: "Description") -> bool:
        """Whether both describe one run. Settings that only one of them knows came with another version of Carrel."""
        both = self.settings.keys() & other.settings.keys()
        return replace(self, settings={}) == replace(other, settings={}) and all(
            self.settings[name] == other.settings[name] for name in both
        )


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Reads and writes one run's folder, which need not exist yet."""

    path: Path

    @property
    def exists(self) -> bool:
        return (self.path / _DESCRIPTION).is_file()

    @property
    def lock(self) -> Path:
        """Held by the process that trains; it lies beside the folder, which may go away."""
        return self.path.with_name(f"{self.path.name}.lock")

    @property
    def start(self) -> Path | None:
        """The adapter that the run begins with, as it was when the run began; None where it begins with none."""
        file = self.path / START
        return file if file.is_file() else None

    def begin(
        self,
        description: Description,
        preparation: Preparation,
        order: Mapping[str, Any] | None = None,
        start: Path | None = None,
    ) -> None:
        """Freeze a run before it starts; the description is written last, and makes it one.

        `order` is kept beside it for whoever wants the run to go on, and so is a copy of `start`, the adapter to
        begin with. Raises BadInput where nothing is left to learn from.
        """
        self.remove()
        self.path.mkdir(parents=True)
        try:
            freeze(preparation, self.path)
        except BadInput:
            self.remove()
            raise
        if start is not None:
            shutil.copyfile(start, self.path / START)
        _write(self.path / ORDER, json.dumps(order or {}))
        _write(self.path / _DESCRIPTION, json.dumps(asdict(description), indent=1))

    def description(self) -> Description:
        """Return what was frozen; raises CheckpointDamaged."""
        try:
            return Description(**json.loads((self.path / _DESCRIPTION).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise CheckpointDamaged from error

    def record(self, event: Mapping[str, Any]) -> None:
        """Append one event to the run's history."""
        with (self.path / _EVENTS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(event) + "\n")

    def events(self) -> Iterator[dict[str, Any]]:
        """Yield what was recorded, oldest first; a last line that was cut off by a crash is left out."""
        path = self.path / _EVENTS
        if not path.is_file():
            return
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                continue

    def move_history(self, target: Path) -> None:
        """Keep what the run was made from and how it went in `target`, and forget the rest."""
        target.mkdir()
        for name in (_DESCRIPTION, _EVENTS, EXAMPLES):
            if (self.path / name).exists():
                shutil.move(self.path / name, target / name)
        self.remove()

    def remove(self) -> None:
        """Forget the run with everything in its folder."""
        shutil.rmtree(self.path, ignore_errors=True)


def _write(path: Path, text: str) -> None:
    writing = path.with_name(path.name + ".writing")
    with writing.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    writing.replace(path)
