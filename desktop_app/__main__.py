"""`carrel` opens the window; `carrel COMMAND` does the same work without one."""

import sys
from collections.abc import Sequence
from pathlib import Path

from desktop_app.paths import DataPaths
from desktop_app.sealed import close_network


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    close_network(window=True)
    from desktop_app.cli.command_line import run

    return run(sys.argv[1:] if arguments is None else arguments, open_window)


def open_window(paths: DataPaths, files: Sequence[Path] = (), *, is_hidden: bool = False) -> int:
    """Show the window on this data folder and hand it the files; commands never load it."""
    from desktop_app.ui.application import run as run_window

    return run_window(paths, files=files, is_hidden=is_hidden)


if __name__ == "__main__":
    sys.exit(main())
