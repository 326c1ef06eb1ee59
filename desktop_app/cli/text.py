"""`carrel text FILE`: what the parser sees in a file, without indexing it."""

import argparse
from pathlib import Path
from typing import Any

from desktop_app.cli.output import Output
from desktop_app.domain import Page
from desktop_app.paths import DataPaths


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    text = commands.add_parser("text", help="what the parser sees in a file", parents=[shared])
    text.add_argument("file", metavar="FILE")
    text.set_defaults(run=_run)


def _run(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    from desktop_app.parsing.recognition import can_recognise
    from desktop_app.workers.parser_client import ParserClient

    path = Path(options.file).absolute()
    with ParserClient(paths.logs / "parser.log") as parser:
        parsed = parser.parse(path)
        pages_read = [
            parser.recognise(path, page.number) if page.is_picture and can_recognise() else page
            for page in parsed.pages
        ]
    if output.as_json:
        pages = [
            {"number": page.number, "label": page.label, "heading": _first_heading(page), "text": page.text}
            for page in pages_read
        ]
        output.result({"path": str(path), "title": parsed.title, "pages": pages})
        return
    for page in pages_read:
        if len(pages_read) > 1:
            output.text(f"--- {page.label or page.number} ---")
        output.text(page.text)


def _first_heading(page: Page) -> str:
    return page.headings[0].text if page.headings else ""
