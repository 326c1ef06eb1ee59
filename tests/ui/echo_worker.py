"""A real child process that echoes a search's words, crashes, hangs or babbles when asked to."""

import os
import signal
import sys
import time
from collections.abc import Iterator

from desktop_app.errors import DamagedDocument
from desktop_app.workers.protocol import Finished, IndexingProgressed, Message, Search, TextGenerated
from desktop_app.workers.serve import IsCancelled, serve


def handle(request: Message, is_cancelled: IsCancelled) -> Iterator[Message]:
    assert isinstance(request, Search)
    if request.question == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    if request.question == "hang":
        time.sleep(60)
    if request.question == "stall":
        yield IndexingProgressed(0, "reading", 1, 2, "long.pdf")
        yield Finished(request.request_id)
        time.sleep(60)
    if request.question == "babble":
        os.write(PROTOCOL, b"not a message\n")
        time.sleep(60)
    if request.question == "damaged":
        raise DamagedDocument
    if request.question == "log":
        sys.stderr.write("a line for the log\n")
    if request.question == "long":
        while not is_cancelled():
            yield TextGenerated(request.request_id, ".")
            time.sleep(0.01)
        return
    yield TextGenerated(request.request_id, request.question)


if __name__ == "__main__":
    PROTOCOL = os.dup(1)
    serve(handle)
