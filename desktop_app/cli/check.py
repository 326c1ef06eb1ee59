"""`carrel check`: whether the library agrees with itself."""

import argparse
from typing import Any

from desktop_app.cli.output import Output
from desktop_app.paths import DataPaths
from desktop_app.store.consistency import find_contradictions


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    commands.add_parser("check", help="whether the library agrees with itself", parents=[shared]).set_defaults(run=_run)


def _run(paths: DataPaths, _: argparse.Namespace, output: Output) -> int:
    problems = find_contradictions(paths.library)
    if output.as_json:
        output.result({"ok": not problems, "problems": problems})
    elif problems:
        output.text("The library contradicts itself: " + "; ".join(problems) + ".")
        output.text(f"Close Carrel, delete {paths.library}, and it is built again from your files.")
    else:
        output.text("Documents, chunks, words and embeddings agree.")
    return int(bool(problems))
