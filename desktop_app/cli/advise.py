"""`carrel advise`: documents, an adapter, or both? For someone who has no question set yet."""

import argparse
from dataclasses import asdict
from typing import Any

from desktop_app.cli.numbers import count_or_none
from desktop_app.cli.output import Output
from desktop_app.domain import Answer, Approach
from desktop_app.evaluation.advice import Changes, Needs, Pace, Step, Wish, advise
from desktop_app.paths import DataPaths

SENTENCES = {
    Approach.DOCUMENTS: "Begin with your documents.",
    Approach.ADAPTER: "Begin with an adapter.",
    Approach.BOTH: "Use documents and an adapter together.",
}
STEPS = {
    Step.WATCH: "Watch a folder: carrel folder add PATH && carrel index",
    Step.TRAIN: "Train on your examples: carrel adapter train EXAMPLES.jsonl --name NAME",
    Step.TRY: "Try it on ten questions: carrel questions --draft 10 > ten.jsonl && carrel compare ten.jsonl",
}


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser("advise", help="which approach to begin with", parents=[shared])
    command.add_argument(
        "--changes", type=Changes, choices=list(Changes), default=Changes.UNSURE, help="does the knowledge change?"
    )
    command.add_argument(
        "--wish", type=Wish, choices=list(Wish), default=Wish.FACTS, help="facts, tone and form, or both?"
    )
    command.add_argument("--examples", type=count_or_none, default=0, metavar="N", help="good examples that you have")
    command.add_argument("--without-sources", action="store_true", help="answers need not show where they come from")
    command.add_argument("--pace", type=Pace, choices=list(Pace), default=Pace.SECONDS, help="how soon must it answer?")
    command.set_defaults(run=_run)


def _run(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    from desktop_app.workers.observing import observe

    seen = observe(paths, _approved(paths))
    needs = Needs(options.changes, options.wish, options.examples, not options.without_sources, options.pace)
    advice = advise(needs, seen)
    if output.as_json:
        output.result({**asdict(advice), "seen": asdict(seen)})
        return
    output.text(SENTENCES[advice.approach])
    for title, sentences in (
        ("For it:", advice.reasons),
        ("Against it:", advice.doubts),
        ("Next:", [STEPS[step] for step in advice.steps]),
    ):
        if sentences:
            output.text("\n".join(["", title, *(f"  {sentence}" for sentence in sentences)]))


def _approved(paths: DataPaths) -> int:
    from desktop_app.store.conversations import Conversations
    from desktop_app.workers.wire import from_json

    if not paths.conversations.exists():
        return 0
    conversations = Conversations.open(paths.conversations, lambda payload: from_json(Answer, payload))
    try:
        return len(conversations.approved_answers())
    finally:
        conversations.close()
