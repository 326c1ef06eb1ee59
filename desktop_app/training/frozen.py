"""The examples of one run as they were when it started, written once and never changed.

Each part is a file of JSON lines in the run's folder, and manifest.json holds their hashes: a
run that goes on, and the report at its end, use the very examples that were parted at the start.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from desktop_app.domain import Turn
from desktop_app.errors import BadInput
from desktop_app.training.examples import Example
from desktop_app.training.preparation import Preparation
from desktop_app.training.split import Part

FOLDER = "examples"
MANIFEST = "manifest.json"
_USED = (Part.LEARN, Part.CHECK, Part.KEPT_BACK)


@dataclass(frozen=True, slots=True)
class FrozenExamples:
    """The three parts, the hash of all of them, and the counts and hints of the preparation."""

    learn: tuple[Example, ...]
    check: tuple[Example, ...]
    kept_back: tuple[Example, ...]
    sha256: str
    counts: dict[str, int]
    found: dict[str, int]
    hints: tuple[str, ...]
    seed: int


def freeze(preparation: Preparation, run_folder: Path) -> FrozenExamples:
    """Write the parts into `run_folder`; raises BadInput where nothing is left to learn from.

    Where they were frozen before, the old ones stay and are returned.
    """
    folder = run_folder / FOLDER
    if (folder / MANIFEST).exists():
        return read_frozen(run_folder)
    if not preparation.part(Part.LEARN):
        raise BadInput("No example is left to learn from; look at why they were left out, and keep or mend some.")
    folder.mkdir(parents=True, exist_ok=True)
    hashes = {}
    for part in _USED:
        data = _as_lines(preparation.part(part))
        (folder / f"{part}.jsonl").write_bytes(data)
        hashes[part.value] = sha256(data).hexdigest()
    manifest = {
        "sha256": preparation.sha256,
        "files": hashes,
        "counts": preparation.counts,
        "found": preparation.found,
        "hints": [*preparation.hints, *([preparation.balance.sentence] if preparation.balance else [])],
        "seed": preparation.seed,
    }
    partial = folder / f"{MANIFEST}.partial"
    partial.write_text(json.dumps(manifest, indent=2, ensure_ascii=False), encoding="utf-8")
    partial.replace(folder / MANIFEST)
    return read_frozen(run_folder)


def read_frozen(run_folder: Path) -> FrozenExamples:
    """Return what `freeze` wrote; raises BadInput where it is missing or was changed since."""
    folder = run_folder / FOLDER
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        parts = {part: _read(folder / f"{part}.jsonl", manifest["files"][part.value]) for part in _USED}
        return FrozenExamples(
            parts[Part.LEARN],
            parts[Part.CHECK],
            parts[Part.KEPT_BACK],
            str(manifest["sha256"]),
            dict(manifest["counts"]),
            dict(manifest["found"]),
            tuple(manifest["hints"]),
            int(manifest["seed"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"The examples of this training in {folder} are not as they were when it began; start a new one."
        ) from error


def _as_lines(examples: Sequence[Example]) -> bytes:
    return "".join(json.dumps(_as_json(example), ensure_ascii=True) + "\n" for example in examples).encode()


def _as_json(example: Example) -> dict[str, Any]:
    return {
        "turns": [[turn.role, turn.text] for turn in example.turns],
        "answer": example.answer,
        "group": example.group,
        "line": example.line,
    }


def _read(file: Path, expected: str) -> tuple[Example, ...]:
    data = file.read_bytes()
    if sha256(data).hexdigest() != expected:
        raise ValueError(f"{file.name} was changed")
    return tuple(_example(json.loads(line)) for line in data.decode().split("\n") if line)


def _example(entry: dict[str, Any]) -> Example:
    turns = tuple(Turn(role, text) for role, text in entry["turns"])
    return Example(turns, entry["answer"], entry["group"], entry["line"])
