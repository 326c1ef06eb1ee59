"""The starter weights: where they are, and whether they are whole.

models/manifest.json says what belongs there. This module only finds and checks; the files
are put there by the set-up (packaging/fetch_weights.py), because the app opens no connection.
"""

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.domain import AdapterCard
from desktop_app.errors import ReaderUnusable, WeightsMissing

MODELS_VARIABLE = "CARREL_MODELS"
EMBEDDER = "embedder"
CHAT_MODEL = "chat model"


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """One file: where it belongs below models/, and where it stands in the package it comes in."""

    path: str
    member: str
    bytes: int
    sha256: str

    def is_present(self, models: Path) -> bool:
        """Whether the file is there with the right size: quick enough for every start."""
        try:
            return (models / self.path).stat().st_size == self.bytes
        except OSError:
            return False

    def is_whole(self, models: Path) -> bool:
        """Whether it is the file of the manifest to the last bit; reads all of it."""
        if not self.is_present(models):
            return False
        with (models / self.path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights that come with Carrel. `path` is the file or folder below models/ to load."""

    name: str
    kind: str
    path: str
    about: str
    licence: str
    source: str
    package: str
    version: str
    package_sha256: str
    files: tuple[WeightsFile, ...]


@dataclass(frozen=True, slots=True)
class ShippedAdapter:
    """An adapter that comes with Carrel.

    `refusal_bias` is by how many nats "Not in your documents." is made likelier (less likely below 0)
    as an answer's beginning: a model learns to refuse before it learns to tell apart, and this sets
    right how often it does.
    """

    card: AdapterCard
    refusal_bias: float
    licence: str


def models_folder() -> Path:
    """Return $CARREL_MODELS, else models/ beside the code or in the bundle."""
    asked = os.environ.get(MODELS_VARIABLE)
    return Path(asked).expanduser().absolute() if asked else _shipped_folder()


def starter_weights() -> Sequence[Weights]:
    """Return what the manifest lists."""
    return [
        Weights(**{**entry, "files": tuple(WeightsFile(**file) for file in entry["files"])})
        for entry in _manifest()["weights"]
    ]


def starter_model() -> Path:
    """Return the chat model's GGUF file; raise WeightsMissing where it is not there in full."""
    return _locate(CHAT_MODEL)


def starter_embedder() -> Path:
    """Return the embedder's sentence-transformers folder; raise WeightsMissing where it is not there in full."""
    return _locate(EMBEDDER)


def shipped_adapters() -> Sequence[ShippedAdapter]:
    """Return the adapters that come with Carrel, as the manifest describes them, if their files are there.

    Unlike the weights they are part of the repository. The manifest repeats what their files
    say, because reading them is the inference room's business (tests/workers/test_shipped_adapters.py compares).
    """
    models = models_folder()
    shipped = []
    for entry in _manifest().get("adapters", ()):
        card = entry["card"]
        path = models / card["path"]
        if path.is_file():
            whole = AdapterCard(**{**card, "path": str(path), "targets": tuple(card["targets"])})
            shipped.append(ShippedAdapter(whole, float(entry["refusal_bias"]), entry["licence"]))
    return shipped


def shipped_reader() -> Path:
    """Return the reader's file, which is part of the repository; raise ReaderUnusable where it is not there whole."""
    models = models_folder()
    file = WeightsFile(member="", **_manifest()["reader"]["file"])
    if not file.is_whole(models):
        raise ReaderUnusable
    return models / file.path


def reader_licence() -> str:
    """Return the licence of the reader that comes with Carrel."""
    return str(_manifest()["reader"]["licence"])


def _manifest() -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((_shipped_folder() / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def _locate(kind: str) -> Path:
    models = models_folder()
    weights = next(weights for weights in starter_weights() if weights.kind == kind)
    if not all(file.is_present(models) for file in weights.files):
        raise WeightsMissing(f"The starter {kind} is not complete in {models}; run `make weights`.")
    return models / weights.path


def _shipped_folder() -> Path:
    bundle = getattr(sys, "_MEIPASS", None)
    return (Path(bundle) if bundle else Path(__file__).resolve().parent.parent) / "models"
