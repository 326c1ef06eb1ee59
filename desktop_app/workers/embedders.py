"""Which embedder a person's folder is opened as: its int8 copy where that can be, else torch.

The copy is made on first use, in a process of its own; for the starter weights the set-up has done it.
"""

import logging
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

from desktop_app.errors import EmbedderUnusable
from desktop_app.inference.embedder import Embedder
from desktop_app.inference.int8_embedder import Int8Embedder
from desktop_app.inference.int8_model import Int8Copies, refusal_of
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.training_pack import require_training_pack
from desktop_app.weights import models_folder, starter_embedder
from desktop_app.worker_command import worker_command

logger = logging.getLogger(__name__)

EXPORT = ("-m", "desktop_app.workers.int8_export")


# Both keep the promises of tests/contract/test_embedders.py.
AnyEmbedder = Embedder | Int8Embedder


def embedder_folder(settings: Settings) -> Path:
    """Return the folder of the embedder that the person chose, else the starter's."""
    return Path(settings.embedder) if settings.embedder else starter_embedder()


def int8_copies(paths: DataPaths) -> Int8Copies:
    """Return where this data folder's int8 copies lie, and those made at set-up."""
    return Int8Copies(kept=paths.int8_copies, shipped=models_folder() / "int8")


def open_embedder(folder: Path, copies: Int8Copies, *, threads: int = 0) -> AnyEmbedder:
    """Return the embedder, its int8 copy being made first where there is none yet.

    Its identity is the one that `copies.identity` gives afterwards. Raises EmbedderUnusable and TrainingPackMissing.
    """
    if copies.is_chosen(folder) and not copies.file(folder).is_file():
        _make_copy(folder, copies.file(folder))
    if not copies.is_chosen(folder):
        return Embedder.open(folder, threads=threads)
    file = copies.file(folder)
    try:
        return Int8Embedder.open(folder, file, copies.identity(folder), threads=threads)
    except EmbedderUnusable:
        if file.parent != copies.kept:
            raise
        logger.warning("an int8 copy is damaged and is made again")
        file.unlink()
        _make_copy(folder, file)
        return Int8Embedder.open(folder, file, copies.identity(folder), threads=threads)


def _make_copy(folder: Path, file: Path) -> None:
    """Let a process make it; of two that want it, one waits for the other."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(file.with_suffix(".lock")):
        if file.is_file() or refusal_of(file).exists():
            return
        require_training_pack()
        made = subprocess.run(
            worker_command([*EXPORT, str(folder), str(file)]),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if sys.platform == "win32" else 0,
        )
        if not file.is_file() and not refusal_of(file).exists():
            logger.error("preparing the embedding model ended with %d", made.returncode)
            raise EmbedderUnusable(
                f"The embedding model in {folder} could not be prepared; free some memory and disk space, and restart."
            )
