"""Bringing the library up to date, one small step at a time.

`reconcile` compares with the disk, `read_next` reads one file, `embed_next` embeds one batch,
`recognise_next` reads the text off one picture; between any two steps the caller may stop,
pause or be killed, and nothing that was done is lost or done again. Words are searchable as
soon as a file is read; embeddings follow, and last of all what has to be recognised. The
library is the queue, so a step asks it what is next; `below` takes only what the person wants first.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from desktop_app.domain import KnownFile, Member, ParsedDocument, embedding_text
from desktop_app.errors import (
    DocumentCrashed,
    DocumentError,
    DocumentGone,
    DocumentTooLarge,
    DocumentUnreadable,
    NoText,
    ReadingInterrupted,
    UnsupportedFormat,
)
from desktop_app.held_paths import file_on_disk
from desktop_app.indexing.chunking import TokenCounter, cut_into_chunks
from desktop_app.indexing.disk import is_as_known, stat_file, stat_holder
from desktop_app.indexing.file_systems import mounts_below
from desktop_app.indexing.ports import Embedder, LibraryWriter
from desktop_app.indexing.recognition import PictureReading, Recognise
from desktop_app.indexing.reconcile import (
    CLOSED_MESSAGE,
    IGNORED,
    UNNAMEABLE,
    UNNAMEABLE_MESSAGE,
    Plan,
    absent_mounts,
    away_roots,
    compare,
    ignored_message,
    nameable,
    places_to_look,
)
from desktop_app.indexing.settling import Settling

MOST_ATTEMPTS = 3  # counted before the reader sees the file
MOST_STARTS = 6  # a file that ends the whole app is begun again a few times more: the file may not be to blame
INTERRUPTED = "Reading the file was cut short several times; replace it with a good copy, leave it out, or try again."
EMBED_BATCH = 32
EMBED_WINDOW = 128  # contents sorted by length together; small, so that documents become whole one by one
LARGEST_FILE = 1 << 30  # bytes; beyond this even the hash would take minutes
HASH_PIECE = 1 << 20
MOST_INSIDE = 5_000  # documents inside one file on the disk, and their bytes
LARGEST_INSIDE = 1 << 30


@dataclass(slots=True)
class Tally:
    """What was done since the indexer was made."""

    added: int = 0
    updated: int = 0
    moved: int = 0
    removed: int = 0
    unchanged: int = 0
    embedded: int = 0
    embedded_tokens: int = 0
    read: int = 0
    files_seen: int = 0  # read, or found to be unreadable
    recognised: int = 0  # pages
    failed: list[tuple[str, str, str]] = field(default_factory=list)  # path, code, message


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What reading a file brought: bytes, and what is still to be done of it."""

    path: str = ""
    size: int = 0
    tokens: int = 0  # to embed
    pictures: int = 0  # to recognise
    members: tuple[Member, ...] = ()  # documents inside it, to be read


class Parse(Protocol):
    """Reads a file into pages, in a process of its own; raises a DocumentError."""

    def __call__(self, path: str) -> ParsedDocument: ...


