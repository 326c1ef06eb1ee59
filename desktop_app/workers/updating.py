"""What brings a library up to date, put together: used by the indexing worker and `carrel index`.

Owns the indexing lock, the library, the parser process and the embedder, which is loaded on
a thread of its own so that files are read meanwhile.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from desktop_app.domain import Page
from desktop_app.errors import LibraryBusy
from desktop_app.folders import WatchedFolders
from desktop_app.indexing.indexer import Indexer
from desktop_app.inference.token_counter import TokenCounter
from desktop_app.parsing import readable_suffixes
from desktop_app.parsing.recognition import can_recognise
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.store.library import Library
from desktop_app.workers.answer_in_progress import AnswerInProgress
from desktop_app.workers.background_loading import BackgroundLoading
from desktop_app.workers.embedders import embedder_folder, int8_copies, open_embedder
from desktop_app.workers.parser_client import ParserClient
from desktop_app.workers.progress import Progress
from desktop_app.workers.restraint import Restraint
from desktop_app.workers.speeds import Speeds
from desktop_app.workers.steps import IndexingSteps

logger = logging.getLogger(__name__)

ANSWER_POLL_SECONDS = 0.1
READERS = 3  # one more whenever a parser reads what it could not read before
QUIET_SECONDS = 1.0  # a file that was changed since is still being written


class LibraryUpdate:
    """One open library and everything that fills it. Use from one thread; close it."""

    def __init__(self, paths: DataPaths, settings: Settings, restraint: Restraint | None = None) -> None:
        """Open all of it; raises LibraryBusy where another process holds the library, or another CarrelError.

        With `restraint` it goes slower where the machine is needed elsewhere.
        """
        self._lock = FileLock(paths.indexing_lock)
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise LibraryBusy from error
        try:
            self.is_answer_being_written = AnswerInProgress(paths.answering_lock)
            folder, copies = embedder_folder(settings), int8_copies(paths)
            counter = TokenCounter.open(folder)
            self.library = Library(paths.library)
            self.library.vectors.forget_old_spares(time.time())
            self.library.recognised.forget_old(time.time())
            self._embedder = BackgroundLoading(
                lambda: open_embedder(folder, copies, threads=settings.threads), "embedder"
            )
            self.to_embed_again = self.library.vectors.count_elsewhere(copies.identity(folder))
            self._parser = ParserClient(paths.logs / "parser.log")
            self.folders = WatchedFolders(paths.folders)
            self.indexer = Indexer(
                self.library,
                self._roots,
                lambda path: self._parser.parse(Path(path)),
                counter,
                recognise=self._recognise if can_recognise() else None,
                quiet_seconds=QUIET_SECONDS,
            )
            self.library.attempts.use_readers(f"{sorted(readable_suffixes())} {can_recognise()} {READERS}")
            self._speeds_file = paths.speeds
            self.speeds = Speeds.load(paths.speeds)
            self.steps = IndexingSteps(self.indexer, self.library, self._embedder, self.speeds, restraint)
            self.progress = Progress(self.library.waiting, self.speeds, with_recognition=self.indexer.can_recognise)
        except BaseException:
            self._lock.release()
            raise

    def close(self) -> None:
        self.speeds.save(self._speeds_file)
        self._parser.close()
        self.library.close()
        self._lock.release()

    def load_embedder(self) -> None:
        """Begin to load the embedder; files are read meanwhile."""
        self._embedder.begin()

    def run(self, tell: Callable[[], None] = lambda: None) -> None:
        """Compare with the disk and do all there is to do, calling `tell` after every step."""
        self.indexer.reconcile()
        while self.step():
            tell()

    def step(self) -> bool:
        """Do one small thing; tell whether there may be more to do.

        Gives way while an answer is written: ggml's threads spin, and would be starved.
        """
        if self.is_answer_being_written():
            time.sleep(ANSWER_POLL_SECONDS)
            return True
        if self.steps.step():
            return True
        self._parser.rest()
        return False

    def unlock(self, path: str, password: str) -> None:
        """Open this file with a password from now on; it is never written down."""
        self._parser.unlock(Path(path), password)

    def interrupt(self) -> None:
        """End what is being read, from whatever thread; it is read from its beginning the next time."""
        self._parser.interrupt()

    def _recognise(self, path: str, number: int) -> Page:
        return self._parser.recognise(Path(path), number)

    def _roots(self) -> list[str]:
        return [folder.path for folder in self.folders.list()]
