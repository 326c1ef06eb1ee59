"""Reads documents and draws pages in the parser process, and survives whatever that does.

What comes back is checked field by field and counted, because the sender has just been
reading hostile bytes.
"""

import base64
import binascii
from collections.abc import Iterator
from pathlib import Path

from desktop_app.domain import Member, Page, ParsedDocument
from desktop_app.errors import (
    BadInput,
    CarrelError,
    DocumentCrashed,
    DocumentError,
    DocumentTimedOut,
    DocumentTooLarge,
    ReadingInterrupted,
    WorkerCrashed,
    WorkerTimedOut,
)
from desktop_app.parsing.base import PageImage
from desktop_app.shown_names import as_shown
from desktop_app.workers import wire
from desktop_app.workers.child import ChildProcess
from desktop_app.workers.protocol import (
    DocumentOpened,
    MemberFound,
    Message,
    PageRead,
    PageRendered,
    ParseDocument,
    ProtocolError,
    RecognisePage,
    RenderPage,
)

PARSER = ("-m", "desktop_app.workers.parser")
RECOGNISE = "--recognise"  # as in workers/parser.py
SECONDS = 60.0
RECOGNITION_SECONDS = 180.0  # a page takes six on an idle laptop, and the engine some to be loaded
SECONDS_A_PAGE = 0.25  # that every page read adds: 20 times what one takes on an idle laptop
CHARACTERS = 50_000_000
PAGES = 50_000
MEMBERS = 10_000
MAX_NAME = 1000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
LIFETIME = 250  # documents after which a new process is started, so that what libraries leak goes with it


class ParserClient:
    """Owns the parser process and one more for text recognition, started and restarted as needed.

    Use it from one thread and close it at the end. On Linux the processes end with the thread
    that first asked them.
    """

    def __init__(
        self, log: Path, *, seconds: float = SECONDS, characters: int = CHARACTERS, command: tuple[str, ...] = PARSER
    ) -> None:
        """`seconds` a document may take, pages aside, and `characters` it may have; stderr goes to `log`."""
        self._child = ChildProcess(command, log)
        self._recogniser = ChildProcess((*command, RECOGNISE), log)
        self._seconds = seconds
        self._characters = characters
        self._documents = 0
        self._is_interrupted = False
        self._passwords: dict[Path, str] = {}

    @property
    def pid(self) -> int | None:
        """The parser's process id, None while none runs."""
        return self._child.pid

    @property
    def recogniser_pid(self) -> int | None:
        """The id of the process that recognises text, None while none runs."""
        return self._recogniser.pid

    def unlock(self, path: Path, password: str) -> None:
        """Open this file with a password from now on; it is kept in memory alone."""
        self._passwords[path] = password

    def parse(self, path: Path) -> ParsedDocument:
        """Return title and pages of a file; raise a DocumentError, whatever happened."""
        self._renew()
        title = as_shown(path.stem or path.name)
        pages: list[Page] = []
        members: list[Member] = []
        characters = 0
        for event in self._ask(
            self._child, ParseDocument(self._child.next_id(), str(path), self._passwords.get(path, ""))
        ):
            if isinstance(event, DocumentOpened) and isinstance(event.title, str):
                title = as_shown(event.title) or title
            elif isinstance(event, PageRead):
                pages.append(_page(self._child, event))
                characters += len(pages[-1].text)
                if characters > self._characters or len(pages) > PAGES:
                    self._child.kill()
                    raise DocumentTooLarge
            elif isinstance(event, MemberFound) and len(members) < MEMBERS:
                members.append(_member(self._child, event))
        return ParsedDocument(title, tuple(pages), tuple(members))

    def render(self, path: Path, number: int, scale: float = 1.5) -> PageImage:
        """Return page `number` as it looks; raise a DocumentError, or BadInput for a page that isn't there."""
        image: PageImage | None = None
        for event in self._ask(
            self._child, RenderPage(self._child.next_id(), str(path), number, scale, self._passwords.get(path, ""))
        ):
            if isinstance(event, PageRendered):
                image = self._image(event)
        if image is None:
            raise DocumentCrashed
        return image

    def recognise(self, path: Path, number: int) -> Page:
        """Return page `number`, a picture, with the words recognised in it; raise a DocumentError.

        Its text is empty where there are none.
        """
        page: Page | None = None
        request = RecognisePage(self._recogniser.next_id(), str(path), number, self._passwords.get(path, ""))
        for event in self._ask(self._recogniser, request, RECOGNITION_SECONDS):
            if isinstance(event, PageRead):
                page = _page(self._recogniser, event)
        if page is None or page.number != number or page.is_picture or len(page.text) > self._characters:
            raise DocumentCrashed
        return page

    def rest(self) -> None:
        """Give back the memory that text recognition holds; the next page loads it again."""
        self._recogniser.close()

    def interrupt(self) -> None:
        """End what is being read, from whatever thread; it ends in ReadingInterrupted."""
        self._is_interrupted = True
        self._child.interrupt()
        self._recogniser.interrupt()

    def close(self) -> None:
        self._child.close()
        self._recogniser.close()

    def __enter__(self) -> "ParserClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, child: ChildProcess, request: Message, seconds: float | None = None) -> Iterator[Message]:
        self._heed_interruption()
        try:
            yield from child.ask(request, total=seconds or self._seconds, bonus=SECONDS_A_PAGE)
        except WorkerTimedOut as error:
            raise DocumentTimedOut from error
        except WorkerCrashed as error:
            self._heed_interruption()
            raise DocumentCrashed from error
        except DocumentTooLarge:
            child.kill()  # it may have run out of memory: what is left of it is not worth keeping
            raise
        except (DocumentError, BadInput):
            raise
        except CarrelError as error:  # a bug in a parser, or a word it should not say
            raise DocumentCrashed from error

    def _heed_interruption(self) -> None:
        """An interruption that came between two questions counts for the next one."""
        if self._is_interrupted:
            self._is_interrupted = False
            raise ReadingInterrupted

    def _image(self, event: PageRendered) -> PageImage:
        try:
            png = base64.b64decode(event.png, validate=True)
            if not png.startswith(PNG_SIGNATURE):
                raise ProtocolError("not a PNG")
            return PageImage(png, float(event.width), float(event.height))
        except (ProtocolError, binascii.Error, TypeError, ValueError) as error:
            self._child.kill()
            raise DocumentCrashed from error

    def _renew(self) -> None:
        self._documents += 1
        if self._documents % LIFETIME == 0:
            self._child.close()


def _page(child: ChildProcess, event: PageRead) -> Page:
    try:
        return wire.from_json(Page, event.page)
    except ProtocolError as error:
        child.kill()
        raise DocumentCrashed from error


def _member(child: ChildProcess, event: MemberFound) -> Member:
    """Check what is said of a document inside a file: its name becomes part of a path in the library."""
    try:
        parts = event.name.encode("utf-8").split(b"/")
        is_path = all(part not in (b"", b".", b"..") and min(part) >= ord(" ") for part in parts)
        if not is_path or len(event.name) > MAX_NAME or type(event.size) is not int or event.size < 0:
            raise ProtocolError("not the name of a document")
        return Member(event.name, event.size, bytes.fromhex(event.digest), str(event.code), str(event.message))
    except (ProtocolError, AttributeError, TypeError, ValueError) as error:
        child.kill()
        raise DocumentCrashed from error
