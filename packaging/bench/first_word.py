"""How long a question waits for its first word, against finding passages plus reading the prompt.

Also how long the second question of a conversation waits, against the first one after a start.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bare_llama import BareLlama
from desktop_app.domain import Scope
from desktop_app.folders import WatchedFolders
from desktop_app.inference.processor import processor_threads
from desktop_app.paths import DataPaths
from desktop_app.resources import resource_path
from desktop_app.settings import Settings
from desktop_app.weights import starter_model
from desktop_app.workers.asking import Asking
from desktop_app.workers.protocol import (
    AnswerFinished,
    Ask,
    Failed,
    Finished,
    LoadModel,
    Message,
    TextGenerated,
    decode,
    encode,
)
from desktop_app.workers.updating import LibraryUpdate
from figure import Figure, median

GOAL = 1.15
READING_SECONDS = 3.0  # between an answer and the next question
SECOND_GOAL = 0.5
# Each begins a conversation in a new process; the second question goes on from there.
TALKS = (
    ("What is the notice period for the tenants?", "Does the notice have to be in writing?"),
    ("How long is the manufacturer's warranty on the heat pump?", "And for the compressor of the heat pump?"),
    ("Which rainwater tank did the board choose?", "What did the rainwater tank cost?"),
)
QUESTIONS = (
    "What is the notice period for the tenants?",
    "How long is the manufacturer's warranty on the heat pump?",
    "Which rainwater tank did the board choose?",
    "How high is the deposit?",
    "When may the laundry room be used?",
    "What is the booking reference of the night train?",
    "When does the general meeting take place?",
)


def measure() -> list[Figure]:
    """Ask the inference worker, as the window does; then do the two bare parts for the same questions."""
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as folder:
        paths = DataPaths(Path(folder)).create()
        WatchedFolders(paths.folders).add(resource_path("samples/documents"))
        _index(paths)
        waits, prompts = _ask_worker(paths)
        limits = _bare_parts(paths, prompts)
        talks = [_hold_talk(paths, *talk) for talk in TALKS]
    wait, limit = median(waits) * 1000, median(limits) * 1000
    return [
        Figure(
            "time to the first word",
            f"{len(waits)} questions on the sample library, through the worker; raw: retrieval and a bare reading of "
            "as many prompt tokens",
            wait,
            limit,
            "ms",
            f"{wait / limit:.2f} × (at most {GOAL})",
        ),
        _second_question(talks),
    ]


def _second_question(talks: Sequence[tuple[float, float]]) -> Figure:
    first, second = (median(waits) * 1000 for waits in zip(*talks, strict=True))
    return Figure(
        "time to the first word, second question of a conversation",
        f"{len(talks)} conversations, the model loaded beforehand; beside it the first question's",
        second,
        first,
        "ms",
        f"{second / first:.2f} × (at most {SECOND_GOAL})",
    )


def _hold_talk(paths: DataPaths, first: str, second: str) -> tuple[float, float]:
    """Return the seconds to the first word of both answers, in a new worker."""
    command = [sys.executable, "-m", "desktop_app.workers.inference", "--data", str(paths.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        _request(worker, LoadModel(1), _ignore)
        time.sleep(READING_SECONDS)
        began, answer = _wait_for_answer(worker, Ask(2, first))
        time.sleep(READING_SECONDS)  # the person reads it
        history = [{"role": "user", "text": first}, {"role": "assistant", "text": answer}]
        waited, _ = _wait_for_answer(worker, Ask(3, second, history=history))
        if worker.stdin:
            worker.stdin.close()
    return began, waited


def _wait_for_answer(worker: "subprocess.Popen[bytes]", question: Ask) -> tuple[float, str]:
    """Return the seconds to the first word, and the whole answer."""
    began = time.perf_counter()
    waits: list[float] = []
    answers: list[str] = []

    def note(event: Message) -> None:
        if isinstance(event, TextGenerated):
            waits.append(time.perf_counter() - began)
        if isinstance(event, AnswerFinished):
            answers.append(str(event.answer["text"]))

    _request(worker, question, note)
    return (waits or [time.perf_counter() - began])[0], answers[0]


def _index(paths: DataPaths) -> None:
    update = LibraryUpdate(paths, Settings())
    try:
        update.run()
    finally:
        update.close()


def _ask_worker(paths: DataPaths) -> tuple[list[float], dict[str, int]]:
    """Return seconds to the first word of each answer, and the tokens of each question's prompt."""
    waits: list[float] = []
    prompts: dict[str, int] = {}
    command = [sys.executable, "-m", "desktop_app.workers.inference", "--data", str(paths.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        _request(worker, LoadModel(1), _ignore)
        for number, question in enumerate(QUESTIONS, start=2):
            began = time.perf_counter()
            first: list[float] = []

            def note(
                event: Message, began: float = began, first: list[float] = first, question: str = question
            ) -> None:
                if isinstance(event, TextGenerated) and not first:
                    first.append(time.perf_counter() - began)
                if isinstance(event, AnswerFinished):
                    prompts[question] = int(event.answer["prompt_tokens"])

            _request(worker, Ask(number, question), note)
            if number > 2:  # the first question still loads the embedder
                waits += first
        if worker.stdin:
            worker.stdin.close()
    return waits, {question: prompts[question] for question in QUESTIONS[1:]}


def _request(worker: "subprocess.Popen[bytes]", message: Message, note: Callable[[Message], None]) -> None:
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(encode(message))
    worker.stdin.flush()
    for line in worker.stdout:
        event = decode(line)
        note(event)
        if event.request_id == message.request_id and isinstance(event, Finished | Failed):
            if isinstance(event, Failed):
                raise RuntimeError(json.dumps(event.detail))
            return


def _ignore(_: Message) -> None:
    pass


def _bare_parts(paths: DataPaths, prompts: dict[str, int]) -> list[float]:
    asking = Asking(paths, Settings)
    bare = BareLlama(starter_model(), context=4096, threads=processor_threads(0))
    words = bare.vocabulary.tokenize(Path(__file__).read_text(encoding="utf-8"), special=False)
    limits = []
    try:
        asking.find(QUESTIONS[0], 10, Scope())
        bare.read(words[:64])
        for question, tokens in prompts.items():
            text = (words * (tokens // len(words) + 1))[:tokens]
            began = time.perf_counter()
            asking.find(question, 10, Scope())
            limits.append(time.perf_counter() - began + bare.read(text))
    finally:
        asking.close()
        bare.close()
    return limits
