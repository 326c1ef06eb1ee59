"""A run's state on disk, from which it goes on after a pause, a crash or a reboot.

A checkpoint is a folder that is written under another name, forced to the disk, and renamed:
whatever kills the process, the newest whole checkpoint stays readable. Knows no steps and no losses,
only named values.
"""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from desktop_app.errors import CheckpointDamaged

_PREFIX, _WRITING = "checkpoint-", ".writing"
_ADAPTER, _BEST, _OPTIMIZER, _STATE = "adapter.safetensors", "best.safetensors", "optimizer.pt", "state.json"

Tensors = dict[str, torch.Tensor]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Everything that the next step depends on; `state` is JSON."""

    step: int
    adapter: Tensors
    best: Tensors
    optimizer: dict[str, Any]
    random: torch.Tensor
    state: Mapping[str, Any]


def save_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    """Write it into `folder` and forget older ones; raises OSError where the disk is full or read-only."""
    folder.mkdir(parents=True, exist_ok=True)
    final = folder / f"{_PREFIX}{checkpoint.step:08d}"
    writing = final.with_name(final.name + _WRITING)
    shutil.rmtree(writing, ignore_errors=True)
    writing.mkdir()
    save_file(checkpoint.adapter, writing / _ADAPTER)
    save_file(checkpoint.best, writing / _BEST)
    torch.save({"optimizer": checkpoint.optimizer, "random": checkpoint.random}, writing / _OPTIMIZER)
    (writing / _STATE).write_text(json.dumps({"step": checkpoint.step, **checkpoint.state}), encoding="utf-8")
    for name in (_ADAPTER, _BEST, _OPTIMIZER, _STATE):
        _force(writing / name)
    if final.exists():
        shutil.rmtree(final)
    writing.rename(final)
    _force(folder)
    for older in _folders(folder):
        if older != final:
            shutil.rmtree(older, ignore_errors=True)


def load_checkpoint(folder: Path) -> Checkpoint | None:
    """Return the newest whole checkpoint, None where there is none; raises CheckpointDamaged if it can't be read."""
    found = _folders(folder)
    if not found:
        return None
    newest = found[-1]
    try:
        state = json.loads((newest / _STATE).read_text(encoding="utf-8"))
        rest = torch.load(newest / _OPTIMIZER, map_location="cpu", weights_only=True)
        return Checkpoint(
            step=state.pop("step"),
            adapter=load_file(newest / _ADAPTER),
            best=load_file(newest / _BEST),
            optimizer=rest["optimizer"],
            random=rest["random"],
            state=state,
        )
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise CheckpointDamaged from error


def newest_step(folder: Path) -> int:
    """Return the step of the newest checkpoint, 0 where there is none."""
    return max((int(entry.name.removeprefix(_PREFIX)) for entry in _folders(folder)), default=0)


def _folders(folder: Path) -> list[Path]:
    """Return whole checkpoints, oldest first."""
    return sorted(entry for entry in folder.glob(f"{_PREFIX}*") if entry.name.removeprefix(_PREFIX).isdecimal())


def _force(path: Path) -> None:
    """Make sure that a file's content, or a folder's list of names, is on the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders; it writes renames through by itself
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
