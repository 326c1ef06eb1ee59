"""What is on the disk below a watched folder, and what of it is left alone."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.domain import FoundFile, KnownFile
from desktop_app.held_paths import file_on_disk
from desktop_app.indexing.ignore_rules import IgnoreRules, rules_at

# Written by programs for themselves: lock files, half downloads, previews.
IGNORED_PREFIXES = (".", "~$", ".~lock.")
IGNORED_SUFFIXES = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".swp", ".swo", ".lock", "~")
IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini", "__pycache__", "node_modules"})


@dataclass(slots=True)
class DiskView:
    """The files at and below some paths, and the watched folder each belongs to.

    `left_out` are files and folders that an ignore file leaves out, with its name; what is
    below such folders was not looked at. `unreadable` are folders whose files nobody can tell.
    """

    files: dict[str, FoundFile] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)

    def leaves_out(self, path: str) -> str:
        """Return the ignore file that leaves out `path` or a folder above it, empty if none does."""
        if not self.left_out:
            return ""
        return next((self.left_out[above] for above in (path, *_folders_above(path)) if above in self.left_out), "")


def is_ignored(name: str) -> bool:
    """Tell whether a file or folder of this name is left alone."""
    lowered = name.lower()
    return lowered.startswith(IGNORED_PREFIXES) or lowered.endswith(IGNORED_SUFFIXES) or lowered in IGNORED_NAMES


def is_ignored_below(root: str, path: str) -> bool:
    """Tell whether `path` lies in something that is left alone below `root`, or behind a symbolic link."""
    relative = os.path.relpath(path, root)
    if relative == ".":
        return False
    at = root
    for part in Path(relative).parts:
        at = os.path.join(at, part)  # noqa: PTH118 - for every event
        if part != ".." and (is_ignored(part) or os.path.islink(at)):  # noqa: PTH114
            return True
    return False


def look_at(path: str, root: str, view: DiskView) -> None:
    """Add the files at or below `path` to `view`, as belonging to `root`.

    Symbolic links are not followed, so loops end. A file that another watched folder holds
    already stays with that one. A watched file is read whatever ignore files say.
    """
    found = stat_file(path)
    if found is not None and path == root:
        _add(found, root, "", view)
        return
    folder = path if found is None else os.path.dirname(path)  # noqa: PTH120
    rules, source = rules_at(root, folder)
    if found is not None:
        _add(found, root, source or rules.source(path, is_folder=False), view)
    elif source:
        view.left_out[path] = source
    else:
        _walk(path, rules, root, view)


def _walk(path: str, rules: IgnoreRules, root: str, view: DiskView) -> None:
    folders = [(path, rules)]
    while folders:
        folder, rules = folders.pop()
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            view.unreadable.append(folder)
            view.owners.setdefault(folder, root)
            continue
        if folder != path:  # the rules at `path` itself are known
            rules = rules.below(folder, {entry.name for entry in entries})
        folders += [(below, rules) for below in _sort_entries(entries, rules, root, view)]


def stat_file(path: str) -> FoundFile | None:
    """Return the regular file at `path`, None if there is none."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return _found(path, status) if stat.S_ISREG(status.st_mode) else None


def stand_of(path: str) -> tuple[int, int] | None:
    """Return what stands at a watched folder's path, None where nothing does.

    It differs once a drive is mounted or taken off there, or another folder has its name. For a watched file,
    which editors replace when they save, it is that of its folder.
    """
    try:
        status = Path(path).stat()
        if not stat.S_ISDIR(status.st_mode):
            status = Path(path).parent.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def stat_holder(path: str) -> FoundFile | None:
    """Return the file on the disk at `path`, or the one that holds the document there; None if there is neither."""
    return stat_file(str(file_on_disk(path)))


def is_as_known(known: KnownFile | None) -> bool:
    """Tell whether what is on the disk is still what the library knows."""
    found = stat_holder(known.path) if known else None
    if known is None or found is None:
        return False
    if known.digest is not None:
        return (known.modified_ns, known.inode) == (found.modified_ns, found.inode)
    return (known.size, known.modified_ns) == (found.size, found.modified_ns)


def _sort_entries(entries: list["os.DirEntry[str]"], rules: IgnoreRules, root: str, view: DiskView) -> Iterator[str]:
    """Add the files of one folder to the view, and yield the folders to look into."""
    for entry in entries:
        if is_ignored(entry.name):
            continue
        try:
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and not entry.is_file(follow_symlinks=False):
                continue
            source = rules.source(entry.path, is_folder=is_folder)
            if not is_folder:
                _add(_found(entry.path, entry.stat(follow_symlinks=False)), root, source, view)
            elif source:
                view.left_out[entry.path] = source
            else:
                yield entry.path
        except FileNotFoundError:
            continue
        except OSError:
            view.unreadable.append(entry.path)
            view.owners.setdefault(entry.path, root)


def _add(found: FoundFile, root: str, source: str, view: DiskView) -> None:
    """Add one file, which `source` leaves out unless that is empty; another watched folder may want it all the same."""
    if found.path in view.files and (source or found.path not in view.left_out):
        return
    view.files[found.path] = found
    view.owners[found.path] = root
    if source:
        view.left_out[found.path] = source
    else:
        view.left_out.pop(found.path, None)


def _found(path: str, status: os.stat_result) -> FoundFile:
    return FoundFile(path, status.st_size, status.st_mtime_ns, status.st_ino)


def _folders_above(path: str) -> Iterator[str]:
    while (above := os.path.dirname(path)) != path:  # noqa: PTH120 - for every file that is missing
        yield above
        path = above
