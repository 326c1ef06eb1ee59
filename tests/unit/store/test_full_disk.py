"""A disk that is really full, on a file system of a few megabytes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[3]
FILES = 60


def in_small_file_system(mount_point: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    script = 'mount -t tmpfs -o size=12m none "$0" && exec "$@"'
    return subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, str(mount_point), *command],
        cwd=TOP,
        env={**os.environ, "PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_disk_that_fills_up_while_indexing_costs_nothing_but_time(tmp_path: Path) -> None:
    mount_point, documents = tmp_path / "disk", tmp_path / "documents"
    mount_point.mkdir()
    documents.mkdir()
    if shutil.which("unshare") is None or in_small_file_system(mount_point, "true").returncode:
        pytest.skip("no small file system can be mounted here (unshare -rm, mount -t tmpfs)")
    for number in range(FILES):
        words = " ".join(f"heron{number}x{n}" for n in range(400))
        (documents / f"note {number}.md").write_text(f"# Note {number}\n\n{words}.\n", encoding="utf-8")
    ran = in_small_file_system(
        mount_point, sys.executable, str(TOP / "tests/samples/full_disk.py"), str(mount_point), str(documents)
    )
    assert ran.returncode == 0, ran.stderr
    outcome = json.loads(ran.stdout)
    assert outcome["stumbles"] == 8, outcome
    assert 0 < outcome["kept"] < FILES
    assert outcome["contradictions_when_full"] == outcome["contradictions"] == []
    assert outcome["folders"] == "store.disk_full"
    assert outcome["searchable"] == FILES
