"""What holds for every test: no network, no home folder, and no data of the person who runs it."""

import os
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from desktop_app.sealed import FORBIDDEN, OFFLINE_ENVIRONMENT

# Set before any test module is imported: libraries read these once.
_HOME = Path(tempfile.mkdtemp(prefix="carrel-tests-"))
os.environ.update(OFFLINE_ENVIRONMENT)
os.environ.update(
    {
        "HOME": str(_HOME),
        "XDG_CACHE_HOME": str(_HOME / "cache"),
        "XDG_CONFIG_HOME": str(_HOME / "config"),
        "XDG_DATA_HOME": str(_HOME / "share"),
        "XDG_RUNTIME_DIR": str(_HOME),
        "CARREL_DATA": str(_HOME / "data"),
    }
)
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


class NetworkTouched(AssertionError):
    """A test tried to open a connection."""


def _forbid_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in FORBIDDEN:
        return
    local = arguments and isinstance(arguments[0], socket.socket) and arguments[0].family == socket.AF_UNIX
    if not local:
        raise NetworkTouched(event)


sys.addaudithook(_forbid_network)


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every test a data folder of its own; also the processes it starts find it there."""
    folder = tmp_path / "data"
    monkeypatch.setenv("CARREL_DATA", str(folder))
    return folder


def _end(*_: object) -> None:
    pytest.exit("ended by a signal", returncode=128 + signal.SIGTERM)


signal.signal(signal.SIGTERM, _end)  # or a run that is ended would leave its home, and its children, behind


def pytest_unconfigure() -> None:
    """Leave nothing behind in the temporary folder."""
    import shutil

    shutil.rmtree(_HOME, ignore_errors=True)
