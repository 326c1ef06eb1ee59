"""The window: how soon it is on screen, what it holds of memory, and what it costs while nothing happens."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from corpus import write_documents
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.store.library_reader import LibraryReader
from figure import Figure, median

START_ROUNDS = 5
FILES = 1_000
SETTLE_SECONDS = 20
IDLE_SECONDS = 30
PATIENCE = 600.0


def measure() -> list[Figure]:
    """Open the real window, without a display where there is none."""
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as folder:
        return [_start(Path(folder) / "start"), *_idle(Path(folder) / "idle")]


def _start(folder: Path) -> Figure:
    ours, bare = [], []
    for number in range(START_ROUNDS):
        with _window(folder / str(number)) as (window, began):
            # The window starts its background processes after its first paint.
            _wait_for(lambda window=window: window.children(), 0.002)
            ours.append(time.perf_counter() - began)
        with _bare_window() as (_, seconds):
            bare.append(seconds)
    value, raw = median(ours), median(bare)
    return Figure(
        "window on screen",
        f"{START_ROUNDS} new processes on a new data folder, program files in the system's cache, until the first "
        "background process starts, which is after the first paint; raw: an empty PySide6 window, painted",
        value,
        raw,
        "s",
        f"{value:.2f} s (at most 1.5)",
    )


def _idle(folder: Path) -> list[Figure]:
    documents = folder / "documents"
    folder.mkdir()
    write_documents(documents, FILES, seed=9, sections=1, sentences=2)
    paths = DataPaths(folder / "data").create()
    WatchedFolders(paths.folders).add(documents)
    with _window(paths.root) as (window, _):
        reader = LibraryReader(paths.library)
        _wait_for(lambda: reader.counts().searchable == FILES, 1.0)
        reader.close()
        time.sleep(SETTLE_SECONDS)
        before = _processor_seconds(window)
        time.sleep(IDLE_SECONDS)
        share = (_processor_seconds(window) - before) / IDLE_SECONDS * 100
        memory = window.memory_info().rss / 1e6
    with _bare_window() as (bare, _):
        raw_memory = bare.memory_info().rss / 1e6
    return [
        Figure(
            "idle",
            f"{FILES} watched files, window and its processes, over {IDLE_SECONDS} s",
            share,
            None,
            "% of one core",
            f"{share:.2f} % (less than 1)",
        ),
        Figure(
            "memory of the window process",
            f"resident, library of {FILES} files open; raw: an empty PySide6 window",
            memory,
            raw_memory,
            "MB",
            f"{memory:.0f} MB (less than 200)",
        ),
    ]


@contextmanager
def _window(data: Path) -> Iterator[tuple[psutil.Process, float]]:
    """Open the window on a data folder; yield it and when it was started."""
    began = time.perf_counter()
    with _process([sys.executable, "-m", "desktop_app", "--data", str(data)]) as child:
        yield psutil.Process(child.pid), began


@contextmanager
def _bare_window() -> Iterator[tuple[psutil.Process, float]]:
    """Open the empty window; yield it and the seconds until it was painted."""
    began = time.perf_counter()
    with _process([sys.executable, str(Path(__file__).with_name("bare_window.py"))]) as child:
        assert child.stdout is not None
        child.stdout.readline()
        yield psutil.Process(child.pid), time.perf_counter() - began


@contextmanager
def _process(command: list[str]) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a window, and end it with everything it started."""
    environment = dict(os.environ)
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        yield child
    finally:
        family = psutil.Process(child.pid).children(recursive=True)
        child.terminate()
        child.communicate(timeout=30)
        _, alive = psutil.wait_procs(family, timeout=20)
        for process in alive:
            process.kill()


def _processor_seconds(window: psutil.Process) -> float:
    family = [window, *window.children(recursive=True)]
    return sum(times.user + times.system for times in (process.cpu_times() for process in family))


def _wait_for(is_so: Callable[[], object], pause: float) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError("the window did not get there")
        time.sleep(pause)
