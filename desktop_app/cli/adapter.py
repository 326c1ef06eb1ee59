"""`carrel adapter list / add FILE-OR-FOLDER / check FILE / remove NAME / train EXAMPLES`: LoRA adapters."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.adapter_list import AdapterList
from desktop_app.cli import adapter_training
from desktop_app.cli.output import Output
from desktop_app.cli.report_text import report_text
from desktop_app.domain import AdapterCard, Passport
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings

if TYPE_CHECKING:
    from desktop_app.workers.adapters import AdapterAdding


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    adapter = commands.add_parser("adapter", help="LoRA adapters for the chat models", parents=[shared])
    actions = adapter.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="show them", parents=[shared]).set_defaults(run=_list)
    add = actions.add_parser("add", help="add a GGUF adapter, or a folder that peft saved", parents=[shared])
    add.add_argument("path", metavar="FILE-OR-FOLDER", type=Path)
    add.add_argument("--name", default="", help="what to call it; its file's name without this")
    add.add_argument("--in", dest="folder", type=Path, metavar="PATH", help="use it for questions about this folder")
    add.set_defaults(run=_add)
    check = actions.add_parser("check", help="tell whether an adapter fits, without adding it", parents=[shared])
    check.add_argument("path", metavar="FILE", type=Path)
    check.set_defaults(run=_check)
    for action in (add, check):
        action.add_argument(
            "--base", default="", metavar="MODEL", help="the model it is for; the chosen one without this"
        )
    remove = actions.add_parser("remove", help="take one off the list; its file stays", parents=[shared])
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(run=_remove)
    adapter_training.add_to(actions, shared)


def _adding(paths: DataPaths) -> "AdapterAdding":
    from desktop_app.workers.adapters import AdapterAdding

    return AdapterAdding(paths, Settings.load(paths.settings).model)


def _list(paths: DataPaths, _: argparse.Namespace, output: Output) -> None:
    for card in AdapterList.of(paths).list():
        if output.as_json:
            output.result(card_as_json(card))
        else:
            output.text(_line(card))


def _add(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    card = _adding(paths).add(
        options.path,
        model=options.base,
        name=options.name.strip(),
        folder=str(options.folder.expanduser().absolute()) if options.folder else "",
        on_progress=lambda done, total: output.progress(f"checking {done * 100 // max(1, total)} %"),
    )
    output.progress("")
    if output.as_json:
        output.result(card_as_json(card))
    else:
        output.text(_line(card))


def _check(paths: DataPaths, options: argparse.Namespace, output: Output) -> int:
    passport = _adding(paths).check(options.path, options.base)
    if output.as_json:
        output.result(passport_as_json(passport))
    else:
        output.text(_line(passport.card) if passport.card.rank else passport.card.path)
        for note in passport.notes:
            output.text(f"  {note}")
        if passport.fits:
            output.text(f"  {passport.reason}")
        for line in report_text(passport.report):
            output.text(f"  {line}")
    if not passport.fits:
        output.note(passport.reason)
    return 0 if passport.fits else 1


def _remove(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    removed = AdapterList.of(paths).remove(options.name)
    place = removed.source or removed.path
    if output.as_json:
        output.result({"name": removed.name, "path": place})
    elif Path(place).exists():
        output.text(f"{removed.name} is off the list; what you added stays at {place}.")
    else:
        output.text(f"{removed.name} is off the list; it was made here, and is deleted with its report.")


def card_as_json(card: AdapterCard) -> dict[str, Any]:
    """Return an adapter as the commands print it; empty values where the file does not say."""
    return {**_of_file(card), "sha256": card.sha256, "folder": card.folder, "source": card.source}


def passport_as_json(passport: Passport) -> dict[str, Any]:
    """Return a passport as the contract of the command line has it; one that does not fit also says so as an error."""
    result = {
        "fits": passport.fits,
        "reason": passport.reason,
        "notes": list(passport.notes),
        "model": passport.model,
        **_of_file(passport.card),
    }
    if passport.report is not None:
        result["report"] = asdict(passport.report)
    if not passport.fits:
        result["error"] = {"code": passport.code, "message": passport.reason}
    return result


def _of_file(card: AdapterCard) -> dict[str, Any]:
    return {
        "name": card.name,
        "path": card.path,
        "architecture": card.architecture,
        "rank": card.rank,
        "alpha": card.alpha,
        "targets": list(card.targets),
        "base": card.base,
        "size": card.bytes,
    }


def _line(card: AdapterCard) -> str:
    made_for = f", for {card.base}" if card.base else ""
    bound = f", bound to {card.folder}" if card.folder else ""
    return (
        f"{card.name}  ({card.architecture}{made_for}, rank {card.rank}, {', '.join(card.targets)},"
        f" {max(1, round(card.bytes / 1e6)):,} MB{bound})  {card.path}"
    )
