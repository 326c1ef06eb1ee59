"""What a process and those it started take at their height, looked at again and again."""

import threading

import psutil

EVERY_SECONDS = 0.05


def tree_mb(pid: int) -> float:
    """Return the resident megabytes of a process and its children; what they share counts for each."""
    total = 0
    try:
        process = psutil.Process(pid)
        for one in [process, *process.children(recursive=True)]:
            total += one.memory_info().rss
    except psutil.NoSuchProcess:
        pass  # it has ended meanwhile
    return total / 1e6


class PeakMemory:
    """Watches a process from entering to leaving; `mb` is the most that was seen."""

    def __init__(self, pid: int) -> None:
        self.mb = 0.0
        self._pid = pid
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "PeakMemory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            self.mb = max(self.mb, tree_mb(self._pid))
            if self._done.wait(EVERY_SECONDS):
                return
