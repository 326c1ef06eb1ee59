"""The commands and what they have in common: options, errors, and how they end.

To add a command: one module with `add_to(commands)` that names its `run`, and one line in
COMMANDS. Commands print results on stdout; everything for people's eyes goes to stderr.
"""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence

from desktop_app import __version__
from desktop_app.cli import (
    adapter,
    advise,
    ask,
    check,
    compare,
    documents,
    folder,
    index,
    lock,
    model,
    open_files,
    questions,
    search,
    self_test,
    text,
)
from desktop_app.cli.output import Output
from desktop_app.errors import CarrelError
from desktop_app.locked import is_locked, unlock
from desktop_app.logs import log_to_file
from desktop_app.paths import DATA_VARIABLE, DataPaths
from desktop_app.sealed import close_kernel

COMMANDS = (
    open_files,
    folder,
    index,
    documents,
    text,
    search,
    ask,
    model,
    adapter,
    check,
    advise,
    questions,
    compare,
    lock,
    self_test,
)

DONE, FAILED, INTERRUPTED = 0, 1, 130

logger = logging.getLogger(__name__)


def run(arguments: Sequence[str], open_window: Callable[..., int]) -> int:
    """Run one command; without one, and for `open`, show the window."""
    _speak_utf8()
    options = _read(arguments)
    output = Output(as_json=options.json)
    try:
        paths = DataPaths.choose(options.data).create()
        if options.command in (None, open_files.NAME):
            return open_window(paths, getattr(options, "files", ()), is_hidden=options.hidden)
        close_kernel(window=False)  # only a window speaks to the screen
        log_to_file(paths, "command")
        if is_locked(paths.root) and options.command != lock.NAME:
            unlock(paths.root, lock.ask_passphrase())
        return int(options.run(paths, options, output) or DONE)
    except CarrelError as error:
        output.error(error)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has seen enough; keep Python from complaining when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception:
        logger.exception("the command failed")
        output.error(CarrelError(f"Something went wrong that should not have; the log is in {paths.logs}."))
        return FAILED


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line, which manual page and shell completion are made of too."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--data",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help=f"put every file of the app under DIR (or set {DATA_VARIABLE})",
    )
    shared.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="machine-readable output")
    parser = argparse.ArgumentParser(
        prog="carrel",
        parents=[shared],
        description="Ask your own documents, on your own machine, without a network."
        " Without a command, the window opens.",
    )
    parser.add_argument("--version", action="version", version=f"carrel {__version__}")
    parser.add_argument("--hidden", action="store_true", help="start in the tray, or minimised where there is none")
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for command in COMMANDS:
        command.add_to(commands, shared)
    return parser


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    # Not as defaults of the parser: set_defaults would reach the commands' copies of these options,
    # which then undo what stands before the command.
    return argparse.Namespace(**{"data": None, "json": False, **vars(make_parser().parse_args(arguments))})


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
