"""What a bundled process puts right about its surroundings before anything else."""

import os
import sys

from desktop_app.training_pack import fits_this_version, training_pack

# Read by PyInstaller's loader: without it a worker that starts another one (the same executable) is taken for
# a part of itself, and finds no library, because the path to them is gone.
STARTED_ANEW = "PYINSTALLER_RESET_ENVIRONMENT"


def restore_library_path() -> None:
    """Give programs of the system that Carrel starts (a file manager) their own libraries, not the bundle's.

    PyInstaller's loader sets the variable for this process, which has read it already; an
    executable of the bundle sets it anew.
    """
    os.environ[STARTED_ANEW] = "1"
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        original = os.environ.pop(f"{name}_ORIG", None)
        if original is not None:
            os.environ[name] = original
        else:
            os.environ.pop(name, None)


def plug_in_training_pack() -> None:
    """Let this process import what the training pack brings, where its folder stands beside the executables."""
    pack = training_pack()
    if fits_this_version(pack):
        sys.path.append(str(pack))
