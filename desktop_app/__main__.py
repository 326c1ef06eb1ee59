"""`carrel` opens the window; `carrel COMMAND` does the same work without one."""

import sys
from collections.abc import Sequence

from desktop_app.sealed import close_network


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    close_network()
    from desktop_app.cli.command_line import run  # noqa: PLC0415 - the network is closed before anything else is loaded

    return run(sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
