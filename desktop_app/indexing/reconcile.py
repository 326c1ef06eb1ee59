"""The disk against the library: what is new, changed, moved or gone. Pure comparison.

A watched folder that is missing, or stands empty where the library knows files (the mount
point of an unplugged drive), is away: its documents stay. So do those below a folder that
can't be listed.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.domain import FoundFile, KnownFile
from desktop_app.indexing.disk import DiskView, is_ignored_below, look_at

UNNAMEABLE = "document.name"
MANY_PATHS = 200  # from here on one look at everything is quicker
UNNAMEABLE_MESSAGE = "The file's name is not valid text; rename it and it will be read."


@dataclass(slots=True)
class Plan:
    """What has to be done so that the library agrees with the disk."""

    new: list[tuple[str, FoundFile]] = field(default_factory=list)  # (root, file)
    changed: list[tuple[str, FoundFile]] = field(default_factory=list)
    moved: list[tuple[int, str, FoundFile]] = field(default_factory=list)  # (document, root, file)
    unnameable: list[tuple[str, FoundFile]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    unchanged: int = 0


def away_roots(roots: Sequence[str], known: Mapping[str, KnownFile]) -> dict[str, bool]:
    """Return for each watched folder (or file) whether it is away."""
    populated = {file.root for file in known.values()}
    return {root: _is_away(root, root in populated) for root in roots}


def compare(roots: Mapping[str, bool], known: Mapping[str, KnownFile], only: Sequence[str] | None = None) -> Plan:
    """Compare the disk below `roots` (path → away) with what is `known`.

    `only` limits the look to these paths and what is below them: what a file event named.
    """
    if only is not None and len(only) > MANY_PATHS:
        only = None
    plan = Plan()
    view = DiskView()
    for root, away in roots.items():
        if not away:
            for path in _looked_at(root, only):
                look_at(path, root, view)
    missing = [file for path, file in known.items() if path not in view.files and _is_gone(file, roots, view, only)]
    by_stamp = {(file.size, file.modified_ns, file.inode): file for file in missing}
    moved_ids = set()
    for path, found in view.files.items():
        shown = nameable(path)
        remembered = known.get(shown)
        if shown != path:
            if remembered is None:
                plan.unnameable.append((view.owners[path], found))
        elif remembered is None:
            source = by_stamp.pop((found.size, found.modified_ns, found.inode), None)
            if source is None:
                plan.new.append((view.owners[path], found))
            else:
                moved_ids.add(source.id)
                plan.moved.append((source.id, view.owners[path], found))
        elif _stamp(remembered) != _stamp(found):
            plan.changed.append((view.owners[path], found))
        else:
            plan.unchanged += 1
    shown_paths = {nameable(path) for path in view.files}
    plan.gone = [file.id for file in missing if file.id not in moved_ids and file.path not in shown_paths]
    return plan


def nameable(path: str) -> str:
    """Return `path` as text that can be stored; the same unless its bytes are no text."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _looked_at(root: str, only: Sequence[str] | None) -> list[str]:
    if only is None:
        return [root]
    below = [path for path in only if _is_below(path, root) and not is_ignored_below(root, path)]
    return [root] if root in below else below


def _is_gone(file: KnownFile, roots: Mapping[str, bool], view: DiskView, only: Sequence[str] | None) -> bool:
    if file.root not in roots:
        # No longer watched on its own; another watched folder may hold it still.
        return not any(_is_below(file.path, root) for root in roots)
    if roots[file.root] or any(_is_below(file.path, folder) for folder in view.unreadable):
        return False
    return only is None or any(_is_below(file.path, path) for path in only)


def _is_away(root: str, populated: bool) -> bool:
    if not Path(root).exists():
        return True
    if not Path(root).is_dir():
        return False
    try:
        with os.scandir(root) as entries:
            return populated and next(iter(entries), None) is None
    except OSError:
        return True


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _stamp(file: KnownFile | FoundFile) -> tuple[int, int, int]:
    return file.size, file.modified_ns, file.inode
