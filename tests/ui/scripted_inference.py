"""A real child process that answers as scripted: `scripted_inference.py SCRIPT.json`.

The script maps a question to {"passages": […], "text": "what is streamed", "answer": {…},
"then": "", "grown": […]}; `then` is "crash" (in the middle), "endless", "reads_on" (after `grown`),
"refuse_to_stop", "fail", "garble", or empty.
Every question is appended to SCRIPT.asked, one JSON object a line.
"""

import dataclasses
import json
import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from desktop_app.domain import AdapterCard, Passport
from desktop_app.errors import ModelMissing
from desktop_app.workers.protocol import (
    AdapterChecked,
    AnswerFinished,
    Ask,
    CheckAdapter,
    DocumentsRead,
    LoadModel,
    Message,
    ModelLoaded,
    PassagesFound,
    PromptRead,
    TextGenerated,
)
from desktop_app.workers.serve import IsCancelled, serve

SCRIPT = Path(sys.argv[1])
PAUSE = 0.004


def handle(request: Message, is_cancelled: IsCancelled) -> Iterator[Message]:
    if isinstance(request, LoadModel):
        yield ModelLoaded(request.request_id, {}, 0.1)
        return
    if isinstance(request, CheckAdapter):
        card = AdapterCard(Path(request.path).stem, request.path, "llama", 8, 16.0, ("attn_q",), 5)
        fits = "misfit" not in request.path
        passport = Passport(fits, "It fits." if fits else "Made for another.", "SmolLM2", card)
        yield AdapterChecked(request.request_id, dataclasses.asdict(passport))
        return
    assert isinstance(request, Ask)
    with SCRIPT.with_suffix(".asked").open("a") as asked:
        asked.write(json.dumps(dataclasses.asdict(request)) + "\n")
    part = json.loads(SCRIPT.read_text())[request.question]
    then, number = part.get("then", ""), request.request_id
    if then == "fail":
        raise ModelMissing
    for grown in part.get("grown", []):
        yield DocumentsRead(number, grown)
    while then == "reads_on" and not is_cancelled():
        time.sleep(PAUSE)
    if part.get("grown") and part["answer"]["table"]:
        stopped = {"stopped": True} if is_cancelled() else {}
        yield AnswerFinished(number, part["answer"] | stopped)
        return
    yield PassagesFound(number, part.get("passages", []))
    for done in range(0, 501, 100):
        yield PromptRead(number, done, 500)
        time.sleep(PAUSE)
    pieces = re.findall(r"\s*\S+", part["text"])
    for place, piece in enumerate(pieces):
        if then == "crash" and place > len(pieces) // 2:
            os.kill(os.getpid(), signal.SIGKILL)
        if is_cancelled():
            break
        yield TextGenerated(number, piece)
        time.sleep(PAUSE)
    while then == "endless" and not is_cancelled():
        yield TextGenerated(number, " and so on")
        time.sleep(PAUSE)
    while then == "refuse_to_stop":
        time.sleep(PAUSE)
    answer = dict(part["answer"])
    if is_cancelled():
        answer |= {"stopped": True, "citations": []}
    if then == "garble":
        answer = {"text": 7}
    yield AnswerFinished(number, answer)


if __name__ == "__main__":
    serve(handle)
