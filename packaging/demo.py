"""The main job in the terminal: index the sample documents, ask three questions, show what the answers rest on.

It speaks to the command line as anybody's script would, and keeps its library in build/demo of
this checkout, so that nobody's own is touched; a second run finds it there and has less to do.
"""

import json
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parent.parent
SAMPLES = TOP / "resources" / "samples"
DATA = TOP / "build" / "demo"
WIDTH = 96


def main() -> int:
    """Run the demonstration; every failure is one sentence, the command line's own."""
    print("There is no display, so Carrel shows in the terminal what it does.")
    print(f"Its library for this demonstration: {_shown(DATA)}\n", flush=True)
    try:
        _index()
        _ask()
    except CommandFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(f'Ask about the samples:   .venv/bin/carrel --data {_shown(DATA)} ask "How high is the deposit?"')
    print("Ask your own documents:  .venv/bin/carrel folder add FOLDER; .venv/bin/carrel index; then ask")
    print("Open the window:         make run, on a machine with a display (DISPLAY or WAYLAND_DISPLAY is set)")
    return 0


class CommandFailed(Exception):
    """What the command said, one sentence."""


def _index() -> None:
    began = time.monotonic()
    documents = SAMPLES / "documents"
    list(_carrel("folder", "add", str(documents)))
    *_, summary = _carrel("index")
    seconds = time.monotonic() - began
    print(f"Indexed {_shown(documents)}: {summary['searchable']} of {summary['documents']} documents")
    print(f"are searchable, in {summary['chunks']} passages, after {seconds:.1f} s.\n", flush=True)


def _ask() -> None:
    """Ask all questions of one process, which loads its models once."""
    questions = json.loads((SAMPLES / "questions.json").read_text(encoding="utf-8"))
    batch = DATA / "questions.jsonl"
    lines = [json.dumps({"id": str(number), **entry}) for number, entry in enumerate(questions)]
    batch.write_text("\n".join(lines), encoding="utf-8")
    for answer in _carrel("ask", "--batch", str(batch)):
        print(f"?  {answer['question']}")
        print(_block(answer["answer"], "   "))
        for citation in answer["citations"]:
            print(_block(f"[{citation['marker']}] {_place(citation)}: “{citation['quote']}”", "      "))
        print(f"      {answer['milliseconds']['total'] / 1000:.1f} s\n", flush=True)


def _shown(path: Path) -> str:
    return str(path.relative_to(TOP))


def _place(citation: dict[str, Any]) -> str:
    name = Path(citation["path"]).name
    page = f", page {citation['page']}" if name.endswith(".pdf") else ""
    return f"{name}{page}"


def _block(text: str, indent: str) -> str:
    lines = (textwrap.wrap(line, WIDTH - len(indent)) for line in text.splitlines())
    return "\n".join(indent + part for wrapped in lines for part in wrapped)


def _carrel(*arguments: str) -> Iterator[Any]:
    """Run one command and yield the objects it prints, as they come; raise CommandFailed with its sentence."""
    command = [sys.executable, "-m", "desktop_app", "--data", str(DATA), "--json", *arguments]
    failure = "The command failed; its log is in build/demo/logs."
    with subprocess.Popen(
        command, cwd=TOP, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as carrel:
        for line in carrel.stdout or ():
            printed = json.loads(line)
            if "error" in printed:
                failure = printed["error"]["message"]
            else:
                yield printed
    if carrel.returncode:
        raise CommandFailed(failure)


if __name__ == "__main__":
    sys.exit(main())
