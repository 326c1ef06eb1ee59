"""`make bench-rivals`: Carrel beside what a Python user would pick instead, LlamaIndex with Chroma.

    python packaging/bench/rivals [--rounds N] [--questions N] [--chunk TOKENS] [FOLDER ...]

The same embedder, chat model, threads, files and questions, in turns, in processes of their
own, all of them sealed. A FOLDER holds docs/ and questions.jsonl; without one they are those in
CARREL_SETS, else the sample documents with questions of ours. LlamaIndex has its defaults:
chunks of 1024 tokens that overlap by 200, two of them in a prompt, at most 256 tokens written. The
embedder reads the first 256 tokens of a chunk, so that most of the text is never embedded; with
`--chunk 256` all of it is, as Carrel does.
These are figures, not tests: nothing passes or fails.
"""

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

sys.path += [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]  # figure.py and steps.py

from carrel_side import CarrelSide
from environment import rival_python
from llama_index_side import LlamaIndexSide
from outcome import Outcome, Side
from rival_table import rows, table
from tasks import Task, tasks

from figure import machine
from steps import SetupFailed

ROUNDS = 3
MOST = 30  # answerable questions of a folder


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-rivals", description="Measure Carrel beside LlamaIndex.")
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="holds docs/ and questions.jsonl")
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help=f"how often each side indexes; {ROUNDS} without this"
    )
    parser.add_argument("--questions", type=int, default=MOST, help=f"how many are asked; {MOST} without this")
    parser.add_argument("--chunk", type=int, default=0, help="tokens in LlamaIndex's chunks; 1024 without this")
    options = parser.parse_args()
    try:
        python = rival_python()
    except SetupFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    for task in tasks(options.folders, options.questions):
        ours, theirs = _compare(task, python, options.rounds, options.chunk)
        print(f"{task.name}: {task.files} files, {len(task.questions)} questions, {options.rounds} rounds; ", end="")
        print(f"{date.today().isoformat()}, {machine()}.\n")
        print(table(rows(ours, theirs)), flush=True)
        print()
    return 0


def _compare(task: Task, python: Path, rounds: int, chunk: int) -> tuple[Outcome, Outcome]:
    """Do everything in turns: what else the machine does meets both."""
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as folder:
        sides: list[tuple[Side, Outcome]] = [
            (LlamaIndexSide(python, Path(folder) / "llama-index", chunk=chunk), Outcome()),
            (CarrelSide(Path(folder) / "carrel"), Outcome()),
        ]
        try:
            for number in range(rounds):
                for side, outcome in sides:
                    _say(f"{task.name}: {side.name} indexes, round {number + 1} of {rounds}")
                    outcome.indexed.append(side.index(task.documents))
            for side, outcome in sides:
                outcome.ready_s = side.open(task.questions[0].text)
            for number, question in enumerate(task.questions, start=1):
                _say(f"{task.name}: question {number} of {len(task.questions)}")
                for side, outcome in sides:
                    outcome.note_search(question, side.find(question.text))
                for side, outcome in sides:
                    outcome.note_reply(question, side.ask(question.text))
            for side, outcome in sides:
                outcome.answering_mb = side.memory_mb()
        finally:
            for side, _ in sides:
                side.close()
    return sides[1][1], sides[0][1]


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
