"""`carrel search QUESTION`: passages, without an answer."""

import argparse
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop_app.cli.batch import answer_batch
from desktop_app.cli.numbers import count
from desktop_app.cli.output import Output, on_one_line
from desktop_app.domain import Passage, Scope
from desktop_app.folders import as_on_disk
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings

PASSAGES = 10
SHOWN_CHARACTERS = 300


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    search = commands.add_parser("search", help="passages for a question", parents=[shared])
    add_question(search)
    search.add_argument("-k", type=count, default=PASSAGES, metavar="N", help="how many (default %(default)s)")
    search.set_defaults(run=_run)


def add_question(command: argparse.ArgumentParser) -> None:
    """Add what `search` and `ask` have in common: the question or a file of them, and the scope."""
    command.add_argument("question", nargs="?", metavar="QUESTION")
    command.add_argument("--batch", type=Path, metavar="FILE", help='a file of {"id", "question"} lines')
    command.add_argument("--in", dest="within", action="append", default=[], metavar="PATH", help="only below PATH")


def scope_of(options: argparse.Namespace) -> Scope:
    return Scope(tuple(str(as_on_disk(Path(os.path.abspath(path)))) for path in options.within))  # noqa: PTH100 - links stay links


def _run(paths: DataPaths, options: argparse.Namespace, output: Output) -> int:
    from desktop_app.workers.asking import Asking

    asking = Asking(paths, lambda: Settings.load(paths.settings))

    def answer(question: str) -> dict[str, Any]:
        found = asking.find(question, options.k, scope_of(options))
        return {
            "question": question,
            "passages": [passage_as_json(rank, passage) for rank, passage in enumerate(found.passages, start=1)],
            "milliseconds": {
                "embed": round(found.embed_ms, 2),
                "search": round(found.search_ms, 2),
                "rerank": round(found.rerank_ms, 2),
                "total": round(found.total_ms, 2),
            },
        }

    try:
        return answer_batch(options, output, answer, _show)
    finally:
        asking.close()


def passage_as_json(rank: int, passage: Passage) -> dict[str, Any]:
    """Return a passage as cli.md has it; `start` and `end` are offsets into the text of `page`."""
    span = next(span for span in passage.chunk.spans if span.page == passage.page)
    return {
        "rank": rank,
        "path": passage.path,
        "page": passage.page,
        "label": passage.label,
        "heading": passage.chunk.heading,
        "text": passage.chunk.text,
        "score": round(passage.score, 4),
        "start": span.start,
        "end": span.end,
    }


def place_in_file(found: Mapping[str, Any]) -> str:
    """Return where a passage or a citation stands, in its format's own terms ("slide 4", "rows 2–9")."""
    return str(found["label"]) or f"page {found['page']}"


def _show(result: dict[str, Any], output: Output) -> None:
    if not result["passages"]:
        output.text("Nothing in your documents; `carrel documents` shows what is searchable.")
    for passage in result["passages"]:
        place = f"{on_one_line(passage['path'])}, {place_in_file(passage)}"
        place += f", {passage['heading']}" if passage["heading"] else ""
        output.text(f"{passage['rank']}. {place}")
        text = " ".join(passage["text"].split())
        output.text(f"   {text[:SHOWN_CHARACTERS]}{'…' if len(text) > SHOWN_CHARACTERS else ''}")
