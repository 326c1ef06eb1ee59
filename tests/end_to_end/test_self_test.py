"""`carrel self-test` tries every part of what is installed, and all of them work."""

import json
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_every_part_works_here() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "desktop_app", "--json", "self-test"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    parts = {part["name"]: part for part in map(json.loads, told.stdout.splitlines())}
    assert {name for name, part in parts.items() if not part["ok"]} == set(), told.stdout
    assert {"seal", "workers", "password", "image", "answer", "shipped", "reader", "lock"} <= parts.keys()
    assert told.returncode == 0
