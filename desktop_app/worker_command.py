"""How a process of Carrel starts another one: through the interpreter, or in a bundle, which has none."""

import sys
from collections.abc import Sequence
from pathlib import Path

_WORKERS = "desktop_app.workers."
_EXECUTABLE = "carrel-worker.exe" if sys.platform == "win32" else "carrel-worker"


def is_bundled() -> bool:
    """Whether this process runs from a bundle (packaging/bundle), without a Python of its own."""
    return bool(getattr(sys, "frozen", False))


def worker_command(arguments: Sequence[str]) -> list[str]:
    """Return the command that runs the interpreter with `arguments`.

    In a bundle `-m desktop_app.workers.ROLE ...` becomes `carrel-worker ROLE ...`, which stands
    beside the window's executable.
    """
    if not is_bundled():
        return [sys.executable, *arguments]
    option, module, *others = arguments
    if option != "-m" or not module.startswith(_WORKERS):
        raise ValueError(f"a bundle starts workers only, not {module}")
    return [str(Path(sys.executable).with_name(_EXECUTABLE)), module.removeprefix(_WORKERS), *others]
