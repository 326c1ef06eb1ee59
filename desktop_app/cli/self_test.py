"""`carrel self-test`: every part once, on small samples, in a data folder of its own."""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from desktop_app.cli.output import Output
from desktop_app.errors import CarrelError
from desktop_app.paths import DataPaths


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    commands.add_parser("self-test", help="every part once", parents=[shared]).set_defaults(run=_run)


def _run(_: DataPaths, __: argparse.Namespace, output: Output) -> int:
    from desktop_app.cli.self_test_checks import Checks  # brings every room

    failed = 0
    with tempfile.TemporaryDirectory(prefix="carrel-self-test-") as home:
        checks = Checks(Path(home))
        for name, check in checks.all():
            try:
                ok, detail = True, check()
            except (CarrelError, AssertionError) as error:
                ok, detail = False, str(error)
            failed += not ok
            if output.as_json:
                output.result({"name": name, "ok": ok, "detail": detail})
            else:
                output.text(f"{'ok  ' if ok else 'FAIL'} {name:<10} {detail}")
        checks.close()
    return int(failed > 0)
