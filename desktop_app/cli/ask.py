"""`carrel ask QUESTION`: an answer with its citations."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.cli.batch import answer_batch
from desktop_app.cli.every_document import export_table, follow, rows_as_json, show_table, table_as_json
from desktop_app.cli.output import Output, on_one_line
from desktop_app.cli.search import add_question, passage_as_json, place_in_file, scope_of
from desktop_app.domain import AdapterUse, Answer, Approach
from desktop_app.errors import BadInput
from desktop_app.held_paths import name_in_holder
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings

if TYPE_CHECKING:
    from desktop_app.workers.asking import Asking

WITH_ADAPTER = (Approach.ADAPTER, Approach.BOTH)


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    ask = commands.add_parser("ask", help="an answer with citations", parents=[shared])
    add_question(ask)
    ask.add_argument(
        "--approach",
        choices=[approach.value for approach in Approach],
        help="what the model is given: documents, model (nothing), adapter, or both; without this documents, and the"
        " adapter that came with the model, if one did",
    )
    ask.add_argument("--model", default="", metavar="FILE", help="a GGUF file, or the name of an added model")
    ask.add_argument(
        "--adapter",
        action="append",
        default=[],
        metavar="NAME[:STRENGTH]",
        help="an added adapter, or its file; several may be given",
    )
    ask.add_argument(
        "--strength",
        type=float,
        default=1.0,
        metavar="S",
        help="how strongly, from 0 (not at all) to 1.5; 1 without this",
    )
    ask.add_argument(
        "--every-document",
        action="store_true",
        help="read every document in scope, one by one, and answer with a table in which every cell is a citation;"
        " questions such as “list all invoices with total” are answered so without this",
    )
    ask.add_argument("--csv", type=Path, metavar="FILE", help="write that table to FILE; means --every-document")
    ask.set_defaults(run=_run)


def _run(paths: DataPaths, options: argparse.Namespace, output: Output) -> int:
    from desktop_app.workers.asking import Asking
    from desktop_app.workers.routing import Routing

    if options.csv and options.batch:
        raise BadInput("--csv is for one question; leave out --batch.")
    asking = Asking(paths, lambda: Settings.load(paths.settings))
    routing = Routing(asking)
    approach, adapters = _approach(options, asking)
    streams = not output.as_json and options.batch is None
    # A file of questions measures one way of answering: only the person changes it there.
    every = True if options.every_document or options.csv else False if options.batch else None
    if approach in (Approach.DOCUMENTS, Approach.BOTH):
        asking.warm_up()
    answers: list[Answer] = []

    def answer(question: str) -> dict[str, Any]:
        answered = follow(
            lambda is_cancelled: routing.answer(
                question,
                approach=approach,
                every_document=every,
                model=options.model,
                adapters=adapters,
                scope=scope_of(options),
                is_cancelled=is_cancelled,
            ),
            output,
        )
        answers[:] = [answered]
        for row in rows_as_json(answered) if output.as_json and not options.batch else ():
            output.result(row)
        return answer_as_json(answered)

    def show(result: dict[str, Any], output: Output) -> None:
        if answers[0].table is None:
            _show(result, output)
        else:
            output.progress("")
            output.text(result["answer"].replace("**", "") + "\n")
            show_table(answers[0], output)

    output.progress("Thinking…" if streams else "")
    try:
        status = answer_batch(options, output, answer, show)
        if options.csv and answers and answers[0].table is not None:
            export_table(answers[0], options.csv, output)
        return status
    finally:
        if trouble := asking.models.take_trouble():
            output.note(trouble)
        asking.close()


def _approach(options: argparse.Namespace, asking: "Asking") -> tuple[Approach, Sequence[AdapterUse]]:
    """Return the approach and the adapters asked for; naming an adapter alone means documents and adapter."""
    if not options.approach and not options.adapter:
        approach, usual = asking.models.usual_way(options.model, scope_of(options))
        return approach, [AdapterUse(use.name, options.strength) for use in usual]
    adapters = [_adapter(named, options.strength) for named in options.adapter]
    approach = Approach(options.approach or (Approach.BOTH if adapters else Approach.DOCUMENTS))
    if approach not in WITH_ADAPTER:
        if adapters:
            raise BadInput(f"The approach {approach.value} uses no adapter; choose --approach adapter or both.")
        return approach, []
    return approach, adapters or [AdapterUse("", options.strength)]


def _adapter(named: str, strength: float) -> AdapterUse:
    """Read NAME or NAME:STRENGTH; a colon that no number follows belongs to the name."""
    name, _, own = named.rpartition(":")
    try:
        return AdapterUse(name, float(own)) if name else AdapterUse(named, strength)
    except ValueError:
        return AdapterUse(named, strength)


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as cli.md has it."""
    return {
        "question": answer.question,
        "answer": answer.text,
        "refused": answer.refused,
        "approach": answer.approach.value,
        "model": answer.model,
        "adapter": answer.adapter,
        "strength": answer.strength,
        "adapters": [{"name": use.name, "strength": use.strength} for use in answer.adapters],
        "citations": [
            {
                "marker": citation.marker,
                "path": citation.path,
                "page": citation.page,
                "label": citation.label,
                "heading": citation.heading,
                "quote": citation.quote,
                "boxes": [[box.page, box.x0, box.y0, box.x1, box.y1] for box in citation.boxes],
                "version": citation.version,
                "versions": citation.versions,
                "copies": list(citation.copies),
            }
            for citation in answer.citations
        ],
        "disagreement": answer.disagreement,
        "weak": answer.weak,
        "passages": [passage_as_json(rank, passage) for rank, passage in enumerate(answer.passages, start=1)],
        "milliseconds": {
            "retrieve": round(answer.retrieve_ms, 1),
            "first_token": round(answer.first_token_ms, 1),
            "total": round(answer.total_ms, 1),
        },
        "tokens": {"prompt": answer.prompt_tokens, "generated": answer.generated_tokens},
        **({} if answer.table is None else {"table": table_as_json(answer.table)}),
        "tokens_per_second": None if answer.tokens_per_second is None else round(answer.tokens_per_second, 1),
    }


def _show(result: dict[str, Any], output: Output) -> None:
    output.progress("")
    output.text(result["answer"])
    if result["disagreement"]:
        output.text(result["disagreement"])
    if result["citations"]:
        output.text()
    for citation in result["citations"]:
        place = f"{on_one_line(name_in_holder(citation['path']))}, {place_in_file(citation)}"
        heading = f", {citation['heading']}" if citation["heading"] else ""
        older = (
            f", version {citation['version']} of {citation['versions']}, newest first" if citation["versions"] else ""
        )
        output.text(f"  [{citation['marker']}] {place}{heading}{older}")
        output.text(f"      “{' '.join(citation['quote'].split())}”")
    if result["refused"] and result["passages"]:
        output.text("\nClosest passages:")
        for passage in result["passages"][:3]:
            output.text(
                f"  {on_one_line(name_in_holder(passage['path']))}, {place_in_file(passage)}:"
                f" {' '.join(passage['text'].split())[:160]}…"
            )
