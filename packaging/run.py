"""What `make run` does once everything is set up: the window where there is a display, else the terminal."""

import os
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


def main() -> None:
    """Become the window or the demonstration; this process does not go on."""
    if has_display():
        print("Opening the window ...", flush=True)
        program = [sys.executable, "-m", "desktop_app"]
    else:
        program = [sys.executable, str(TOP / "packaging" / "demo.py")]
    os.chdir(TOP)
    os.execv(program[0], program)


def has_display() -> bool:
    """Whether a window can be opened here."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    main()
