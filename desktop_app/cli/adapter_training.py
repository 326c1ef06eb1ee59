"""`carrel adapter train EXAMPLES --name NAME`: an adapter from a file of examples.

The training runs in a process of its own; Ctrl-C leaves it so that the same command goes on.
"""

import argparse
from pathlib import Path
from typing import Any

from desktop_app.cli.numbers import count
from desktop_app.cli.output import Output
from desktop_app.cli.report_text import report_text
from desktop_app.paths import DataPaths

DEFAULT_EPOCHS = 3.0
_SAVING_SECONDS = 30.0  # for a checkpoint on a slow disk


def add_to(actions: Any, shared: argparse.ArgumentParser) -> None:
    train = actions.add_parser("train", help="make an adapter from your own examples", parents=[shared])
    train.add_argument("examples", metavar="EXAMPLES", type=Path, help="JSON lines or CSV: instruction, input, output")
    train.add_argument("--name", required=True, help="what to call the adapter")
    train.add_argument("--base", default="", metavar="MODEL", help="the model to train; the chosen one without this")
    train.add_argument(
        "--from",
        dest="start",
        default="",
        metavar="ADAPTER",
        help="train this one further: its name, its GGUF file or a folder that peft saved; it stays as it is",
    )
    length = train.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=float, default=0.0, metavar="M", help="train for M minutes at most")
    length.add_argument("--steps", type=count, default=0, metavar="N", help="train for N steps")
    train.add_argument(
        "--epochs",
        type=float,
        default=0.0,
        metavar="E",
        help=f"go over the examples E times at most (default {DEFAULT_EPOCHS:g} where nothing else is said)",
    )
    train.add_argument("--check", type=Path, metavar="FILE", help="check with these examples, learn from all others")
    train.add_argument("--use-all", action="store_true", help="learn from copies and examples with personal data too")
    train.add_argument("--no-report", action="store_true", help="don't measure what it gained and forgot")
    train.add_argument("--search", action="store_true", help="try several settings first, within --minutes")
    train.add_argument("--again", action="store_true", help="start anew what was left unfinished")
    for name, kind, text in (
        ("rank", int, "of the matrices, 1 to 256 (default 16)"),
        ("alpha", int, "how strongly they count (default twice the rank)"),
        ("learning-rate", float, "the highest of the run (default by the model's size)"),
        ("batch", int, "examples a step (default 8)"),
        ("max-tokens", int, "of the longest example (default 1024)"),
        ("dropout", float, "share of inputs left out at random (default 0)"),
        ("general-share", float, "general texts read, of what is learnt from (default 0.15): more forgets less"),
        ("seed", int, "of all that is random (default 0)"),
    ):
        train.add_argument(f"--{name}", type=kind, metavar="N", help=text)
    train.add_argument("--targets", help="which layers learn: all, attention or feed-forward (default all)")
    train.add_argument(
        "--no-general", action="store_true", help="learn from the examples alone: a little quicker, and forgets more"
    )
    train.add_argument("--save-memory", action="store_true", help="a quarter less memory, a quarter slower")
    train.set_defaults(run=_train)


def _train(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    from desktop_app.workers.child import ChildProcess
    from desktop_app.workers.training_protocol import AdapterTrained, TrainAdapter, TrainingProgressed

    limited = options.minutes or options.steps or options.epochs
    child = ChildProcess(["-m", "desktop_app.workers.training", "--data", str(paths.root)], paths.logs / "training.err")
    request = TrainAdapter(
        child.next_id(),
        str(options.examples.expanduser().absolute()),
        options.name,
        model=options.base,
        settings=_settings(options),
        minutes=options.minutes,
        steps=options.steps,
        epochs=options.epochs if limited else DEFAULT_EPOCHS,
        check=str(options.check.expanduser().absolute()) if options.check else "",
        use_all=options.use_all,
        again=options.again,
        search=options.search,
        without_report=options.no_report,
        start=_start(options.start),
    )
    try:
        for event in child.ask(request):
            if isinstance(event, TrainingProgressed):
                _tell(event.progress, output)
            elif isinstance(event, AdapterTrained):
                output.progress("")
                _show(event.summary, output)
    except KeyboardInterrupt:
        output.note("Left as it is; the same command goes on from there.")
        raise
    finally:
        child.close(_SAVING_SECONDS)


def _start(said: str) -> str:
    """Return a name as it is, and a path so that it means the same to another process."""
    path = Path(said).expanduser()
    return str(path.absolute()) if said and path.exists() else said


def _settings(options: argparse.Namespace) -> dict[str, Any]:
    names = ("rank", "alpha", "learning_rate", "batch", "max_tokens", "dropout", "general_share", "seed", "targets")
    said = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    if "rank" in said:
        said.setdefault("alpha", 2 * said["rank"])
    if options.no_general:
        said["keeps_general"] = False
    if options.save_memory:
        said["saves_memory"] = True
    return said


def _tell(told: dict[str, Any], output: Output) -> None:
    """Show one thing that happened: a line of JSON, or words."""
    if output.as_json:
        output.result(told)
        return
    match told["event"]:
        case "prepared" | "resumed":
            counts = ", ".join(f"{told[part]} to {words}" for part, words in _PARTS.items() if told.get(part))
            output.note(f"Examples: {counts}." if told["event"] == "prepared" else f"Going on with {counts}.")
            for hint in told.get("hints", ()):
                output.note(hint)
        case "estimate":
            output.note(
                f"{told['steps']} steps will take about {_duration(told['seconds'])}"
                f" and {told['memory'] / 1e9:.1f} GB of memory, at {told['tokens_per_second']:.0f} tokens a second."
            )
            for hint in told.get("hints", ()):
                output.note(hint)
        case "trial":
            tried = told["settings"]
            output.note(
                f"round {told['round']}, trial {told['number']}: check loss {_loss(told['check_loss'])} at a learning"
                f" rate of {tried['learning_rate']:g}, rank {tried['rank']}, {tried['targets']} layers"
                f"{' (goes on)' if told['goes_on'] else ''}"
            )
        case "step":
            output.progress(
                f"step {told['step']} of {told['steps']}, loss {told['loss']:.3f},"
                f" {told['tokens_per_second']:.0f} tokens/s, {told['memory'] / 1e9:.1f} GB,"
                f" about {_duration(told['seconds_left'])} left"
            )
        case "check":
            best = ", the best so far" if told["is_best"] and told["step"] else ""
            output.note(f"step {told['step']}: check loss {told['check_loss']:.4f}{best}")
        case "report":
            output.progress(f"asking without and with the adapter: {told['done']} of {told['total']} questions")
        case "ended":
            output.progress("")


_PARTS = {"learn": "learn", "check": "check with", "kept_back": "keep back", "left_out": "leave out"}
_ENDINGS = {
    "finished": "",
    "turned": " It stopped early: the check loss rose again.",
    "stopped": " It was stopped early.",
}


def _show(summary: dict[str, Any], output: Output) -> None:
    if output.as_json:
        output.result({"event": "summary", **summary})
        return
    output.text(
        f"{summary['name']} is ready after {_duration(summary['seconds'])}: {summary['step']} steps,"
        f" check loss {_loss(summary['base_loss'])} before, {_loss(summary['best_loss'])} at the best step"
        f" ({summary['best_step']}).{_ENDINGS[summary['ending']]}"
    )
    output.text(f"  {summary['path']}")
    from desktop_app.workers.adapter_reporting import read_report

    for line in report_text(read_report(Path(summary["path"]))):
        output.text(f"  {line}")


def _loss(loss: float | None) -> str:
    return "unknown" if loss is None else f"{loss:.3f}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
