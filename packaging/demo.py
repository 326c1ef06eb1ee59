"""The main job in the terminal: index the sample documents, ask three questions, show what the answers rest on.

It speaks to the command line as anybody's script would, and keeps its files in a folder of its
own below the system's temporary folder, so that nobody's library is touched.
"""

import json
import os
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parent.parent
SAMPLES = TOP / "resources" / "samples"
WIDTH = 96


def main() -> int:
    """Run the demonstration; every failure is one sentence, the command line's own."""
    data = _data_folder()
    print("There is no display, so Carrel shows in the terminal what it does.")
    print(f"Its library for this demonstration: {data}\n", flush=True)
    try:
        _index(data)
        _ask(data)
    except CommandFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print("Ask about the samples:   .venv/bin/carrel --data", data, 'ask "Who is the caretaker?"')
    print("Ask your own documents:  .venv/bin/carrel folder add FOLDER; .venv/bin/carrel index; then ask")
    print("Open the window:         make run, on a machine with a display (DISPLAY or WAYLAND_DISPLAY is set)")
    return 0


class CommandFailed(Exception):
    """What the command said, one sentence."""


def _data_folder() -> Path:
    """One folder per user and checkout, used again by the next run: indexing then finds nothing to do."""
    return Path(tempfile.gettempdir()) / f"carrel-demo-{os.getuid()}"


def _index(data: Path) -> None:
    began = time.monotonic()
    documents = SAMPLES / "documents"
    _carrel(data, "folder", "add", str(documents))
    summary = _carrel(data, "index")[-1]
    seconds = time.monotonic() - began
    print(f"Indexed {documents.relative_to(TOP)}: {summary['searchable']} of {summary['documents']} documents")
    print(f"are searchable, in {summary['chunks']} passages, after {seconds:.1f} s.\n", flush=True)


def _ask(data: Path) -> None:
    questions = json.loads((SAMPLES / "questions.json").read_text(encoding="utf-8"))
    for entry in questions:
        print(f"?  {entry['question']}", flush=True)
        (answer,) = _carrel(data, "ask", entry["question"])
        print(_block(answer["answer"], "   "))
        for citation in answer["citations"]:
            print(_block(f"[{citation['marker']}] {_place(citation)}: “{citation['quote']}”", "      "))
        seconds = answer["milliseconds"]["total"] / 1000
        print(f"      {seconds:.1f} s\n", flush=True)


def _place(citation: dict[str, Any]) -> str:
    name = Path(citation["path"]).name
    page = f", page {citation['page']}" if name.endswith(".pdf") else ""
    return f"{name}{page}"


def _block(text: str, indent: str) -> str:
    lines = (textwrap.wrap(line, WIDTH - len(indent)) for line in text.splitlines())
    return "\n".join(indent + part for wrapped in lines for part in wrapped)


def _carrel(data: Path, *arguments: str) -> list[Any]:
    """Run one command and return the objects it printed; raise CommandFailed with its sentence."""
    command = [sys.executable, "-m", "desktop_app", "--data", str(data), "--json", *arguments]
    outcome = subprocess.run(command, cwd=TOP, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    printed = list(_objects(outcome.stdout))
    if outcome.returncode:
        said = printed[-1].get("error", {}).get("message") if printed else None
        raise CommandFailed(said or (outcome.stderr.strip().splitlines() or ["The command failed."])[-1])
    return printed


def _objects(output: str) -> Iterator[Any]:
    for line in output.splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


if __name__ == "__main__":
    sys.exit(main())
