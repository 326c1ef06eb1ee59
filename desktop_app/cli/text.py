"""`carrel text FILE`: what the parser sees in a file, without indexing it.

The pages of documents inside the file (attachments, files in archives) follow its own.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop_app.cli.output import Output
from desktop_app.domain import Page, ParsedDocument
from desktop_app.errors import BadInput, DocumentError
from desktop_app.paths import DataPaths


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    text = commands.add_parser("text", help="what the parser sees in a file", parents=[shared])
    text.add_argument("file", metavar="FILE")
    text.set_defaults(run=_run)


def _run(paths: DataPaths, options: argparse.Namespace, output: Output) -> None:
    from desktop_app.parsing.recognition import can_recognise
    from desktop_app.workers.parser_client import ParserClient

    path = Path(options.file).absolute()
    if not any(place.is_file() for place in (path, *path.parents)):  # it may stand in an archive or a mail
        raise BadInput(f"There is no file {path}; check the path.")
    with ParserClient(paths.logs / "parser.log") as parser:
        parsed = parser.parse(path)

        def read(path: Path, parsed: ParsedDocument) -> Iterator[Page]:
            for page in parsed.pages:
                yield parser.recognise(path, page.number) if page.is_picture and can_recognise() else page
            for member in parsed.members:
                try:
                    inside = path / member.name
                    yield from read(inside, parser.parse(inside))
                except DocumentError as error:
                    output.note(f"{member.name}: {error}")

        pages_read = [replace(page, number=number) for number, page in enumerate(read(path, parsed), 1)]
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
