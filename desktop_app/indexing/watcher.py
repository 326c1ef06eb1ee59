"""File events from the system, as paths to look at again.

Events are hints: bursts are lost, network shares send none. They are collected until they
have been quiet for a moment; the look at the disk decides.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

logger = logging.getLogger(__name__)

QUIET_SECONDS = 0.4  # programs save in several steps; the edit must be searchable within 3 s
LONGEST_WAIT = 2.0  # a file that is written all the time is looked at all the same
POLL_SECONDS = 30
READ_EVENTS = frozenset({"opened", "closed_no_write"})


class Watcher:
    """Collects changed paths below the watched folders."""

    def __init__(self, wake: Callable[[], None], notice: Callable[[str], None]) -> None:
        """`wake` is called from another thread when something changed; `notice` tells the person."""
        self._wake = wake
        self._notice = notice
        self._observers: dict[str, BaseObserver] = {}
        self._lock = threading.Lock()
        self._changed: set[str] = set()
        self._first = self._last = 0.0

    def watch(self, roots: Sequence[str]) -> None:
        """Watch exactly these folders (and files) from now on."""
        for root in set(self._observers) - set(roots):
            self._stop(self._observers.pop(root))
        for root in roots:
            if root not in self._observers:
                self._observers[root] = self._start(root)

    def take_changed(self) -> list[str]:
        """Return what changed once it has been quiet for a moment, else nothing."""
        now = time.monotonic()
        with self._lock:
            if not self._changed or (now - self._last < QUIET_SECONDS and now - self._first < LONGEST_WAIT):
                return []
            changed, self._changed = sorted(self._changed), set()
        return changed

    @property
    def is_settling(self) -> bool:
        """Whether something changed that is not quiet yet."""
        with self._lock:
            return bool(self._changed)

    def close(self) -> None:
        for observer in self._observers.values():
            self._stop(observer)
        self._observers.clear()

    def note(self, paths: Sequence[str]) -> None:
        """Take down that these paths changed."""
        now = time.monotonic()
        with self._lock:
            if not self._changed:
                self._first = now
            self._last = now
            self._changed.update(paths)
        self._wake()

    def _start(self, root: str) -> BaseObserver:
        try:
            return self._observe(Observer(), root)
        except OSError as error:
            # Out of inotify watches, or a file system without events.
            logger.warning("no file events for a watched folder (%s), polling", error)
            self._notice(
                f"The system sends no file events for {Path(root).name};"
                f" Carrel looks there every {POLL_SECONDS} seconds instead."
            )
            return self._observe(PollingObserver(timeout=POLL_SECONDS), root)

    def _observe(self, observer: BaseObserver, root: str) -> BaseObserver:
        is_folder = Path(root).is_dir()
        # A single watched file is seen through its folder: editors replace files.
        target = root if is_folder else str(Path(root).parent)
        observer.daemon = True
        observer.schedule(_Handler(self, "" if is_folder else root), target, recursive=is_folder)
        observer.start()
        return observer

    @staticmethod
    def _stop(observer: BaseObserver) -> None:
        observer.stop()
        observer.join(timeout=5)


class _Handler(FileSystemEventHandler):
    def __init__(self, watcher: Watcher, only: str) -> None:
        self._watcher = watcher
        self._only = only

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in READ_EVENTS or (event.is_directory and event.event_type == "modified"):
            return
        paths = [str(path) for path in (event.src_path, event.dest_path) if path]
        if self._only:
            paths = [path for path in paths if path == self._only]
        if paths:
            self._watcher.note(paths)
