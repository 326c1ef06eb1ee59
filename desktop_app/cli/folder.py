"""`carrel folder add PATH… / list / remove PATH / restore PATH`: the watched folders."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop_app.cli.output import Output
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.store.library_reader import LibraryReader


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    folder = commands.add_parser("folder", help="watched folders", parents=[shared])
    actions = folder.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="watch folders or files", parents=[shared])
    add.add_argument("paths", nargs="+", metavar="PATH")
    add.set_defaults(run=_add)
    listing = actions.add_parser("list", help="show them", parents=[shared])
    listing.add_argument("--removed", action="store_true", help="show those that can be restored")
    listing.set_defaults(run=_list)
    remove = actions.add_parser("remove", help="watch one no longer; your files stay", parents=[shared])
    remove.add_argument("path", metavar="PATH")
    remove.set_defaults(run=_remove)
    restore = actions.add_parser(
        "restore", help="watch one again that was removed in the last 30 days", parents=[shared]
    )
    restore.add_argument("path", metavar="PATH")
    restore.set_defaults(run=_restore)


def _add(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    folders = WatchedFolders(paths.folders)
    for path in options.paths:
        added = folders.add(Path(os.path.abspath(path)))  # noqa: PTH100 - resolve() would follow links
        if output.as_json:
            output.result({"path": added.path})
        else:
            output.text(f"Watching {added.path}. `carrel index` reads it; an open window does so by itself.")


def _list(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    if options.removed:
        _list_removed(paths, output)
        return
    folders = [folder.path for folder in WatchedFolders(paths.folders).list()]
    reader = LibraryReader(paths.library)
    counts, away = reader.folder_counts(folders), reader.away_roots()
    for path in folders:
        state = "away" if path in away or not Path(path).exists() else "watched"
        if output.as_json:
            output.result({"path": path, "state": state, "documents": counts[path]})
        else:
            output.text(f"{path}  ({counts[path]} documents{', away' if state == 'away' else ''})")
    if not folders and not output.as_json:
        output.text("No folders are watched yet; `carrel folder add PATH` adds one.")


def _list_removed(paths: DataPaths, output: Output) -> None:
    removed = WatchedFolders(paths.folders).removed()
    for folder in removed:
        if output.as_json:
            output.result({"path": folder.path, "removed": datetime.fromtimestamp(folder.removed, UTC).isoformat()})
        else:
            output.text(f"{folder.path}  (removed {datetime.fromtimestamp(folder.removed):%d %B %Y})")
    if not removed and not output.as_json:
        output.text("No folder was removed in the last 30 days.")


def _remove(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    path = WatchedFolders(paths.folders).remove(Path(os.path.abspath(options.path))).path  # noqa: PTH100
    reader = LibraryReader(paths.library)
    count, chunks = reader.folder_counts([path])[path], reader.chunk_count(path)
    if output.as_json:
        output.result({"path": path, "documents": count, "chunks": chunks})
    else:
        output.text(
            f"{count} documents of {path} ({chunks} chunks) leave the library at the next `carrel index`; your files"
            " stay. `carrel folder restore PATH` takes that back for 30 days, and nothing has to be embedded anew."
        )


def _restore(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    restored = WatchedFolders(paths.folders).restore(Path(os.path.abspath(options.path)))  # noqa: PTH100
    if output.as_json:
        output.result({"path": restored.path})
    else:
        output.text(f"Watching {restored.path} again. `carrel index` reads it; an open window does so by itself.")
