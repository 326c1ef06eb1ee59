"""Write the report of an adapter that Carrel trained, on examples that it never saw.

    python packaging/adapter_report.py ADAPTER.gguf KEPT_BACK.jsonl LEARNT.jsonl [--setting NAME=VALUE ...]

What `carrel adapter train` does at its end, for an adapter whose kept-back examples come from elsewhere: the ones
that ship are asked about articles that no training saw. Both files are examples as for training. With the report, the
adapter's passport shows what it gained and forgot.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from desktop_app.adapter_report import LICENCE, Data, Setting, report_lines
from desktop_app.inference.adapter_card import read_adapter
from desktop_app.inference.model_file import file_sha256, read_model_card
from desktop_app.sealed import close_network
from desktop_app.training.examples import read_examples
from desktop_app.weights import starter_model
from desktop_app.workers.adapter_reporting import MOST_SECONDS, SHARE, Reporting, write_report


def reporting_on(options: argparse.Namespace, settings: Sequence[Setting]) -> Reporting:
    """Return what the report is made of."""
    learnt, kept_back = read_examples(options.learnt), read_examples(options.kept_back)
    used = sha256(options.learnt.read_bytes() + options.kept_back.read_bytes()).hexdigest()
    model = read_model_card(starter_model())
    return Reporting(
        adapter=replace(read_adapter(options.adapter).card, name=options.name),
        model=replace(model, sha256=file_sha256(Path(model.path))),
        learnt=learnt,
        kept_back=kept_back,
        data=Data(len(learnt), options.check, len(kept_back), 0, used),
        settings=settings,
        training_seconds=options.seconds / SHARE,
    )


def write(reporting: Reporting) -> None:
    """Measure, and write the report beside the adapter."""
    writing = write_report(reporting, lambda: None)
    while True:
        try:
            done, total = next(writing)
            print(f"\r{done} of {total} questions", end="", flush=True)
        except StopIteration as finished:
            print(f"\n{finished.value.verdict}", *finished.value.reasons, sep="\n")
            for label, text in report_lines(finished.value):
                print(f"{label}: {text}")
            return


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("adapter", type=Path)
    arguments.add_argument("kept_back", type=Path)
    arguments.add_argument("learnt", type=Path)
    arguments.add_argument("--name", default="Grounded answers")
    arguments.add_argument("--check", type=int, default=0, metavar="N", help="how many examples it was checked with")
    arguments.add_argument(
        "--licence", default="", help="under which one it may be passed on, and whose words it learnt"
    )
    arguments.add_argument(
        "--seconds",
        type=float,
        default=MOST_SECONDS,
        help="to ask kept-back examples, and as many for general questions",
    )
    arguments.add_argument("--setting", action="append", default=[], metavar="NAME=VALUE")
    options = arguments.parse_args()
    close_network()
    settings = [Setting(*setting.split("=", 1)) for setting in options.setting]
    if options.licence:
        settings.append(Setting(LICENCE, options.licence))
    write(reporting_on(options, settings))


if __name__ == "__main__":
    main()
