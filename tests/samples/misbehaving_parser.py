"""A parser process for the tests that does what the file's name says: crash, hang, swell or lie."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from desktop_app.domain import Page
from desktop_app.workers import wire
from desktop_app.workers.parser import handle, limit_resources
from desktop_app.workers.protocol import DocumentOpened, Message, PageRead, PageRendered, ParseDocument
from desktop_app.workers.serve import serve


def misbehave(request: Message, is_cancelled: Callable[[], bool]) -> Iterator[Message]:
    name = Path(getattr(request, "path", "")).stem
    number = request.request_id
    if name == "crash":
        yield DocumentOpened(number, "crash", 2)
        os.kill(os.getpid(), signal.SIGKILL)
    elif name == "hang":
        yield DocumentOpened(number, "hang", 1)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(600)
    elif name == "endless":
        for page in range(1, 10**9):
            yield PageRead(number, wire.to_json(Page(page, "many words " * 1000)))
    elif name == "steady":
        for page in range(1, 21):
            time.sleep(0.2)
            yield PageRead(number, wire.to_json(Page(page, "one more page")))
    elif name == "lie":
        yield PageRead(number, {"number": "one", "text": 7})
    elif name == "babble":
        os.write(2, b"noise on the log\n" * 400_000)
        yield PageRead(number, wire.to_json(Page(1, "said")))
    elif name == "rubbish":
        os.write(_protocol_fd(), b"this is no message\n")
        time.sleep(600)
    elif name == "draw":
        yield PageRendered(number, "not base64!", 1.0, 1.0)
    elif isinstance(request, ParseDocument) and name == "swell":
        yield from handle(request, is_cancelled)
        _ = [bytearray(10**7) for _ in range(10**5)]
    else:
        yield from handle(request, is_cancelled)


def _protocol_fd() -> int:
    """The copy of stdout that serve keeps for the protocol: the only pipe above 2 that is written to."""
    for fd in range(3, 20):
        try:
            if os.get_blocking(fd) and os.fstat(fd).st_mode & 0o170000 == 0o010000:
                return fd
        except OSError:
            continue
    sys.exit("no pipe")


if __name__ == "__main__":
    limit_resources()
    serve(misbehave)
