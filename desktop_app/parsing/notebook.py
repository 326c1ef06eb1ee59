"""Jupyter notebooks: a page for each cell, with the words, the code and the text it printed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import clean, one_line
from desktop_app.parsing.encodings import decode
from desktop_app.parsing.markdown import add_markdown, markdown_title
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.source import MEGABYTE, read_whole

MAX_BYTES = 60 * MEGABYTE  # most of it are pictures, which stay text
MAX_OUTPUT = 20_000  # characters of one output; a log that long is no reading


class NotebookParser:
    """Notebooks with code in any language."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".ipynb"})
    name: ClassVar[str] = "Notebook"

    def open(self, path: Path) -> OpenedDocument:
        try:
            notebook = json.loads(decode(read_whole(path, MAX_BYTES)))
        except (ValueError, RecursionError) as error:
            raise DamagedDocument from error
        cells = _cells(notebook)
        words = "\n\n".join(_source(cell) for cell in cells[:5] if cell.get("cell_type") == "markdown")
        title = one_line(markdown_title(words[:20_000]))[:200]
        return OpenedDocument(title or path.stem, 0, require_text(_pages(cells)))


def _cells(notebook: Any) -> list[dict[str, Any]]:
    """Return the cells; before version 4 they stood in sheets."""
    if not isinstance(notebook, dict):
        raise DamagedDocument
    found = notebook.get("cells")
    if not isinstance(found, list):
        sheets = notebook.get("worksheets")
        parts = sheets if isinstance(sheets, list) else []
        found = [cell for part in parts if isinstance(part, dict) for cell in _listed(part.get("cells"))]
    return [cell for cell in found if isinstance(cell, dict)]


def _pages(cells: list[dict[str, Any]]) -> Iterator[Page]:
    builder = PageBuilder()
    for number, cell in enumerate(cells, 1):
        yield from builder.new_page(f"cell {number}")
        source = clean(_source(cell))
        if cell.get("cell_type") in ("markdown", "heading"):
            yield from add_markdown(source, builder)
        else:
            yield from builder.verbatim(source)
        for output in _listed(cell.get("outputs")):
            yield from builder.verbatim(_printed(output)[:MAX_OUTPUT])
    yield from builder.finish()


def _source(cell: dict[str, Any]) -> str:
    return _joined(cell.get("source", cell.get("input")))


def _printed(output: Any) -> str:
    """Return the text of one output, errors included; pictures and HTML are left out."""
    if not isinstance(output, dict):
        return ""
    data = output.get("data")
    plain = data.get("text/plain") if isinstance(data, dict) else None
    if output.get("output_type") == "error":
        return f"{_joined(output.get('ename'))}: {_joined(output.get('evalue'))}"
    return _joined(plain if plain is not None else output.get("text"))


def _joined(text: Any) -> str:
    return "".join(one for one in text if isinstance(one, str)) if isinstance(text, list) else str(text or "")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
