"""What the person does to the list of watched folders, with its words and its undo."""

from collections.abc import Sequence
from pathlib import Path

from desktop_app.errors import CarrelError
from desktop_app.ui.context import WindowContext
from desktop_app.ui.sentences import counted, place_name
from desktop_app.workers.protocol import ReadFirst, ReadFolders


def watch(context: WindowContext, paths: Sequence[Path]) -> list[str]:
    """Watch files and folders, tell the indexing worker, and return the paths that are new."""
    added: list[str] = []
    known = {folder.path for folder in context.folders.list()}
    for path in paths:
        try:
            folder = context.folders.add(path)
        except CarrelError as error:
            context.notices.warn(error)
            continue
        if folder.path not in known:
            added.append(folder.path)
    if paths:
        context.indexing.send(ReadFolders)
    if added:
        context.indexing.send(ReadFirst, paths=added)
    if added:
        what = f"“{place_name(added[0])}”" if len(added) == 1 else counted(len(added), "place")
        context.notices.tell(
            f"Watching {what}. Documents become searchable as they are read.",
            tone="good",
            action="Undo",
            act=lambda: _forget_all(context, added),
        )
    elif paths and not set(map(str, paths)) - known:
        context.notices.tell("That is already watched." if len(paths) == 1 else "Those are already watched.")
    return added


def forget(context: WindowContext, path: str, *, with_undo: bool = False) -> None:
    """Watch a folder no longer; its documents leave the library, the files stay."""
    try:
        folder = context.folders.remove(Path(path))
    except CarrelError as error:
        context.notices.warn(error)
        return
    context.indexing.send(ReadFolders)
    if with_undo:
        context.notices.tell(
            f"“{place_name(path)}” is no longer watched. Your files are untouched.",
            action="Undo",
            act=lambda: _watch_again(context, path, sample=folder.sample),
        )


def restore(context: WindowContext, path: str) -> None:
    """Watch a folder again that was removed in the last 30 days."""
    try:
        context.folders.restore(Path(path))
    except CarrelError as error:
        context.notices.warn(error)
        return
    context.indexing.send(ReadFolders)
    context.notices.tell(f"Watching “{place_name(path)}” again.", tone="good")


def _forget_all(context: WindowContext, paths: Sequence[str]) -> None:
    for path in paths:
        forget(context, path)


def _watch_again(context: WindowContext, path: str, *, sample: bool) -> None:
    try:
        context.folders.add(Path(path), sample=sample)
    except CarrelError as error:
        context.notices.warn(error)
    context.indexing.send(ReadFolders)
