"""`carrel compare QUESTIONS --approaches model,documents`: a question set answered each way, and which way to use."""

import argparse
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop_app.cli.numbers import count
from desktop_app.cli.output import Output
from desktop_app.cli.search import scope_of
from desktop_app.domain import AdapterUse, Approach
from desktop_app.errors import BadInput
from desktop_app.evaluation.comparison import Result
from desktop_app.evaluation.question_set import read_question_set
from desktop_app.evaluation.report import as_table, mark_of, require_export
from desktop_app.evaluation.runs import Change, as_rows
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.store.comparisons import Comparison

DEFAULT = "model,documents"
STRONGEST = 1.5


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    compare = commands.add_parser("compare", help="answer a question set each way", parents=[shared])
    compare.add_argument("questions", nargs="?", type=Path, metavar="QUESTIONS", help="JSON lines or CSV")
    compare.add_argument(
        "--approaches",
        type=_approaches,
        default=_approaches(DEFAULT),
        metavar="LIST",
        help=f"of {', '.join(Approach)}, with commas between (default {DEFAULT})",
    )
    compare.add_argument("--model", default="", metavar="FILE", help="a GGUF file, or the name of an added model")
    compare.add_argument("--adapter", action="append", default=[], metavar="NAME", help="several may be given")
    compare.add_argument("--strength", type=_strength, default=1.0, metavar="S", help="from 0 to 1.5 (default 1)")
    compare.add_argument("--in", dest="within", action="append", default=[], metavar="PATH", help="only below PATH")
    compare.add_argument("--limit", type=count, default=0, metavar="N", help="only the first N questions")
    compare.add_argument("--sample", type=count, default=0, metavar="N", help="only N questions, drawn by --seed")
    compare.add_argument("--seed", type=int, default=1, metavar="S", help="which questions --sample draws (default 1)")
    compare.add_argument("--again", action="store_true", help="ask everything anew, also what was answered before")
    compare.add_argument("--export", type=Path, metavar="FILE", help="write all answers to FILE.csv or FILE.md")
    earlier = compare.add_mutually_exclusive_group()
    earlier.add_argument("--list", action="store_true", help="show earlier comparisons")
    earlier.add_argument("--show", type=count, metavar="NUMBER", help="show an earlier comparison by its number")
    earlier.add_argument("--delete", type=count, metavar="NUMBER", help="delete an earlier comparison and its answers")
    compare.add_argument("--against", type=count, metavar="NUMBER", help="with --show: what changed since that one")
    compare.set_defaults(run=_run)


