"""The training pack: torch and what needs it, a folder that a bundle may have beside its programs.

The core answers, searches and recognises without it. Outside a bundle torch is always installed.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

from desktop_app import __version__
from desktop_app.errors import TrainingPackMissing

FOLDER = "training-pack"
VERSION_FILE = "carrel-version"  # in it: the bundle that it was built with, whose packages it shares
_NEEDED = "torch"


def training_pack() -> Path:
    """Return where the folder is looked for."""
    return Path(sys.executable).with_name(FOLDER)


def fits_this_version(pack: Path) -> bool:
    """Whether the folder is the pack of this very version; another one's packages need not go with the bundle's."""
    try:
        return (pack / VERSION_FILE).read_text(encoding="utf-8").strip() == __version__
    except OSError:
        return False


def why_missing() -> str:
    """Return what to install where torch can't be imported, nothing where it can; imports nothing."""
    if find_spec(_NEEDED) is not None:
        return ""
    return (
        f"Training, rerankers and most embedders of your own need the training pack of Carrel {__version__}, which is"
        f" not installed; install the package carrel-training-pack, or unpack the pack as {training_pack()}."
    )


def require_training_pack() -> None:
    """Raise TrainingPackMissing, which says where to put it, unless it is there."""
    if sentence := why_missing():
        raise TrainingPackMissing(sentence)
