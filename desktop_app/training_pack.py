"""The training pack: torch and what needs it, a folder that a bundle may have beside its programs.

The core answers, searches and recognises without it. Outside a bundle torch is always installed.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

from desktop_app.errors import TrainingPackMissing

FOLDER = "training-pack"
_NEEDED = "torch"


def training_pack() -> Path:
    """Return where the folder is looked for."""
    return Path(sys.executable).with_name(FOLDER)


def has_training_pack() -> bool:
    """Whether torch can be imported; imports nothing."""
    return find_spec(_NEEDED) is not None


def require_training_pack() -> None:
    """Raise TrainingPackMissing, which says where to put it, unless it is there."""
    if not has_training_pack():
        raise TrainingPackMissing(
            "Training, rerankers and most embedders of your own need Carrel's training pack, which is not installed;"
            f" install the package carrel-training-pack, or unpack the pack as {training_pack()}."
        )
