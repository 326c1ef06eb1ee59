"""The order of indexing: one small step at a time, measured, and resting where the machine is needed elsewhere.

What the person wants first goes through all of reading, embedding and recognition before
anything else; then all files are read, then all embedded, then pictures recognised. A few batches
and pictures come earlier where nobody knows yet how long such a thing takes here.
"""

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from desktop_app.indexing.indexer import EMBED_BATCH, Indexer
from desktop_app.indexing.ports import Embedder
from desktop_app.indexing.reconcile import nameable
from desktop_app.store.library import Library
from desktop_app.store.waiting import file_kind
from desktop_app.workers.restraint import Restraint
from desktop_app.workers.speeds import Speeds

MOST_WISHES = 8
WAIT_SECONDS = 0.1  # a request that comes meanwhile waits no longer
WARM_UP_FILES = 1  # the first one starts the parser
WARM_UP_BATCHES = 1  # the first one is slow
WARM_UP_PICTURES = 1  # the first one loads the engine
MOST_TRIED, ONE_TRIED_OF = 4, 5  # pictures that are recognised early; of a few that wait it is not worth it


class NamedEmbedder(Embedder, Protocol):
    @property
    def identity(self) -> str: ...
    @property
    def dimensions(self) -> int: ...


class LoadsEmbedder(Protocol):
    def result(self, timeout: float) -> NamedEmbedder | None: ...


class IndexingSteps:
    """Decides what is done next, does it, and notes how long it took."""

    def __init__(
        self,
        indexer: Indexer,
        library: Library,
        embedder: LoadsEmbedder,
        speeds: Speeds,
        restraint: Restraint | None,
        *,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Without `restraint` there is no rest."""
        self._indexer, self._library, self._loading = indexer, library, embedder
        self._speeds, self._restraint, self._clock = speeds, restraint, clock
        self._wishes: list[str] = []
        self._files = self._batches = self._pictures = 0
        self._knows_recognition = speeds.recognition.is_known  # from an earlier run

    def read_first(self, paths: Sequence[str]) -> None:
        """Do everything for these files and folders before anything else, the latest wish first."""
        paths = [nameable(path) for path in paths]
        wished = [*dict.fromkeys(paths), *(path for path in self._wishes if path not in paths)]
        self._wishes = wished[:MOST_WISHES]

    def step(self) -> bool:
        """Do one small thing; tell whether there may be more to do."""
        while self._wishes:
            if self._step_below(self._wishes[0]):
                return True
            del self._wishes[0]
        if self._is_speed_unknown() and self._embed(None):
            return True
        if self._is_recognition_unknown() and (self._rests() or self._recognise(None, as_sample=True)):
            return True
        if self._step_below(None):
            return True
        if self._indexer.waits_for_writers:
            time.sleep(WAIT_SECONDS)
            return True
        return False

    def _step_below(self, below: str | None) -> bool:
        """Read, else embed, else recognise something at or below a path, anywhere for None."""
        if self._read(below):
            return True
        if self._library.waiting.has_contents(below):
            if self._rests():
                return True
            if self._embed(below):
                return True
            if below is None or not self._read(None):  # while the embedder loads there may be something else to read
                time.sleep(WAIT_SECONDS)
            return True
        return self._library.waiting.next_picture(below) is not None and (self._rests() or self._recognise(below))

    def _read(self, below: str | None) -> bool:
        begun, read = self._clock(), self._indexer.tally.files_seen
        if not self._indexer.read_next(below):
            return False
        if self._indexer.tally.files_seen > read:
            self._files += 1
        if self._indexer.tally.files_seen > read and self._files > WARM_UP_FILES:
            file = self._indexer.last_read
            members = [(file_kind(one.name), one.size) for one in file.members if not one.code]
            seconds = self._clock() - begun
            self._speeds.read(file_kind(file.path), file.size, seconds, file.tokens, file.pictures, members)
        return True

    def _embed(self, below: str | None) -> bool:
        """Embed a batch; tell whether there was one, and an embedder for it."""
        embedder = self._loading.result(timeout=0.0)
        if embedder is None:
            return False
        self._library.vectors.use_embedder(embedder.identity, embedder.dimensions)
        begun, tally = self._clock(), self._indexer.tally
        contents, tokens = tally.embedded, tally.embedded_tokens
        if not self._indexer.embed_next(embedder, below):
            return False
        self._batches += 1
        seconds = self._clock() - begun
        if self._batches > WARM_UP_BATCHES and tally.embedded - contents == EMBED_BATCH:
            self._speeds.embedding.add(tally.embedded_tokens - tokens, seconds)
        self._worked(seconds)
        return True

    def _recognise(self, below: str | None, *, as_sample: bool = False) -> bool:
        begun = self._clock()
        if not self._indexer.recognise_next(below, as_sample=as_sample):
            return False
        seconds = self._clock() - begun
        self._pictures += 1
        if self._pictures > WARM_UP_PICTURES:
            self._speeds.recognition.add(1, seconds)
        self._worked(seconds)
        return True

    def _is_speed_unknown(self) -> bool:
        """Whether some batches should be embedded early, so that a time can be named while files are read.

        Only whole batches tell: in a small one most of the time is overhead.
        """
        return not self._speeds.embedding.is_known and len(self._library.waiting.contents(EMBED_BATCH)) == EMBED_BATCH

    def _is_recognition_unknown(self) -> bool:
        """Whether a few pictures should be recognised before the rest is embedded: they take longer than all else.

        Never before the last file is read: words come first.
        """
        return (
            not self._knows_recognition
            and self._pictures < MOST_TRIED
            and self._indexer.can_recognise
            and self._library.waiting.next_file() is None
            and (self._library.waiting.count_pictures() + self._pictures) // ONE_TRIED_OF >= max(self._pictures, 1)
        )

    def _rests(self) -> bool:
        """Wait a little of the rest that is due, so that requests are heard; tell whether any was."""
        left = self._restraint.rest_left if self._restraint else 0.0
        if left <= 0:
            return False
        time.sleep(min(left, WAIT_SECONDS))
        return True

    def _worked(self, seconds: float) -> None:
        if self._restraint:
            self._restraint.worked(seconds)