def _run(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    if options.export:
        require_export(options.export)
    if options.list:
        _list(paths, output)
    elif options.delete is not None:
        _delete(paths, options.delete, output)
    elif options.show is not None:
        _show_earlier(paths, options, output)
    elif options.questions is None:
        raise BadInput("Name a file of questions, or ask for earlier comparisons with --list.")
    else:
        _compare(paths, options, output)


def _compare(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    from desktop_app.workers.asking import Asking
    from desktop_app.workers.comparing import Comparing, summary_as_json, votes_for

    def settings() -> Settings:
        return Settings.load(paths.settings)

    questions = read_question_set(options.questions).first(options.limit).sample(options.sample, options.seed)
    adapters = [AdapterUse(name, options.strength) for name in options.adapter] or [AdapterUse("", options.strength)]
    scope = scope_of(options)
    asking = Asking(paths, settings)
    comparing = Comparing(paths, settings, asking)
    try:
        ways = comparing.ways(options.approaches, options.model, adapters, scope)
        comparison = comparing.begin(questions, ways, again=options.again)
        total = len(comparison.questions) * len(comparison.ways)
        results: list[Result] = []
        with _interrupt_as_flag() as is_interrupted:
            for result in comparing.run(comparison, options.model, is_interrupted):
                results.append(result)
                _report_progress(result, len(results), total, output)
        output.progress("")
        if len(results) < total:
            output.note(f"Stopped at {len(results)} of {total} answers; the same command goes on from there.")
            raise KeyboardInterrupt
        _note_old_times(results, output)
        results = _in_order(results, options.approaches)
        comparing.store.finish(comparison, summary_as_json(results))
        _show(comparison, results, votes_for(comparing.store, comparison), options.export, output)
    finally:
        comparing.close()
        asking.close()


def _show_earlier(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    from desktop_app.workers.comparing import kept_results, open_comparisons, since, votes_for

    store = open_comparisons(paths)
    try:
        comparison = store.find(options.show)
        results, votes = kept_results(store, comparison), votes_for(store, comparison)
        change = since(store, store.find(options.against), comparison) if options.against is not None else None
    finally:
        store.close()
    if change is None:
        _show(comparison, results, votes, options.export, output)
    else:
        _show_change(*change, output)


def _show_change(text: str, changes: Sequence[Change], output: Output) -> None:
    if output.as_json:
        output.result({"text": text, "changes": [asdict(change) for change in changes]})
        return
    for name, then, now, points in as_rows(changes):
        output.text(f"{name:<12} {then:>9} → {now:<9} {points}")
    output.text(f"\n{text}")


def _delete(paths: DataPaths, number: int, output: Output) -> None:
    from desktop_app.workers.comparing import open_comparisons

    store = open_comparisons(paths)
    try:
        comparison = store.find(number)
        store.delete(comparison.id)
    finally:
        store.close()
    output.note(f"Comparison {number} ({comparison.name}) is deleted.")


def _list(paths: DataPaths, output: Output) -> None:
    from desktop_app.workers.comparing import comparison_as_json, open_comparisons

    store = open_comparisons(paths)
    try:
        found = store.list()
    finally:
        store.close()
    for comparison in found:
        listed = comparison_as_json(comparison)
        if output.as_json:
            output.result(listed)
            continue
        right = ", ".join(f"{name} {figures['right']}" for name, figures in listed["approaches"].items())
        model = ", ".join([listed["model"], *listed["adapters"]])
        output.text(
            f"{comparison.id:>4}  {listed['date'][:16].replace('T', ' ')}  {comparison.name},"
            f" {len(comparison.questions)} questions, {model}: {right + ' right' if right else 'not finished'}"
        )
    if not found and not output.as_json:
        output.text("No comparison was made yet.")


def _show(
    comparison: Comparison,
    results: Sequence[Result],
    votes: Mapping[Approach, int],
    export: Path | None,
    output: Output,
) -> None:
    from desktop_app.workers.comparing import comparison_as_json, export_results, summary_as_json

    if export:
        export_results(export, comparison, results, votes)
        output.note(f"All answers are in {export}.")
    summary = summary_as_json(results)
    if output.as_json:
        cast = {"votes": {approach.value: count for approach, count in votes.items()}} if votes else {}
        output.result({**comparison_as_json(comparison), **summary, **cast})
        return
    output.text(f"{comparison.name}, {len(comparison.questions)} questions (comparison {comparison.id})\n")
    for line in as_table(results, votes):
        output.text(line)
    output.text(f"\n{summary['verdict']}")


def _report_progress(result: Result, done: int, total: int, output: Output) -> None:
    if result.is_new:
        output.progress(f"{done} of {total}: {result.approach.value} {mark_of(result)}")


def _note_old_times(results: Sequence[Result], output: Output) -> None:
    """Times can be compared only where the machine had as much else to do."""
    known = sum(not result.is_new for result in results)
    if 0 < known < len(results):
        output.note(
            f"{known} of {len(results)} answers were given earlier, with the times of then; --again asks all anew."
        )


def _in_order(results: Sequence[Result], approaches: Sequence[Approach]) -> list[Result]:
    """Put each question's approaches as they were named; one gone on with has the order it was begun in."""
    place = {identity: number for number, identity in enumerate(dict.fromkeys(r.question.id for r in results))}
    return sorted(results, key=lambda result: (place[result.question.id], approaches.index(result.approach)))


@contextmanager
def _interrupt_as_flag() -> Iterator[Callable[[], bool]]:
    """Give what says whether Ctrl-C was pressed: an answer ends where it is, and nothing is half kept.

    Pressed twice, it interrupts at once.
    """
    pressed = threading.Event()

    def note(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        pressed.set()

    before = signal.signal(signal.SIGINT, note)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _approaches(text: str) -> tuple[Approach, ...]:
    """Read approaches with commas between them."""
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in set(Approach)]
    if unknown or not names:
        raise argparse.ArgumentTypeError(f"approaches are {', '.join(Approach)}, not {', '.join(unknown) or 'none'}")
    return tuple(dict.fromkeys(Approach(name) for name in names))


def _strength(text: str) -> float:
    try:
        strength = float(text)
    except ValueError:
        strength = -1
    if not 0 <= strength <= STRONGEST:
        raise argparse.ArgumentTypeError(f"a strength lies between 0 and {STRONGEST}")
    return strength
