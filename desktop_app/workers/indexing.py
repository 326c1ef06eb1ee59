"""The indexing worker: keeps the library in step with the watched folders, and says how far it is.

    python -m desktop_app.workers.indexing --data DIR

Requests: ReadFolders, ReadFirst, PauseIndexing, ResumeIndexing, RetryDocument, UnlockDocument,
LeaveOutDocument.
Events: LibraryChanged, IndexingProgressed, NoticeGiven (all with request id 0).
"""

import argparse
import logging
import os
import queue
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from desktop_app.errors import CarrelError, DataUnwritable, DiskFull, LibraryBusy, LibraryDamaged
from desktop_app.indexing.disk import stand_of
from desktop_app.indexing.file_systems import mounts_below
from desktop_app.indexing.reconcile import IGNORED
from desktop_app.indexing.watcher import Watcher
from desktop_app.logs import log_to_file
from desktop_app.paths import DataPaths
from desktop_app.sealed import close_network
from desktop_app.settings import Settings
from desktop_app.store.database import sqlite_errors
from desktop_app.store.late_check import LateCheck
from desktop_app.store.library import set_aside
from desktop_app.workers.progress import Heartbeat
from desktop_app.workers.protocol import (
    IndexingProgressed,
    LeaveOutDocument,
    LibraryChanged,
    Message,
    NoticeGiven,
    PauseIndexing,
    ReadFirst,
    ReadFolders,
    ResumeIndexing,
    RetryDocument,
    Started,
    UnlockDocument,
)
from desktop_app.workers.restraint import Restraint
from desktop_app.workers.serve import Channel, IsCancelled, open_channel
from desktop_app.workers.updating import LibraryUpdate

logger = logging.getLogger(__name__)

SETTLE_SECONDS = 0.1  # how often a change that is not quiet yet is looked at
LOOK_SECONDS = 2.0  # how often the list of folders and the folders' presence are looked at
TELL_SECONDS = 0.5  # how often progress is told
RETRY_SECONDS = 5.0  # after a full disk, or while another process holds the library
LEFT_OUT_MESSAGE = "Left out at your wish."


