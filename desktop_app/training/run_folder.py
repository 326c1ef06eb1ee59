"""One training run on disk: what is trained from what, frozen when it starts.

The examples are copied with the part each plays, so that a run can go on after the file they came
from was changed or lost, and what was kept back stays what it was. Beside them lie the
checkpoints, and every event, one JSON object a line.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from desktop_app.domain import Turn
from desktop_app.errors import CheckpointDamaged
from desktop_app.training.examples import Example
from desktop_app.training.split import Part

_DESCRIPTION, _EXAMPLES, _EVENTS = "run.json", "examples.jsonl", "events.jsonl"


@dataclass(frozen=True, slots=True)
class Description:
    """What makes a run this run and no other; `settings` as JSON."""

    name: str
    model: str
    model_sha256: str
    examples_sha256: str
    settings: Mapping[str, Any]


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

    def begin(self, description: Description, parts: Mapping[Part, Sequence[Example]]) -> None:
        """Freeze a run before it starts; the description is written last, and makes it one."""
        self.path.mkdir(parents=True, exist_ok=True)
        lines = [
            json.dumps({"part": part, **asdict(example)}) for part, examples in parts.items() for example in examples
        ]
        _write(self.path / _EXAMPLES, "\n".join(lines) + "\n")
        _write(self.path / _DESCRIPTION, json.dumps(asdict(description), indent=1))

    def description(self) -> Description:
        """Return what was frozen; raises CheckpointDamaged."""
        try:
            return Description(**json.loads((self.path / _DESCRIPTION).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise CheckpointDamaged from error

    def examples(self) -> dict[Part, list[Example]]:
        """Return the frozen examples of each part; raises CheckpointDamaged."""
        parts: dict[Part, list[Example]] = {part: [] for part in Part}
        try:
            for line in (self.path / _EXAMPLES).read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                turns = tuple(Turn(**turn) for turn in row.pop("turns"))
                parts[Part(row.pop("part"))].append(Example(turns=turns, **row))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise CheckpointDamaged from error
        return parts

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
        for name in (_DESCRIPTION, _EXAMPLES, _EVENTS):
            if (self.path / name).is_file():
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
