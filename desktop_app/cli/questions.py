"""`carrel questions`: a question set made of approved answers, or drafted from the documents, as JSON lines.

On stdout, so that it can be looked through before it is used: `carrel questions --draft 20 > set.jsonl`.
"""

import argparse
from typing import Any

from desktop_app.cli.numbers import count
from desktop_app.cli.output import Output
from desktop_app.cli.search import scope_of
from desktop_app.domain import Answer
from desktop_app.errors import BadInput
from desktop_app.paths import DataPaths
from desktop_app.questions import as_lines
from desktop_app.settings import Settings


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    questions = commands.add_parser("questions", help="make a question set", parents=[shared])
    source = questions.add_mutually_exclusive_group(required=True)
    source.add_argument("--draft", type=count, metavar="N", help="let the model draft N questions from the documents")
    source.add_argument(
        "--from-conversations", action="store_true", help="take the answers that you approved or corrected"
    )
    questions.add_argument("--in", dest="within", action="append", default=[], metavar="PATH", help="only below PATH")
    questions.add_argument("--model", default="", metavar="FILE", help="a GGUF file, or the name of an added model")
    questions.add_argument("--seed", type=int, default=0, metavar="S", help="another seed drafts from other sentences")
    questions.set_defaults(run=_run)


def _run(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    if options.from_conversations:
        _from_conversations(paths, output)
    else:
        _draft(paths, options, output)


def _from_conversations(paths: DataPaths, output: Output) -> None:
    from desktop_app.store.approved import as_questions
    from desktop_app.store.conversations import Conversations
    from desktop_app.workers.wire import from_json

    if not paths.conversations.exists():
        raise BadInput("There are no conversations yet; give answers in the window a thumb up, or correct them.")
    conversations = Conversations.open(paths.conversations, lambda payload: from_json(Answer, payload))
    try:
        questions = as_questions(conversations.approved_answers())
    finally:
        conversations.close()
    if not questions:
        raise BadInput("No answer was approved yet; give answers in the window a thumb up, or correct them.")
    output.text(as_lines(questions), end="")


def _draft(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    from desktop_app.workers.asking import Asking
    from desktop_app.workers.drafting import draft_from_library

    asking = Asking(paths, lambda: Settings.load(paths.settings))
    made = 0
    try:
        drafts = draft_from_library(
            paths, asking, options.draft, scope_of(options), model=options.model, seed=options.seed
        )
        for tried, question in enumerate(drafts, start=1):
            if question is not None:
                made += 1
                output.text(as_lines([question]), end="")
            output.progress(f"{made} of {options.draft} questions, {tried} tried")
    finally:
        asking.close()
    output.progress("")
    if made < options.draft:
        output.note(f"The documents gave {made} questions that stand up, of {options.draft} wanted.")
    if made:
        output.note("A small model wrote these: read them before you compare on them.")
