"""What is on the disk below a watched folder, and what of it is left alone."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.domain import FoundFile

# Written by programs for themselves: lock files, half downloads, previews.
IGNORED_PREFIXES = (".", "~$", ".~lock.")
IGNORED_SUFFIXES = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".swp", ".swo", ".lock", "~")
IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini", "__pycache__", "node_modules"})


@dataclass(slots=True)
class DiskView:
    """The files at and below some paths, and the watched folder each belongs to.

    `unreadable` are folders whose files nobody can tell.
    """

    files: dict[str, FoundFile] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)


def is_ignored(name: str) -> bool:
    """Tell whether a file or folder of this name is left alone."""
    lowered = name.lower()
    return lowered.startswith(IGNORED_PREFIXES) or lowered.endswith(IGNORED_SUFFIXES) or lowered in IGNORED_NAMES


def is_ignored_below(root: str, path: str) -> bool:
    """Tell whether `path` lies in something that is left alone below `root`."""
    relative = os.path.relpath(path, root)
    return relative != "." and any(is_ignored(part) for part in Path(relative).parts if part != "..")


def look_at(path: str, root: str, view: DiskView) -> None:
    """Add the files at or below `path` to `view`, as belonging to `root`.

    Symbolic links are not followed, so loops end. A file that another watched folder holds
    already stays with that one.
    """
    found = stat_file(path)
    if found is not None:
        view.files.setdefault(path, found)
        view.owners.setdefault(path, root)
        return
    folders = [path]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                folders += list(_sort_entries(entries, root, view))
        except FileNotFoundError:
            continue
        except NotADirectoryError:
            continue
        except OSError:
            view.unreadable.append(folder)


def stat_file(path: str) -> FoundFile | None:
    """Return the regular file at `path`, None if there is none."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return _found(path, status) if stat.S_ISREG(status.st_mode) else None


def _sort_entries(entries: Iterator["os.DirEntry[str]"], root: str, view: DiskView) -> Iterator[str]:
    for entry in entries:
        if is_ignored(entry.name) or entry.is_symlink():
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                yield entry.path
            elif entry.is_file(follow_symlinks=False):
                view.files[entry.path] = _found(entry.path, entry.stat(follow_symlinks=False))
                view.owners.setdefault(entry.path, root)
        except FileNotFoundError:
            continue


def _found(path: str, status: os.stat_result) -> FoundFile:
    return FoundFile(path, status.st_size, status.st_mtime_ns, status.st_ino)