class IndexingWorker:
    """The worker's state between two steps."""

    def __init__(self, paths: DataPaths, channel: Channel) -> None:
        self._paths = paths
        self._channel = channel
        self._watcher = Watcher(channel.wake, lambda text: self._notice("folder.polling", text))
        self._restraint = Restraint()
        self._update = self._open()
        self._check = LateCheck(paths.library, channel.wake)
        self._heartbeat = Heartbeat(channel.send)
        channel.listen(self._on_arrival)
        self._paused = (paths.root / "paused").exists()
        self._looked_at: tuple[object, ...] = ()
        self._last_look = self._last_told = 0.0
        self._told: IndexingProgressed | None = None
        self._busy = True
        self._stumbled_on = ""

    def run(self) -> None:
        """Work until the parent says goodbye."""
        self._update.load_embedder()
        while True:
            try:
                request = self._channel.next_request(timeout=self._patience())
            except queue.Empty:
                pass
            else:
                if request is None:
                    break
                self._channel.run(self._handle, request)
            self._work()
        self._heartbeat.close()
        self._watcher.close()
        self._update.close()

    def _work(self) -> None:
        try:
            with sqlite_errors():
                self._look()
                busy = not self._paused and self._update.step()
                self._check_late(busy)
        except LibraryDamaged as error:
            self._notice(error.code, str(error))
            self._update.close()
            set_aside(self._paths.library)
            self._update = self._open()
            self._check = LateCheck(self._paths.library, self._channel.wake)
            self._looked_at = ()
            return
        except CarrelError as error:
            self._stumble(error)
            return
        self._stumbled_on = ""
        if busy or self._busy or self._told is None:
            self._busy = busy
            self._tell()

    def _check_late(self, busy: bool) -> None:
        """Check a library that was too large for it at the start as soon as there is nothing else to do."""
        if self._check.is_damaged:
            raise LibraryDamaged
        if not (busy or self._update.library.is_checked):
            self._check.begin()

    def _patience(self) -> float:
        """How long to wait for a request: not at all while there is work."""
        if self._busy and not self._paused:
            return 0.0
        return SETTLE_SECONDS if self._watcher.is_settling else LOOK_SECONDS

    def _stumble(self, error: CarrelError) -> None:
        """Say once what is wrong, and try again later from what the library holds."""
        if error.code != self._stumbled_on:
            self._stumbled_on = error.code
            self._notice(error.code, str(error))
        self._busy = False
        self._last_look = time.monotonic() + RETRY_SECONDS
        time.sleep(RETRY_SECONDS / 5)

    # What changed ---------------------------------------------------------------------

    def _look(self) -> None:
        """Compare with the disk where something may have changed: at the start wholly, then by events."""
        now = time.monotonic()
        changed = self._watcher.take_changed()
        differs = False
        if now - self._last_look >= LOOK_SECONDS:
            self._last_look = now
            seen = self._roots_seen()
            if seen != self._looked_at:
                self._looked_at = seen
                self._watcher.watch([path for path, stands in seen if stands])
                differs = self._update.indexer.reconcile()
                changed = []
                self._channel.send(LibraryChanged(0))
        if changed:
            differs = self._update.indexer.reconcile(changed) or differs
        if differs:
            self._busy = True
            self._channel.send(LibraryChanged(0))

    def _roots_seen(self) -> tuple[tuple[str, tuple[int, int] | None], ...]:
        folders = [folder.path for folder in self._update.folders.list()]
        places = dict.fromkeys([*folders, *mounts_below(folders)])  # a watch on a folder ends where a drive comes
        return tuple((place, stand_of(place)) for place in places)

    # Telling --------------------------------------------------------------------------

    def _tell(self) -> None:
        now = time.monotonic()
        if self._busy and now - self._last_told < TELL_SECONDS:
            return
        self._last_told = now
        progress = self._update.progress.now(
            paused=self._paused, share=self._restraint.share, slowed=self._restraint.reason
        )
        if progress != self._told:
            self._told = progress
            self._heartbeat.told(progress)
            self._channel.send(progress)
            self._channel.send(LibraryChanged(0))

    def _notice(self, code: str, text: str) -> None:
        self._channel.send(NoticeGiven(0, code, text))

    # Requests -------------------------------------------------------------------------

    def _handle(self, request: Message, _: IsCancelled) -> Iterator[Message]:
        library = self._update.library
        match request:
            case ReadFolders():
                self._last_look, self._looked_at = 0.0, ()
            case PauseIndexing():
                self._paused = True
                (self._paths.root / "paused").touch()
            case ResumeIndexing():
                self._paused = False
                (self._paths.root / "paused").unlink(missing_ok=True)
            case RetryDocument(path=path) if Path(path).is_dir():  # one that could not be looked into
                self._update.indexer.reconcile([path])
            case RetryDocument(path=path) if known := library.known_file(path):
                if known.code == IGNORED:
                    self._notice(IGNORED, library.attempts.message_of(known.id))
                else:
                    library.attempts.retry(known.id)
                self._update.steps.read_first([path])
            case UnlockDocument(path=path, password=password) if known := library.known_file(path):
                self._update.unlock(path, password)
                library.attempts.retry(known.id)
                self._update.steps.read_first([path])
            case ReadFirst(paths=wished):
                self._update.steps.read_first(wished)
            case LeaveOutDocument(path=path) if known := library.known_file(path):
                library.attempts.fail(known.id, "document.left_out", LEFT_OUT_MESSAGE, left_out=True)
            case _:
                logger.error("the indexing worker does not know %s", type(request).__name__)
        self._busy, self._told = True, None
        yield LibraryChanged(0)

    def _on_arrival(self, request: Message | None) -> None:
        """Let no long file keep the person waiting who pauses, leaves a file out or closes the window."""
        if request is None or isinstance(request, PauseIndexing | LeaveOutDocument):
            self._update.interrupt()

    def _open(self) -> LibraryUpdate:
        """Open the library, waiting as long as another process holds it or the disk is full."""
        told = ""
        while True:
            try:
                update = LibraryUpdate(self._paths, Settings.load(self._paths.settings), self._restraint)
            except (LibraryBusy, DiskFull, DataUnwritable) as error:
                if error.code != told:
                    told = error.code
                    self._notice(error.code, str(error))
                time.sleep(RETRY_SECONDS / 5)
            else:
                if update.library.was_rebuilt:
                    self._notice(LibraryDamaged.code, str(LibraryDamaged()))
                return update


def main() -> None:
    close_network()
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--data")
    paths = DataPaths.choose(arguments.parse_args().data)
    channel = open_channel()
    channel.send(Started(0, os.getpid()))
    try:
        paths.create()
        log_to_file(paths, "indexing")
        channel.take_key(paths.root)
        if hasattr(os, "nice"):
            os.nice(5)  # the window and answers come first
        IndexingWorker(paths, channel).run()
    except CarrelError as error:
        # Nothing can be indexed (a newer library, say), but the window goes on: wait to be closed.
        channel.send(NoticeGiven(0, error.code, str(error)))
        while channel.next_request() is not None:
            pass
    sys.exit(0)


if __name__ == "__main__":
    main()
