"""One table in every format that can hold one; some of its cells are empty, the last ones among them."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import docx
import docx.document

from tests.samples.documents import make_csv, make_lines_pdf
from tests.samples.office_documents import (
    make_docx,
    make_epub,
    make_ods,
    make_open_document,
    make_pptx,
    make_xls,
    make_xlsb,
    make_xlsx,
)

GRID: Sequence[Sequence[str]] = (
    ("Fruit", "March", "April", "Note"),
    ("Apples", "3.10", "2.90", "ripe"),
    ("Pears", "4.20", "", ""),
    ("Quinces", "", "5.15", "late"),
    ("Plums", "1.75", "", ""),
    ("Cherries", "6.40", "7.30", ""),
)


def _html_table(tag: str = "td") -> str:
    first, *rest = GRID
    head = "".join(f"<th>{cell}</th>" for cell in first)
    return f"<table><tr>{head}</tr>{''.join(_marked_row(row, tag) for row in rest)}</table>"


def _marked_row(row: Sequence[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in row) + "</tr>"


def _places() -> list[tuple[int, int, str]]:
    return [(row, column, cell) for row, cells in enumerate(GRID) for column, cell in enumerate(cells) if cell]


def _piped(edge: str = "|") -> list[str]:
    return [f"{edge} {' | '.join(row)} {edge}" for row in GRID]


def make_grid_html(path: Path) -> Path:
    path.write_text(f"<body>{_html_table()}</body>", "utf-8")
    return path


def make_grid_markdown(path: Path) -> Path:
    head, *rest = _piped()
    path.write_text("\n".join([head, "| - | - | - | - |", *rest]), "utf-8")
    return path


def make_grid_org(path: Path) -> Path:
    head, *rest = _piped()
    path.write_text("\n".join([head, "|---+---+---+---|", *rest]), "utf-8")
    return path


def make_grid_rst(path: Path) -> Path:
    border = "+----------+-------+-------+------+"
    rows = ["|" + "|".join(f" {cell}".ljust(wide) for cell, wide in zip(row, (10, 7, 7, 6), strict=True)) + "|"
            for row in GRID]  # fmt: skip
    lines = [border, rows[0], border.replace("-", "="), *(line for row in rows[1:] for line in (row, border))]
    path.write_text("\n".join(lines), "utf-8")
    return path


def make_grid_tex(path: Path) -> Path:
    rows = "\n".join(" & ".join(row) + " \\\\" for row in GRID)
    path.write_text(f"\\begin{{tabular}}{{lrr|p{{3cm}}}}\n\\hline\n{rows}\n\\hline\n\\end{{tabular}}\n", "utf-8")
    return path


def make_grid_xlsx(path: Path) -> Path:
    rows = dict.fromkeys(range(len(GRID)), "")
    for row, column, cell in _places():
        rows[row] += f'<c r="{"ABCD"[column]}{row + 1}" t="inlineStr"><is><t>{cell}</t></is></c>'
    data = "".join(f'<row r="{row + 1}">{cells}</row>' for row, cells in rows.items())
    return make_xlsx(path, sheets={"Prices": data})


def make_grid_docx(path: Path) -> Path:
    def build(document: docx.document.Document) -> None:
        table = document.add_table(len(GRID), len(GRID[0]))
        for row, cells in zip(table.rows, GRID, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text

    return make_docx(path, build=build)


def make_grid_pptx(path: Path) -> Path:
    rows = "".join(
        f"<a:tr>{''.join(f'<a:tc><a:p><a:t>{cell}</a:t></a:p></a:tc>' for cell in row)}</a:tr>" for row in GRID
    )
    return make_pptx(path, (f'<p:graphicFrame><a:tbl><a:tblPr firstRow="1"/>{rows}</a:tbl></p:graphicFrame>',))


def make_grid_odt(path: Path) -> Path:
    rows = "".join(
        f"<table:table-row>{''.join(f'<table:table-cell><text:p>{c}</text:p></table:table-cell>' for c in row)}"
        "</table:table-row>"
        for row in GRID
    )
    return make_open_document(path, "text", f"<table:table>{rows}</table:table>")


def make_grid_rtf(path: Path) -> Path:
    rows = "".join("\\trowd\\cellx1\\cellx2\\cellx3\\cellx4\\intbl " + "".join(f"{c}\\cell " for c in row) + "\\row\n"
                   for row in GRID)  # fmt: skip
    path.write_text(f"{{\\rtf1\\ansi {rows}\\pard The end.\\par}}", "ascii")
    return path


def make_grid_eml(path: Path) -> Path:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "anna@example.org", "jonas@example.org", "Prices"
    mail.set_content(f"<html><body>{_html_table()}</body></html>", subtype="html")
    path.write_bytes(mail.as_bytes())
    return path


def make_grid_sqlite(path: Path) -> Path:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"create table prices ({', '.join(f'{name} text' for name in GRID[0])})")
        database.executemany("insert into prices values (?, ?, ?, ?)", [[c or None for c in row] for row in GRID[1:]])
        database.commit()
    return path


def _things() -> list[dict[str, str | None]]:
    return [{name: cell or None for name, cell in zip(GRID[0], row, strict=True)} for row in GRID[1:]]


def make_grid_json(path: Path) -> Path:
    path.write_text(json.dumps(_things()), "utf-8")
    return path


def make_grid_jsonl(path: Path) -> Path:
    path.write_text("\n".join(json.dumps(thing) for thing in _things()), "utf-8")
    return path


def make_grid_ipynb(path: Path) -> Path:
    text = make_grid_markdown(path).read_text("utf-8")
    cell = {"cell_type": "markdown", "source": text, "metadata": {}}
    path.write_text(json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}), "utf-8")
    return path


def make_grid_pdf(path: Path) -> Path:
    lines = [(20 + 40 * column, 40 + 6 * row, cell) for row, column, cell in _places()]
    return make_lines_pdf(path, lines)


GRID_MAKERS: dict[str, Callable[[Path], Path]] = {
    ".csv": lambda path: make_csv(path, GRID),
    ".tsv": lambda path: make_csv(path, GRID, "\t"),
    ".xlsx": make_grid_xlsx,
    ".xls": lambda path: make_xls(path, _places()),
    ".xlsb": lambda path: make_xlsb(path, _places()),
    ".ods": lambda path: make_ods(path, GRID),
    ".odt": make_grid_odt,
    ".docx": make_grid_docx,
    ".pptx": make_grid_pptx,
    ".rtf": make_grid_rtf,
    ".html": make_grid_html,
    ".epub": lambda path: make_epub(path, {"Prices": _html_table()}),
    ".eml": make_grid_eml,
    ".md": make_grid_markdown,
    ".org": make_grid_org,
    ".rst": make_grid_rst,
    ".tex": make_grid_tex,
    ".ipynb": make_grid_ipynb,
    ".sqlite": make_grid_sqlite,
    ".json": make_grid_json,
    ".jsonl": make_grid_jsonl,
    ".pdf": make_grid_pdf,
}
