"""The disk against the library: what is new, changed, moved or gone. Pure comparison.

A watched folder that is missing, or stands empty where the library knows files (the mount
point of an unplugged drive), is away: its documents stay. So do those below a folder that
can't be listed, and those of a drive that was mounted inside a watched folder and has left its
empty mount point; once that is deleted too, they are gone.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.domain import FoundFile, KnownFile
from desktop_app.indexing.disk import DiskView, is_ignored_below, look_at, stat_file
from desktop_app.indexing.ignore_rules import IGNORE_FILES

UNNAMEABLE = "document.name"
IGNORED = "document.ignored"
MANY_PATHS = 200  # from here on one look at everything is quicker
CLOSED_MESSAGE = "Carrel may not look into this folder; change its permissions, and what is in it will be read."
UNNAMEABLE_MESSAGE = "The file's name is not valid text; rename it and it will be read."


@dataclass(slots=True)
class Plan:
    """What has to be done so that the library agrees with the disk."""

    new: list[tuple[str, FoundFile]] = field(default_factory=list)  # (root, file)
    changed: list[tuple[str, FoundFile]] = field(default_factory=list)
    moved: list[tuple[int, str, FoundFile]] = field(default_factory=list)  # (document, root, file)
    rerooted: list[tuple[int, str, FoundFile]] = field(default_factory=list)  # of another watched folder now
    unnameable: list[tuple[str, FoundFile]] = field(default_factory=list)
    left_out: list[tuple[str, FoundFile, str]] = field(default_factory=list)  # (root, file, ignore file)
    closed: list[tuple[str, FoundFile]] = field(default_factory=list)  # (root, folder that can't be listed)
    gone: list[int] = field(default_factory=list)
    unchanged: int = 0

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(
            self.new
            or self.changed
            or self.moved
            or self.rerooted
            or self.unnameable
            or self.left_out
            or self.closed
            or self.gone
        )


def ignored_message(source: str) -> str:
    """Return the sentence for a file that an ignore file leaves out."""
    return f"Left out by {source} in its folder; a line there (or in a .carrelignore) that begins with ! takes it in."


def away_roots(roots: Sequence[str], holds_files: Callable[[str], bool]) -> dict[str, bool]:
    """Return for each watched folder (or file) whether it is away; `holds_files` tells of which files are known."""
    return {root: _is_away(root, holds_files) for root in roots}


def absent_mounts(remembered: Sequence[str], mounted: Sequence[str], roots: Mapping[str, bool]) -> dict[str, bool]:
    """Return the drives that were mounted below `roots` and are not now, with whether their documents are away for it.

    Where a watched folder is away itself, nothing can be told of the drives in it.
    """
    absent: dict[str, bool] = {}
    for mount in remembered:
        holders = [away for root, away in roots.items() if mount != root and _is_below(mount, root)]
        if mount not in mounted and any(holders):
            absent[mount] = False
        elif mount not in mounted and holders and _is_empty_folder(mount):
            absent[mount] = True
    return absent


def places_to_look(roots: Sequence[str], changed: Sequence[str]) -> Sequence[str] | None:
    """Return where to look for what a file event named, None for everywhere.

    A changed ignore file concerns all of its folder.
    """
    places = {os.path.dirname(path) if os.path.basename(path) in IGNORE_FILES else path for path in changed}  # noqa: PTH119, PTH120
    return None if len(places) > MANY_PATHS or places.intersection(roots) else sorted(places)


def compare(
    roots: Mapping[str, bool],
    known: Mapping[str, KnownFile],
    only: Sequence[str] | None = None,
    absent: Sequence[str] = (),
) -> Plan:
    """Compare the disk below `roots` (path → away) with what is `known`.

    `only` limits the look to these paths and what is below them; `known` need hold no more. What is below `absent`
    mount points stays.
    """
    plan, view = Plan(), DiskView()
    for root, away in roots.items():
        if not away:
            for path in _looked_at(root, only):
                look_at(path, root, view)
    kept = [*view.unreadable, *absent]
    missing = [file for path, file in known.items() if path not in view.files and _is_gone(file, roots, kept, only)]
    missing = _not_left_out(missing, view, plan)
    by_stamp = {_stamp(file): file for file in missing}
    moved_ids = set()
    for path, found in view.files.items():
        remembered = known.get(nameable(path))
        source = view.left_out.get(path, "")
        if nameable(path) != path:
            if remembered is None:
                plan.unnameable.append((view.owners[path], found))
        elif source:
            if remembered is None or remembered.code != IGNORED:
                plan.left_out.append((view.owners[path], found, source))
        elif remembered is None:
            moved = by_stamp.pop(_stamp(found), None)
            if moved is None:
                plan.new.append((view.owners[path], found))
            else:
                moved_ids.add(moved.id)
                plan.moved.append((moved.id, view.owners[path], found))
        elif remembered.code == IGNORED or _stamp(remembered) != _stamp(found):
            plan.changed.append((view.owners[path], found))
        elif remembered.root != view.owners[path]:
            plan.rerooted.append((remembered.id, view.owners[path], found))
        else:
            plan.unchanged += 1
    plan.closed = [
        (view.owners[folder], FoundFile(folder, 0, 0, 0)) for folder in view.unreadable if nameable(folder) not in known
    ]
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


def _not_left_out(missing: list[KnownFile], view: DiskView, plan: Plan) -> list[KnownFile]:
    """Return those that are missing, not merely in a folder that an ignore file leaves out now."""
    gone = []
    for file in missing:
        source = view.leaves_out(file.path)
        found = stat_file(file.path) if source else None
        if found is None:
            gone.append(file)
        elif file.code != IGNORED:
            plan.left_out.append((file.root, found, source))
    return gone


def _is_gone(file: KnownFile, roots: Mapping[str, bool], kept: Sequence[str], only: Sequence[str] | None) -> bool:
    """Tell whether a file that was not found is gone; of what is below the folders `kept` that can't be told."""
    if file.root not in roots:
        # No longer watched on its own; another watched folder may hold it still.
        return not any(_is_below(file.path, root) for root in roots)
    if roots[file.root] or any(_is_below(file.path, folder) for folder in kept):
        return False
    return only is None or any(_is_below(file.path, path) for path in only)


def _is_away(root: str, holds_files: Callable[[str], bool]) -> bool:
    if not Path(root).exists():
        return True
    if not Path(root).is_dir():
        return False
    return _is_empty_folder(root) and holds_files(root)


def _is_empty_folder(path: str) -> bool:
    """Tell whether there is a folder in which nothing is, or of which nobody can tell."""
    try:
        with os.scandir(path) as entries:
            return next(iter(entries), None) is None
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _stamp(file: KnownFile | FoundFile) -> tuple[int, int, int]:
    return file.size, file.modified_ns, file.inode
