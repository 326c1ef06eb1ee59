"""`carrel model list / add FILE / remove NAME`: the chat models."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop_app.catalogue import ModelCatalogue
from desktop_app.cli.output import Output
from desktop_app.domain import ModelCard
from desktop_app.paths import DataPaths
from desktop_app.weights import starter_model


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    model = commands.add_parser("model", help="chat models (GGUF)", parents=[shared])
    actions = model.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="show them", parents=[shared]).set_defaults(run=_list)
    add = actions.add_parser("add", help="add a GGUF file; it stays where it is", parents=[shared])
    add.add_argument("file", metavar="FILE", type=Path)
    add.set_defaults(run=_add)
    remove = actions.add_parser("remove", help="take one off the list; its file stays", parents=[shared])
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(run=_remove)


def _catalogue(paths: DataPaths) -> ModelCatalogue:
    return ModelCatalogue(paths.models, starter_model())


def _list(paths: DataPaths, _: argparse.Namespace, output: Output) -> None:
    for card in _catalogue(paths).list():
        _show(card, output)


def _add(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    from desktop_app.inference.chat_model import check_chat_model
    from desktop_app.inference.model_file import file_sha256

    card = check_chat_model(options.file)
    sha256 = file_sha256(options.file, lambda done, total: output.progress(f"checking {done * 100 // total} %"))
    output.progress("")
    _show(_catalogue(paths).add(replace(card, sha256=sha256)), output)


def _remove(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    removed = _catalogue(paths).remove(options.name)
    if output.as_json:
        output.result({"name": removed.name, "path": removed.path})
    else:
        output.text(f"{removed.name} is off the list; its file stays at {removed.path}.")


def _show(card: ModelCard, output: Output) -> None:
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
            }
        )
    else:
        millions = round(card.parameters / 1e6)
        output.text(
            f"{card.name}  ({card.architecture}, {millions} M parameters, {card.quantisation},"
            f" {card.context} tokens of context)  {card.path}"
        )
