"""File events from the system, as paths to look at again.

Events are hints: bursts are lost, network shares send none, and the number of folders that a
system watches is limited. They are collected until they have been quiet for a moment; the look
at the disk decides. Where events can't be had, a folder is looked through now and then instead.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from desktop_app.indexing.disk import stand_of
from desktop_app.indexing.file_systems import is_remote

logger = logging.getLogger(__name__)

QUIET_SECONDS = 0.4  # programs save in several steps; the edit must be searchable within 3 s
LONGEST_WAIT = 2.0  # a file that is written all the time is looked at all the same
POLL_SECONDS = 30.0
REST = 20  # times as long as a look took: a large share is not kept busy by us
READ_EVENTS = frozenset({"opened", "closed_no_write"})
ON_A_SHARE = "{name} is on a network share, which does not tell what changes"
NO_EVENTS = "The system sends no file events for {name}"
TOO_MANY = "The system watches no more folders, so some in {name} send no events"


class Watcher:
    """Collects changed paths below the watched folders."""

    def __init__(
        self,
        wake: Callable[[], None],
        notice: Callable[[str], None],
        *,
        is_remote: Callable[[str], bool] = is_remote,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        """`wake` is called from another thread when something changed; `notice` tells the person."""
        self._wake = wake
        self._notice = notice
        self._is_remote = is_remote
        self._poll_seconds = poll_seconds
        self._observers: dict[str, BaseObserver] = {}
        self._polled: dict[str, float] = {}  # and when it is due again
        self._stands: dict[str, tuple[int, int] | None] = {}  # all that are watched, one way or the other
        self._looking: tuple[float, Sequence[str]] = (0.0, ())
        self._lock = threading.Lock()
        self._changed: set[str] = set()
        self._has_new_folders = False
        self._first = self._last = 0.0

    def watch(self, roots: Sequence[str]) -> None:
        """Watch exactly these folders (and files) from now on.

        A watch ends with the folder that stood there, so where another one stands now (a drive was mounted) it is
        begun anew.
        """
        for root, stood in list(self._stands.items()):
            if root not in roots or stand_of(root) != stood:
                self._end(root)
        for root in roots:
            if root not in self._stands:
                self._stands[root] = stand_of(root)
                self._start(root)
        self._check_limit()

    def take_changed(self) -> list[str]:
        """Return what changed once it has been quiet for a moment, else nothing; folders that are polled when due."""
        now = time.monotonic()
        due = self._take_due(now)
        with self._lock:
            if not self._changed or (now - self._last < QUIET_SECONDS and now - self._first < LONGEST_WAIT):
                return due
            changed, self._changed = self._changed, set()
            has_new_folders, self._has_new_folders = self._has_new_folders, False
        if has_new_folders:
            self._check_limit()
        return sorted(changed.union(due))

    @property
    def is_settling(self) -> bool:
        """Whether something changed that is not quiet yet."""
        with self._lock:
            return bool(self._changed)

    @property
    def polled(self) -> list[str]:
        """The watched folders that are looked through now and then."""
        return list(self._polled)

    def close(self) -> None:
        for root in list(self._stands):
            self._end(root)

    def note(self, paths: Sequence[str], *, is_new_folder: bool = False) -> None:
        """Take down that these paths changed."""
        now = time.monotonic()
        with self._lock:
            if not self._changed:
                self._first = now
            self._last = now
            self._changed.update(paths)
            self._has_new_folders = self._has_new_folders or is_new_folder
        self._wake()

    # Starting -------------------------------------------------------------------------

    def _start(self, root: str) -> None:
        if self._is_remote(root):
            self._poll(root, ON_A_SHARE)
            return
        try:
            self._observers[root] = self._observe(root)
        except OSError as error:
            logger.warning("no file events for a watched folder (%s), polling", error.strerror)
            self._poll(root, NO_EVENTS)

    def _end(self, root: str) -> None:
        del self._stands[root]
        self._polled.pop(root, None)
        if root in self._observers:
            _stop(self._observers.pop(root))

    def _observe(self, root: str) -> BaseObserver:
        is_folder = Path(root).is_dir()
        # A single watched file is seen through its folder: editors replace files.
        target = root if is_folder else str(Path(root).parent)
        observer = Observer()
        observer.daemon = True
        observer.schedule(_Handler(self, "" if is_folder else root), target, recursive=is_folder)
        observer.start()
        return observer

    # Polling --------------------------------------------------------------------------

    def _poll(self, root: str, reason: str) -> None:
        if root not in self._polled:
            self._polled[root] = time.monotonic() + self._poll_seconds
            seconds = f"{self._poll_seconds:.0f}"
            self._notice(f"{reason.format(name=Path(root).name)}; Carrel looks there every {seconds} seconds instead.")

    def _take_due(self, now: float) -> list[str]:
        begun, looked_at = self._looking
        for root in looked_at:
            if root in self._polled:  # the look took until now
                self._polled[root] = now + max(self._poll_seconds, REST * (now - begun))
        due = [root for root, moment in self._polled.items() if moment <= now]
        self._looking = (now, due)
        return due

    def _check_limit(self) -> None:
        """Poll what is watched incompletely.

        watchdog 7.1.0 passes over folders below a watched one for which there is no watch left,
        so one more is asked for, elsewhere.
        """
        if not self._observers or self._polled.keys() >= self._observers.keys():
            return
        probe = Observer()
        probe.schedule(FileSystemEventHandler(), Path.cwd().anchor, recursive=False)
        try:
            probe.start()
        except OSError as error:
            logger.warning("no more folders can be watched (%s)", error.strerror)
            for root in self._observers:
                self._poll(root, TOO_MANY)
        else:
            _stop(probe)


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
            self._watcher.note(paths, is_new_folder=event.is_directory)


def _stop(observer: BaseObserver) -> None:
    observer.stop()
    observer.join(timeout=5)
