"""`carrel index`: bring the library up to date with its folders, then exit."""

import argparse
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop_app.cli.output import Output, on_one_line
from desktop_app.domain import DocumentState
from desktop_app.durations import time_left
from desktop_app.errors import LibraryDamaged
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.store.database import sqlite_errors
from desktop_app.store.library import set_aside
from desktop_app.store.library_reader import LibraryReader

if TYPE_CHECKING:
    from desktop_app.indexing.indexer import Tally
    from desktop_app.workers.progress import Heartbeat, Progress
    from desktop_app.workers.protocol import IndexingProgressed

TELL_SECONDS = 0.3


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    index = commands.add_parser("index", help="bring the library up to date with its folders", parents=[shared])
    index.add_argument("--first", nargs="+", metavar="PATH", help="files and folders to do before all others")
    index.set_defaults(run=_run)


def _run(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    begun = time.monotonic()
    try:
        tally = _update(paths, options, output)
    except LibraryDamaged:
        # Found in the middle of the work: the library had looked whole when it was opened.
        output.note("The library is damaged; it is set aside and built again from your files.")
        set_aside(paths.library)
        tally = _update(paths, options, output)
    _report(paths, tally, round(time.monotonic() - begun, 2), output)


def _update(paths: DataPaths, options: argparse.Namespace, output: Output) -> "Tally":
    from desktop_app.workers.progress import Heartbeat
    from desktop_app.workers.updating import LibraryUpdate

    update = LibraryUpdate(paths, Settings.load(paths.settings))
    try:
        if update.library.was_rebuilt:
            output.note("The library was damaged; it is set aside and built again from your files.")
        if update.to_embed_again:
            output.note(f"The embedding model changed: {update.to_embed_again} chunks are embedded again.")
        if options.first:
            update.steps.read_first([os.path.abspath(path) for path in options.first])  # noqa: PTH100 - resolve() would follow links
        heartbeat = Heartbeat(lambda now: _show(now, output))
        try:
            with sqlite_errors():
                update.run(_teller(update.progress, heartbeat, output))
        finally:
            heartbeat.close()
        output.progress("")
        return update.indexer.tally
    finally:
        update.close()


def _teller(progress: "Progress", heartbeat: "Heartbeat", output: Output) -> Callable[[], None]:
    """Return what shows the progress, at most a few times a second."""
    told = 0.0

    def tell() -> None:
        nonlocal told
        if time.monotonic() - told > TELL_SECONDS:
            told = time.monotonic()
            now = progress.now()
            heartbeat.told(now)
            _show(now, output)

    return tell


def _show(now: "IndexingProgressed", output: Output) -> None:
    left = time_left(now.seconds_left, now.seconds_at_most)
    taken = f" {now.current_seconds:.0f} s" if now.current_seconds else ""
    output.progress(f"{now.done} of {now.known} documents{left and f', {left}'}  {on_one_line(now.current)}{taken}")


def _report(paths: DataPaths, tally: "Tally", seconds: float, output: Output) -> None:
    reader = LibraryReader(paths.library)
    counts = reader.counts()
    failed = [row for row in reader.documents() if row.state is DocumentState.FAILED]
    if output.as_json:
        output.result(
            {
                "documents": counts.documents,
                "searchable": counts.searchable,
                "chunks": counts.chunks,
                "added": tally.added,
                "updated": tally.updated,
                "moved": tally.moved,
                "removed": tally.removed,
                "unchanged": tally.unchanged,
                "embedded": tally.embedded,
                "failed": [{"path": row.path, "code": row.code, "message": row.message} for row in failed],
                "seconds": seconds,
            }
        )
        return
    output.text(
        f"{counts.searchable} of {counts.documents} documents are searchable, {counts.chunks} chunks,"
        f" {tally.embedded} embedded now, {seconds:.1f} s."
    )
    for row in failed:
        output.text(f"  {on_one_line(row.path)}: {row.message}")
