"""What was the price in March? In every format that holds tables the answer is the cell, cited with its row."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import docx.document
import pytest

from desktop_app.domain import Answer, Approach, Scope
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.workers.asking import Asking
from desktop_app.workers.updating import LibraryUpdate
from tests.samples.documents import make_csv, make_html
from tests.samples.office_documents import make_docx, make_ods, make_xlsx

ROWS = (("Month", "Price", "Seller"), ("February", "1.25 EUR", "Brandt"), ("March", "1.35 EUR", "Keller"))
SUFFIXES = (".csv", ".xlsx", ".ods", ".docx", ".html", ".sqlite", ".md")


def make_table(path: Path) -> None:
    if path.suffix == ".csv":
        make_csv(path, ROWS)
    elif path.suffix == ".xlsx":
        make_xlsx(path, ROWS)
    elif path.suffix == ".ods":
        make_ods(path, ROWS)
    elif path.suffix == ".docx":
        make_docx(path, build=_add_table)
    elif path.suffix == ".html":
        cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in ROWS]
        make_html(path, "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>", title="Oats")
    elif path.suffix == ".md":
        lines = [f"| {' | '.join(row)} |" for row in ROWS]
        path.write_text("\n".join([lines[0], "| --- | --- | --- |", *lines[1:]]) + "\n", "utf-8")
    else:
        with closing(sqlite3.connect(path)) as database:
            database.execute("create table oats (Month text, Price text, Seller text)")
            database.executemany("insert into oats values (?, ?, ?)", ROWS[1:])
            database.commit()


def _add_table(document: docx.document.Document) -> None:
    table = document.add_table(len(ROWS), len(ROWS[0]))
    for row, cells in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    top = tmp_path_factory.mktemp("tables")
    folder = top / "papers"
    folder.mkdir()
    for suffix in SUFFIXES:
        make_table(folder / f"oats{suffix}")
    paths = DataPaths.choose(str(top / "data")).create()
    WatchedFolders(paths.folders).add(folder)
    update = LibraryUpdate(paths, Settings())
    update.run()
    update.close()
    asking = Asking(paths, Settings)
    yield asking
    asking.close()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_price_in_march_is_the_cell_of_its_row(asking: Asking, suffix: str) -> None:
    (path,) = [row.path for row in asking.library.documents() if row.path.endswith(suffix)]
    *_, answer = asking.answer("What was the price in March?", approach=Approach.DOCUMENTS, scope=Scope((path,)))
    assert isinstance(answer, Answer)
    assert answer.text == "1.35 EUR [1]"
    (citation,) = answer.citations
    assert citation.path == path
    assert "March" in citation.quote
    assert "Keller" in citation.quote
    assert "February" not in citation.quote
