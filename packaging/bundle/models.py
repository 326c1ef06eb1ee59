"""What of models/ goes into a bundle: all that git tracks and the starter weights, the embedder in int8 alone.

The core has no torch, which is what the embedder's own weights (91 MB) would be read with. In
their place stands what names the vectors: a file `identity`, and a manifest without them.
"""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from desktop_app.inference.embedder_folder import IDENTITY, embedder_identity
from desktop_app.weights import EMBEDDER, models_folder, starter_embedder, starter_weights

READ_BY_TORCH = ".safetensors"


def model_files(top: Path) -> Sequence[Path]:
    """Return the files that are taken as they are, from the top of the repository.

    Raises FileNotFoundError where `make weights` has not been run.
    """
    models = models_folder()
    wanted = [models / file.path for weights in starter_weights() for file in weights.files]
    wanted += sorted((models / "int8").glob("*.onnx"))
    for file in wanted:
        if not file.is_file():
            raise FileNotFoundError(f"{file} is missing; run `make weights`")
    every = dict.fromkeys([*(file.relative_to(top) for file in wanted), *_tracked_models(top)])
    return [file for file in every if not _is_left_out(file) and file.name != "manifest.json"]


def write_bundled_models(top: Path, work: Path) -> Sequence[tuple[Path, str]]:
    """Write what differs in a bundle into `work`; return these files, each with its folder in the bundle."""
    work.mkdir(parents=True, exist_ok=True)
    manifest = json.loads((top / "models" / "manifest.json").read_text(encoding="utf-8"))
    for weights in manifest["weights"]:
        if weights["kind"] == EMBEDDER:
            weights["files"] = [file for file in weights["files"] if not _is_left_out(Path(file["path"]))]
    (work / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    folder = starter_embedder()
    (work / IDENTITY).write_text(embedder_identity(folder), encoding="ascii")
    return [(work / "manifest.json", "models"), (work / IDENTITY, folder.relative_to(top).as_posix())]


def _is_left_out(file: Path) -> bool:
    return file.suffix == READ_BY_TORCH


def _tracked_models(top: Path) -> Sequence[Path]:
    """Return the files in models/ that belong to the source; what else stands there is the builder's own."""
    told = subprocess.run(["git", "ls-files", "-z", "models"], cwd=top, capture_output=True, text=True, check=True)
    return [Path(name) for name in told.stdout.split("\0") if name]