class Indexer:
    """Keeps `library` in step with the watched folders that `roots` names."""

    def __init__(
        self,
        library: LibraryWriter,
        roots: Callable[[], Sequence[str]],
        parse: Parse,
        counter: TokenCounter,
        recognise: Recognise | None = None,
        quiet_seconds: float = 0.0,
        mounts: Callable[[Sequence[str]], Sequence[str]] = mounts_below,
    ) -> None:
        """`recognise` is None where no text recognition is installed; `mounts` tells the mount points below folders.

        A file that was changed within `quiet_seconds` is being written, and waited for.
        """
        self._library = library
        self._roots = roots
        self._mounts = mounts
        self._parse = parse
        self._counter = counter
        self._recognition = PictureReading(library, recognise, counter) if recognise else None
        self._settling = Settling(quiet_seconds)
        self._to_embed: deque[tuple[int, str, int]] = deque()  # content, text, tokens
        self._embedding_below: str | None = None
        self.tally = Tally()
        self.last_read = ReadFile()

    # Comparing with the disk ----------------------------------------------------------

    def reconcile(self, only: Sequence[str] | None = None) -> bool:
        """Compare the disk with the library (at `only` these paths); tell whether anything differs."""
        roots = away_roots(list(self._roots()), self._library.holds_files)
        mounted = list(self._mounts(list(roots)))
        absent = absent_mounts(self._library.mounts.known(), mounted, roots)
        self._library.mounts.keep([*mounted, *absent])
        away = [mount for mount, is_away in absent.items() if is_away]
        self._library.set_roots(roots | dict.fromkeys(away, True))
        places = None if only is None else places_to_look(list(roots), only)
        known = self._library.known_files(None if places is None else [nameable(place) for place in places])
        plan = compare(roots, known, places, away)
        self._carry_out(plan)
        return bool(plan)

    def _carry_out(self, plan: Plan) -> None:
        for document_id, root, found in (*plan.moved, *plan.rerooted):
            self._library.move(document_id, found.path, root, found)
        self._library.remove(plan.gone)
        self._library.expect_files((found.path, root, found) for root, found in (*plan.new, *plan.changed))
        self._library.refuse_files(
            (nameable(found.path), root, found, UNNAMEABLE, UNNAMEABLE_MESSAGE) for root, found in plan.unnameable
        )
        self._library.refuse_files(
            (nameable(found.path), root, found, DocumentUnreadable.code, CLOSED_MESSAGE) for root, found in plan.closed
        )
        self._library.refuse_files(
            ((found.path, root, found, IGNORED, ignored_message(source)) for root, found, source in plan.left_out),
            left_out=True,
        )
        self.tally.failed += [(nameable(found.path), UNNAMEABLE, UNNAMEABLE_MESSAGE) for _, found in plan.unnameable]
        self.tally.failed += [(found.path, DocumentUnreadable.code, CLOSED_MESSAGE) for _, found in plan.closed]
        self.tally.moved += len(plan.moved)
        self.tally.removed += len(plan.gone)
        self.tally.unchanged += plan.unchanged

    # Reading --------------------------------------------------------------------------

    def read_next(self, below: str | None = None) -> bool:
        """Read one file that waits; tell whether there was one."""
        waiting = self._library.waiting.next_file(below, self._settling.held())
        if waiting is None:
            return False
        document_id, path, size = waiting
        found = stat_holder(path)
        if found is not None and self._settling.holds(document_id, found):
            return True
        known = self._library.known_file(path)
        if known is None:
            return True
        attempts = self._library.attempts.begin(document_id)
        self.last_read = ReadFile(path, size)
        try:
            if attempts > MOST_STARTS:
                raise DocumentCrashed(INTERRUPTED)
            self._read(known)
        except DocumentGone:
            if self._comes_back(known):
                self._settling.read_in_vain(document_id)
                return True
        except ReadingInterrupted:
            self._library.attempts.take_back(document_id)
            return True
        except DocumentCrashed as error:
            if attempts >= MOST_ATTEMPTS - 1:
                self._fail(document_id, path, error)
        except DocumentError as error:
            self._fail(document_id, path, error)
        else:
            self.tally.read += 1
        self._settling.read(document_id)
        self.tally.files_seen += 1
        return True

    @property
    def can_recognise(self) -> bool:
        return self._recognition is not None

    @property
    def waits_for_writers(self) -> bool:
        """Whether a file is passed over because it is being written just now."""
        return bool(self._settling.held())

    def _read(self, known: KnownFile) -> None:
        path = known.path
        before = stat_holder(path)
        if before is None or (known.digest is not None and not is_as_known(known)):
            raise DocumentGone
        sha256 = known.digest or _hash_file(path, before.size)
        if sha256 == known.sha256:
            self._library.restamp(known.id, before if known.digest is None else replace(before, size=known.size))
            self.tally.unchanged += 1
            return
        parsed = self._parse(path)
        if self._recognition:
            parsed = replace(parsed, pages=tuple(self._library.recognised.fill(sha256, parsed.pages)))
        chunks = cut_into_chunks(parsed.pages, self._counter)
        if not chunks and not (self._recognition and any(page.is_picture for page in parsed.pages)):
            raise NoText
        self._check_room(path, parsed.members)
        after = stat_holder(path)
        if after is None or (after.size, after.modified_ns) != (before.size, before.modified_ns):
            raise DocumentGone  # replaced while it was being read: what we have may be half of each
        tokens = self._library.replace_document(known.id, sha256, parsed, chunks)
        pictures = sum(page.is_picture for page in parsed.pages)
        self.last_read = replace(self.last_read, tokens=tokens, pictures=pictures, members=parsed.members)
        if known.sha256 is None:
            self.tally.added += 1
        else:
            self.tally.updated += 1

    def _check_room(self, path: str, members: Sequence[Member]) -> None:
        """Refuse an archive inside a file that holds too much already: a few bytes can unfold to millions of files."""
        holder = str(file_on_disk(path))
        if members and holder != path:
            number, size = self._library.count_inside(holder)
            if number + len(members) > MOST_INSIDE or size + sum(one.size for one in members) > LARGEST_INSIDE:
                raise DocumentTooLarge("There is too much in the file that holds it; unpack it into a folder.")

    def _comes_back(self, known: KnownFile) -> bool:
        """The file changed or went while it was read: forget it if it is gone; tell whether it waits to be read again.

        What is inside a file goes by what the next look at that file finds.
        """
        found = stat_file(known.path)
        if known.digest is not None:
            self.reconcile([str(file_on_disk(known.path))])
            return self._library.known_file(known.path) is not None
        if found is None:
            self._library.remove([known.id])
            self.tally.removed += 1
            return False
        self._library.expect_files([(known.path, known.root, found)])
        return True

    def _fail(self, document_id: int, path: str, error: DocumentError) -> None:
        left_out = isinstance(error, UnsupportedFormat)
        self._library.attempts.fail(document_id, error.code, str(error), left_out=left_out)
        if not left_out:
            self.tally.failed.append((path, error.code, str(error)))

    def recognise_next(self, below: str | None = None, *, as_sample: bool = False) -> bool:
        """Read the text off one picture, `as_sample` off any; tell whether there was one to read."""
        if self._recognition is None:
            return False
        waiting = self._library.waiting.next_picture(below, as_sample=as_sample)
        if waiting is None:
            return False
        document_id, path, number = waiting
        if self._recognition.is_current(path):
            self.tally.recognised += self._recognition.read(document_id, path, number)
            return True
        if self.reconcile([str(file_on_disk(path))]):
            return True
        # It can't be looked at just now: behind the others, and in the end left until the next look at the disk.
        return self._library.pictures.begin_attempt(document_id, number) <= MOST_ATTEMPTS

    # Embedding ------------------------------------------------------------------------

    def embed_next(self, embedder: Embedder, below: str | None = None) -> bool:
        """Embed one batch of contents; tell whether there was anything to embed."""
        if not self._to_embed or self._embedding_below != below:
            window = self._library.waiting.contents(EMBED_WINDOW, below)
            window.sort(key=lambda content: content[3])
            self._embedding_below = below
            self._to_embed = deque(
                (id_, embedding_text(heading, text), tokens) for id_, heading, text, tokens in window
            )
        batch = [self._to_embed.popleft() for _ in range(min(EMBED_BATCH, len(self._to_embed)))]
        if not batch:
            return False
        vectors = embedder.embed_passages([text for _, text, _ in batch])
        self._library.embeddings.store([id_ for id_, _, _ in batch], [_as_blob(vector) for vector in vectors])
        self.tally.embedded += len(batch)
        self.tally.embedded_tokens += sum(tokens for _, _, tokens in batch)
        return True


def _hash_file(path: str, size: int) -> bytes:
    if size > LARGEST_FILE:
        raise DocumentTooLarge
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - bytes are counted here, never understood
            while piece := file.read(HASH_PIECE):
                digest.update(piece)
    except FileNotFoundError as error:
        raise DocumentGone from error
    except PermissionError as error:
        raise DocumentUnreadable from error
    except OSError as error:
        raise DocumentUnreadable(f"The file could not be read ({error.strerror}); check the drive it is on.") from error
    return digest.digest()


def _as_blob(vector: NDArray[np.float32]) -> bytes:
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()
