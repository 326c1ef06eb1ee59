"""Trainings that were left and can go on: each run's folder keeps the order it was begun with."""

import json
import shutil
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from desktop_app.workers.training_protocol import TrainAdapter

ORDER, RUN = "order.json", "run.json"
_KNOWN = {field.name for field in fields(TrainAdapter)} - {"request_id", "again"}


@dataclass(frozen=True, slots=True)
class LeftTraining:
    """A run that is not over; `order` is sent again to go on with it."""

    name: str
    folder: Path
    order: dict[str, Any]

    def forget(self) -> None:
        """Delete what it learnt so far."""
        shutil.rmtree(self.folder, ignore_errors=True)


def left_trainings(folder: Path) -> list[LeftTraining]:
    """Return the runs in `folder`, the one touched last first; what can't be read is left out."""
    found: list[tuple[float, LeftTraining]] = []
    for run in folder.glob(f"*/{RUN}"):
        try:
            order = json.loads((run.parent / ORDER).read_text(encoding="utf-8"))
            known = {name: value for name, value in order.items() if name in _KNOWN}
            left = LeftTraining(str(known["name"]), run.parent, known)
            found.append((run.parent.stat().st_mtime, left))
        except (OSError, ValueError, KeyError, AttributeError):
            continue
    return [left for _, left in sorted(found, key=lambda pair: -pair[0])]
