"""`carrel model list / add FILE / measure NAME / remove NAME`: the chat models, and how fast they are here."""

import argparse
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from desktop_app.catalogue import ModelCatalogue
from desktop_app.cli.output import Output
from desktop_app.domain import ModelCard
from desktop_app.model_speeds import ModelSpeeds
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.weights import starter_model


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    model = commands.add_parser("model", help="chat models (GGUF)", parents=[shared])
    actions = model.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="show them", parents=[shared]).set_defaults(run=_list)
    add = actions.add_parser("add", help="add a GGUF file; it stays where it is", parents=[shared])
    add.add_argument("file", metavar="FILE", type=Path)
    add.set_defaults(run=_add)
    add.add_argument("--unmeasured", action="store_true", help="don't measure how fast it is, which takes ten seconds")
    measure = actions.add_parser("measure", help="measure how fast one is on this machine", parents=[shared])
    measure.add_argument("name", metavar="NAME", nargs="?", default="", help="the starter model where left out")
    measure.set_defaults(run=_measure)
    remove = actions.add_parser("remove", help="take one off the list; its file stays", parents=[shared])
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(run=_remove)


def _catalogue(paths: DataPaths) -> ModelCatalogue:
    return ModelCatalogue(paths.models, starter_model())


def _list(paths: DataPaths, _: argparse.Namespace, output: Output) -> None:
    for card in _catalogue(paths).list():
        _show(card, paths, output)


def _add(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    from desktop_app.inference.chat_model import check_chat_model
    from desktop_app.inference.model_file import file_sha256

    card = check_chat_model(options.file)
    sha256 = file_sha256(options.file, lambda done, total: output.progress(f"checking {done * 100 // total} %"))
    output.progress("")
    added = _catalogue(paths).add(replace(card, sha256=sha256))
    if not options.unmeasured:
        _measure_card(added, paths, output)
    _show(added, paths, output)


def _measure(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    card = _catalogue(paths).find(options.name)
    _measure_card(card, paths, output)
    _show(card, paths, output)


def _measure_card(card: ModelCard, paths: DataPaths, output: Output) -> None:
    from desktop_app.workers.chosen_model import measure_chosen

    output.progress("measuring how fast it is here, about ten seconds")
    measure_chosen(paths, Settings.load(paths.settings), card)
    output.progress("")


def _remove(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    removed = _catalogue(paths).remove(options.name)
    if output.as_json:
        output.result({"name": removed.name, "path": removed.path})
    else:
        output.text(f"{removed.name} is off the list; its file stays at {removed.path}.")


def _show(card: ModelCard, paths: DataPaths, output: Output) -> None:
    speed = ModelSpeeds(paths.model_speeds).of(card)
    if output.as_json:
        output.result(
            {
                "name": card.name,
                "path": card.path,
                "architecture": card.architecture,
                "parameters": card.parameters,
                "quantisation": card.quantisation,
                "context": card.context,
                "sha256": card.sha256,
                "licence": card.licence,
                "speed": asdict(speed) if speed else None,
            }
        )
    else:
        millions = round(card.parameters / 1e6)
        output.text(
            f"{card.name}  ({card.architecture}, {millions} M parameters, {card.quantisation},"
            f" {card.context} tokens of context)  {card.path}"
        )
        if speed is not None:
            output.text(f"  {speed.sentence}")
