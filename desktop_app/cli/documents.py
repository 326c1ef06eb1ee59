"""`carrel documents`: every document known, and what became of it."""

import argparse
from datetime import UTC, datetime
from typing import Any

from desktop_app.cli.output import Output, on_one_line
from desktop_app.paths import DataPaths
from desktop_app.store.library_reader import LibraryReader


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    commands.add_parser("documents", help="every document known", parents=[shared]).set_defaults(run=_run)


def _run(paths: DataPaths, _: argparse.Namespace, output: Output) -> None:
    rows = LibraryReader(paths.library).documents()
    for row in rows:
        if output.as_json:
            output.result(
                {
                    "path": row.path,
                    "state": row.state.value,
                    "code": row.code,
                    "message": row.message,
                    "pages": row.pages,
                    "chunks": row.chunks,
                    "bytes": row.bytes,
                    "modified": datetime.fromtimestamp(row.modified, UTC).isoformat(),
                }
            )
        else:
            output.text(f"{row.state.value:<10} {on_one_line(row.path)}{'  ' + row.message if row.message else ''}")
    if not rows and not output.as_json:
        output.text("No documents yet; `carrel folder add PATH`, then `carrel index`.")
