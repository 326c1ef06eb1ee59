"""The whole main job under a tracer, in a namespace without network: no process even tries to reach another machine."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.samples.documents import Big, make_pdf

CLAUSE = "Either party may end this agreement with a notice period of ninety days."
# Sockets that reach further than this machine; AF_UNIX speaks to the screen.
OTHER_MACHINES = re.compile(r"AF_(?!UNIX|LOCAL|UNSPEC)\w+")
PATIENCE = 300.0


def works(*command: str) -> bool:
    return (
        shutil.which(command[0]) is not None
        and subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    )


TRACER = ("strace", "-f", "-qq", "-e", "trace=%network,io_uring_setup", "-o")
WITHOUT_NETWORK = ("unshare", "--map-root-user", "--net")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not works(*TRACER, os.devnull), reason="strace is not here, or may not trace"),
]


def traced(trace: Path, arguments: Sequence[str]) -> list[str]:
    """Return the command that runs Carrel under the tracer, without a network where a namespace can be made."""
    namespace = WITHOUT_NETWORK if works(*WITHOUT_NETWORK) else ()
    return [*namespace, *TRACER, str(trace), sys.executable, "-m", "desktop_app", *arguments]


def attempts(trace: Path) -> list[str]:
    return [line for line in trace.read_text(encoding="utf-8").splitlines() if OTHER_MACHINES.search(line)]


def test_from_reading_to_answer_nothing_tries_to_connect(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    make_pdf(documents / "Lease.pdf", [(Big("Notice"), "The tenancy began in May.", CLAUSE)])
    environment = {**os.environ, "CARREL_DATA": str(tmp_path / "data")}
    for number, arguments in enumerate(
        (["folder", "add", str(documents)], ["index"], ["search", "notice"], ["ask", "How long is the notice period?"])
    ):
        trace = tmp_path / f"{number}.trace"
        done = subprocess.run(
            traced(trace, arguments), env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert done.returncode == 0, done.stderr
        assert attempts(trace) == []
    assert "ninety days" in done.stdout.lower()


def test_the_window_and_its_workers_try_nothing(tmp_path: Path) -> None:
    data, trace = tmp_path / "data", tmp_path / "window.trace"
    window = subprocess.Popen(
        traced(trace, ["--data", str(data)]),
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + PATIENCE
        while not is_indexed(data) and time.monotonic() < deadline:
            assert window.poll() is None
            time.sleep(0.5)
        assert is_indexed(data), "the sample library was not read"
    finally:
        os.killpg(window.pid, signal.SIGTERM)
        window.wait(30)
    assert attempts(trace) == []
    assert "AF_UNIX" in trace.read_text(encoding="utf-8"), "nothing was traced"


def is_indexed(data: Path) -> bool:
    """Whether the window's indexing worker has made passages of the sample library."""
    listed = subprocess.run(
        [sys.executable, "-m", "desktop_app", "--data", str(data), "--json", "documents"],
        capture_output=True,
        text=True,
        check=False,
    )
    return '"state": "searchable"' in listed.stdout
