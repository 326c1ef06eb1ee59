"""`carrel lock set / change / remove / status`: a passphrase for the library and the conversations."""

import argparse
import getpass
import sys
from typing import Any

from filelock import FileLock, Timeout

from desktop_app.cli.output import Output
from desktop_app.errors import BadInput, LibraryBusy
from desktop_app.locked import (
    NOT_COVERED,
    SHORTEST,
    change_passphrase,
    is_locked,
    new_lock,
    remove_lock,
    unlock,
    write_lock,
)
from desktop_app.paths import DataPaths
from desktop_app.store.locking import lock_databases, open_databases

NAME = "lock"


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    lock = commands.add_parser(NAME, help="a passphrase for library and conversations", parents=[shared])
    actions = lock.add_subparsers(dest="action", metavar="ACTION", required=True)
    about = "lock them; without the passphrase nobody reads them again, its makers neither"
    actions.add_parser("set", help=about, parents=[shared]).set_defaults(run=_set)
    about = "replace the passphrase by another one"
    actions.add_parser("change", help=about, parents=[shared]).set_defaults(run=_change)
    actions.add_parser("remove", help="take the passphrase away", parents=[shared]).set_defaults(run=_remove)
    actions.add_parser("status", help="whether they are locked", parents=[shared]).set_defaults(run=_status)


def ask_passphrase(question: str = "Passphrase: ") -> str:
    """Read a passphrase from the terminal without showing it, or one line from a pipe."""
    if sys.stdin.isatty():
        return getpass.getpass(question)
    return sys.stdin.readline().rstrip("\r\n")


def _set(paths: DataPaths, _: argparse.Namespace, output: Output) -> None:
    with _alone(paths):
        # One that is locked already may have been interrupted: then this goes on.
        key = unlock(paths.root, ask_passphrase()) if is_locked(paths.root) else _new_lock(paths)
        changed = lock_databases(paths.root, key)
    output.text(f"Locked: {', '.join(path.name for path in changed) or 'nothing is there yet, and all that comes'}.")
    output.note(NOT_COVERED)


def _change(paths: DataPaths, _: argparse.Namespace, output: Output) -> None:
    if not is_locked(paths.root):
        raise BadInput("There is no passphrase to change; `carrel lock set` sets one.")
    change_passphrase(paths.root, ask_passphrase(), _new_passphrase())
    output.text("Only the new passphrase opens it from here on.")


def _remove(paths: DataPaths, _: argparse.Namespace, output: Output) -> None:
    if not is_locked(paths.root):
        raise BadInput("There is no lock to remove.")
    with _alone(paths):
        changed = open_databases(paths.root, unlock(paths.root, ask_passphrase()))
        remove_lock(paths.root)
    output.text(f"Not locked any more: {', '.join(path.name for path in changed) or 'nothing was there'}.")


def _status(paths: DataPaths, _: argparse.Namespace, output: Output) -> None:
    locked = is_locked(paths.root)
    if output.as_json:
        output.result({"locked": locked})
    else:
        output.text(
            "Locked with a passphrase." if locked else "Not locked; the files are readable by their owner only."
        )


def _new_lock(paths: DataPaths) -> bytes:
    key, kept = new_lock(_new_passphrase())
    write_lock(paths.root, kept, key)
    return key


def _new_passphrase() -> str:
    passphrase = ask_passphrase("New passphrase: ")
    if len(passphrase) < SHORTEST:
        raise BadInput(f"The passphrase needs at least {SHORTEST} characters; nothing was changed.")
    if sys.stdin.isatty() and ask_passphrase("Once more: ") != passphrase:
        raise BadInput("The two are not the same; nothing was changed.")
    return passphrase


class _alone:  # noqa: N801 - reads as a word where it is used
    """Holds the places of the window and of the indexing worker; raises LibraryBusy where one is taken."""

    def __init__(self, paths: DataPaths) -> None:
        self._locks = [FileLock(paths.root / "window.lock"), FileLock(paths.indexing_lock)]

    def __enter__(self) -> None:
        try:
            for lock in self._locks:
                lock.acquire(timeout=0)
        except Timeout:
            self.__exit__()
            raise LibraryBusy("Close Carrel's window and end its other commands first, then try again.") from None

    def __exit__(self, *_: object) -> None:
        for lock in self._locks:
            lock.release()
