"""How processes are started, from a checkout and from a bundle."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.worker_command import worker_command


def test_a_checkout_starts_its_own_interpreter() -> None:
    assert worker_command(["-m", "desktop_app.workers.parser"]) == [sys.executable, "-m", "desktop_app.workers.parser"]


def test_a_bundle_starts_the_executable_beside_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(Path("/opt/carrel/carrel")))
    program, *arguments = worker_command(["-m", "desktop_app.workers.indexing", "--data", "/home/me/data"])
    assert Path(program).parent == Path("/opt/carrel")
    assert Path(program).stem == "carrel-worker"
    assert arguments == ["indexing", "--data", "/home/me/data"]


def test_a_bundle_runs_nothing_but_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(ValueError, match="workers only"):
        worker_command(["-c", "print()"])


def test_one_door_leads_to_every_worker_and_to_nothing_else() -> None:
    child = subprocess.run(
        [sys.executable, "-m", "desktop_app.workers", "parser"], input=b"", capture_output=True, timeout=30, check=False
    )
    assert child.returncode == 0
    assert b"Started" in child.stdout
    stranger = subprocess.run(
        [sys.executable, "-m", "desktop_app.workers", "os"], capture_output=True, text=True, timeout=30, check=False
    )
    assert stranger.returncode == 2
    assert "parser, indexing, inference, training, int8_export" in stranger.stderr
