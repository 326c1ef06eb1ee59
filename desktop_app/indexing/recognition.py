"""Reading the text off pages that are pictures, one page a step.

What a step found is kept at once: a scan of 500 pages that is stopped at page 300 goes on there.
"""

import time
from typing import Protocol

from desktop_app.domain import Page
from desktop_app.errors import (
    DocumentCrashed,
    DocumentError,
    DocumentGone,
    DocumentTimedOut,
    NothingRecognised,
    ReadingInterrupted,
)
from desktop_app.indexing.chunking import TokenCounter, cut_into_chunks
from desktop_app.indexing.disk import is_as_known
from desktop_app.indexing.ports import LibraryWriter

MOST_ATTEMPTS = 2  # on one page; counted before the reader sees it


class Recognise(Protocol):
    """Recognises the text of one page of a file, in a process of its own; raises a DocumentError.

    The page that comes back is no picture any more; its text is empty where there is none.
    """

    def __call__(self, path: str, number: int) -> Page: ...


class PictureReading:
    """Turns pictures in the library into pages with text."""

    def __init__(self, library: LibraryWriter, recognise: Recognise, counter: TokenCounter) -> None:
        self._library = library
        self._recognise = recognise
        self._counter = counter

    def is_current(self, path: str) -> bool:
        """Tell whether the file is still the one that the library knows."""
        return is_as_known(self._library.known_file(path))

    def read(self, document_id: int, path: str, number: int) -> bool:
        """Recognise one page and keep what came of it; tell whether anything was recognised.

        A page that can't be recognised is done with: the rest of its document goes on.
        """
        pages = self._library.pictures.pages(document_id)
        page = next(page for page in pages if page.number == number)
        attempts = self._library.pictures.begin_attempt(document_id, number)
        blank = Page(number, "", page.label, width=page.width, height=page.height)
        recognised = blank
        try:
            if attempts <= MOST_ATTEMPTS:
                recognised = self._recognise(path, number)
        except ReadingInterrupted:
            self._library.pictures.take_back_attempt(document_id, number)
            return False
        except (DocumentCrashed, DocumentTimedOut):
            if attempts < MOST_ATTEMPTS:
                return False  # once more, when its turn comes
        except DocumentGone:
            return False  # the next look at the disk tells what became of it
        except DocumentError:
            pass  # nothing that another try would change
        if not self.is_current(path):
            return False  # replaced meanwhile: these may be another document's words
        known = self._library.known_file(path)
        if recognised.text.strip() and known is not None and known.sha256 is not None:
            self._library.recognised.keep(known.sha256, recognised, time.time())
        self._keep(document_id, [recognised if page.number == number else page for page in pages])
        return bool(recognised.text.strip())

    def _keep(self, document_id: int, pages: list[Page]) -> None:
        chunks = cut_into_chunks(pages, self._counter)
        if chunks or any(page.is_picture for page in pages):
            self._library.keep_recognised(document_id, pages, chunks)
        else:
            self._library.attempts.fail(document_id, NothingRecognised.code, str(NothingRecognised()))
