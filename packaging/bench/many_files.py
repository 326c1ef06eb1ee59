"""Ten thousand small files: words, memory, idling, and how honest the time left is.

    python packaging/bench/many_files.py [FILES]

Prints a line every few seconds. It is not part of `make bench`, because it takes long.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from corpus import write_documents
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.store.library_reader import LibraryReader
from desktop_app.workers.protocol import IndexingProgressed, decode

FILES = 10_000
TELL_SECONDS = 5.0
IDLE_SECONDS = 30.0
FIRST_TENTH, LAST_TENTH = 0.1, 0.9


def main() -> None:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else FILES
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as folder:
        documents = Path(folder) / "documents"
        write_documents(documents, files, seed=9, sections=1, sentences=3)
        paths = DataPaths(Path(folder) / "data").create()
        WatchedFolders(paths.folders).add(documents)
        _measure(paths, files)


def _measure(paths: DataPaths, files: int) -> None:
    reader = LibraryReader(paths.library)
    peak, words_after, begun = 0.0, 0.0, time.monotonic()
    with _worker(paths) as (process, told):
        while True:
            time.sleep(TELL_SECONDS)
            passed, memory = time.monotonic() - begun, _memory(process)
            peak = max(peak, memory)
            counts = reader.counts()
            found = counts.documents - _unread(reader)
            print(f"{passed:6.0f} s  {found:6} by words  {counts.searchable:6} wholly  {memory:5.0f} MB", flush=True)
            if not words_after and found == files:
                words_after = passed
            if counts.searchable == files:
                break
        total = time.monotonic() - begun
        before = _processor_seconds(process)
        time.sleep(IDLE_SECONDS)
        idle = (_processor_seconds(process) - before) / IDLE_SECONDS
    reader.close()
    print(f"\n{files} files by words after {words_after:.0f} s, wholly after {total:.0f} s, peak {peak:.0f} MB")
    print(f"idle: {idle:.2%} of one core")
    errors = [abs(at + left - total) / (total - at) for at, left in told if _is_counted(at, total)]
    if errors:
        print(f"time left, from the first tenth to the last: worst error {max(errors):.0%},"
              f" mean {sum(errors) / len(errors):.0%}, told {len(errors)} times")  # fmt: skip


def _is_counted(at: float, total: float) -> bool:
    return FIRST_TENTH * total <= at <= LAST_TENTH * total


@contextmanager
def _worker(paths: DataPaths) -> Iterator[tuple[psutil.Process, list[tuple[float, float]]]]:
    """Run the indexing worker; yield it, and a growing list of (when, seconds left) that it told."""
    child = subprocess.Popen(
        [sys.executable, "-m", "desktop_app.workers.indexing", "--data", str(paths.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    told: list[tuple[float, float]] = []
    begun = time.monotonic()

    def listen() -> None:
        assert child.stdout is not None
        for line in child.stdout:
            if json.loads(line)["type"] != IndexingProgressed.__name__:
                continue
            event = decode(line)
            if isinstance(event, IndexingProgressed) and event.seconds_left is not None:
                told.append((time.monotonic() - begun, event.seconds_left))

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield psutil.Process(child.pid), told
    finally:
        assert child.stdin is not None
        child.stdin.close()
        child.wait(30)


def _unread(reader: LibraryReader) -> int:
    db = reader.connection()
    rows = db.execute("select count(*) from documents where state in ('new', 'changed')") if db else ()
    return next((int(row[0]) for row in rows), 0)


def _memory(process: psutil.Process) -> float:
    return sum(one.memory_info().rss for one in (process, *process.children(recursive=True))) / 1e6


def _processor_seconds(process: psutil.Process) -> float:
    family = (process, *process.children(recursive=True))
    return sum(times.user + times.system for times in (one.cpu_times() for one in family))


if __name__ == "__main__":
    main()
