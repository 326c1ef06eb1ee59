"""The parser process: reads untrusted files, and may slow down, swell, crash or be killed.

What the system holds it to:

| | Linux | macOS | Windows |
|---|---|---|---|
| no connection, no file opened for writing, no program started, from Python code | yes | yes | yes |
| the same from C code: no socket, nothing on the disk made, written, renamed, removed | yes | no | no |
| no process made, looked into or signalled, from C either | yes | no | no |
| memory (1.2 GB of address space; where text is recognised, of what is written to) | yes | no | no |
| open files (64), no byte written to one that was open before, no core dump | yes | yes | no |
| ends with the process that started it, even if stuck | yes | no | no |

On Linux the kernel holds it to that (sealed_linux.py: seccomp and Landlock), on x86-64 and arm64.
Everywhere the parent ends it after a time limit and counts the text it sends. What is not
covered: it runs as the person, so it may read what the person may read, and has no way to
send it anywhere but into the library. A second process of this kind recognises text, so that
the engine's memory goes when the work is done.
"""

import base64
import ctypes
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from desktop_app import sealed, sealed_linux
from desktop_app.errors import BadInput, CarrelError, DamagedDocument, DocumentTooLarge, UnsupportedFormat
from desktop_app.parsing import parser_for
from desktop_app.parsing.base import PageRecogniser, PageRenderer, Parser, TakesPassword
from desktop_app.parsing.contained import find_document, members_of, placed
from desktop_app.workers import wire
from desktop_app.workers.protocol import (
    DocumentOpened,
    MemberFound,
    Message,
    PageRead,
    PageRendered,
    ParseDocument,
    RecognisePage,
    RenderPage,
)
from desktop_app.workers.serve import serve

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
MAX_MEMORY = 1200 * MEGABYTE  # address space: the interpreter and its libraries take 200 of it
MAX_OPEN_FILES = 64
RECOGNISE = "--recognise"  # the argument of a process that is asked for `RecognisePage` and nothing else
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
STARTING_PROGRAMS = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.startfile"})


def handle(request: Message, is_cancelled: Callable[[], bool]) -> Iterator[Message]:
    """Answer `ParseDocument`, `RenderPage` and `RecognisePage`; whatever a library throws ends as a DocumentError."""
    try:
        if isinstance(request, ParseDocument):
            yield from _parse(request, is_cancelled)
        elif isinstance(request, RenderPage):
            yield _render(request)
        elif isinstance(request, RecognisePage):
            yield _recognise(request)
        else:
            raise BadInput
    except CarrelError:
        raise
    except MemoryError as error:
        raise DocumentTooLarge from error
    except Exception as error:  # the message may hold the document's words, so only its kind is logged
        logger.error("a parser failed: %s at %s", type(error).__name__, _place_of(error))
        raise DamagedDocument from error


def _parse(request: ParseDocument, is_cancelled: Callable[[], bool]) -> Iterator[Message]:
    path, place = find_document(Path(request.path), request.password)
    parser = _parser(path, request.password)
    document = parser.open(path)
    yield DocumentOpened(request.request_id, document.title, document.page_count)
    for page in document.pages:
        if is_cancelled():
            return
        yield PageRead(request.request_id, wire.to_json(placed(page, place)))
    for one in members_of(parser, path):
        yield MemberFound(request.request_id, one.name, one.size, one.digest.hex(), one.code, one.message)


def _parser(path: Path, password: str) -> Parser:
    parser = parser_for(path)
    return parser.with_password(password) if password and isinstance(parser, TakesPassword) else parser


def _render(request: RenderPage) -> Message:
    path, _ = find_document(Path(request.path), request.password)
    parser = _parser(path, request.password)
    if not isinstance(parser, PageRenderer):
        raise UnsupportedFormat("The pages of this kind of file can't be drawn; its text can be read.")
    image = parser.render(path, request.number, request.scale)
    return PageRendered(request.request_id, base64.b64encode(image.png).decode("ascii"), image.width, image.height)


def _recognise(request: RecognisePage) -> Message:
    path, place = find_document(Path(request.path), request.password)
    parser = _parser(path, request.password)
    if not isinstance(parser, PageRecogniser):
        raise UnsupportedFormat("This kind of file has no pages that are pictures; its text can be read.")
    return PageRead(request.request_id, wire.to_json(placed(parser.recognise(path, request.number), place)))


def _place_of(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"


def limit_resources(*, recognises: bool = False) -> None:
    """Take from this process what it never needs; what the system doesn't know is left out.

    One that `recognises` text holds memory that it does not use, so there what it writes to is counted.
    """
    sys.dont_write_bytecode = True
    sys.addaudithook(_refuse_changes)
    if sys.platform == "win32":
        return
    import resource

    limits = {"RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0, "RLIMIT_NOFILE": MAX_OPEN_FILES}
    limits["RLIMIT_DATA" if recognises else "RLIMIT_AS"] = MAX_MEMORY
    for name, limit in limits.items():
        try:
            resource.setrlimit(getattr(resource, name), (limit, limit))
        except (OSError, ValueError, AttributeError):
            logger.info("this system does not take %s", name)


def seal_kernel() -> None:
    """Let the kernel refuse sockets, programs and writing, C code included; call it before threads are started."""
    sealed_linux.refuse_sockets()
    sealed_linux.refuse_programs()
    sealed_linux.refuse_writing()


def _refuse_changes(event: str, details: tuple[Any, ...]) -> None:
    if event in STARTING_PROGRAMS:
        raise PermissionError("the parser starts no program")
    if event == "open" and not isinstance(details[0], int) and (details[2] or 0) & WRITING:
        raise PermissionError("the parser writes no file")


def _end_with_parent() -> None:
    """Ask Linux to kill this process when its parent's thread ends: a hang must leave no orphan."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def main() -> None:
    sealed.close_network()
    _end_with_parent()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s parser %(levelname)s %(message)s")
    limit_resources(recognises=RECOGNISE in sys.argv)
    seal_kernel()
    serve(handle)


if __name__ == "__main__":
    main()
