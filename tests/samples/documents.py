"""Makes small documents for the tests, good and bad; Office documents and mail have modules of their own."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import AccessPermission, EncryptionMethod
from PIL import Image

from tests.samples.mail_documents import make_eml, make_mbox, make_mhtml, make_msg
from tests.samples.office_documents import (
    make_docx,
    make_epub,
    make_odp,
    make_ods,
    make_odt,
    make_pptx,
    make_rtf,
    make_xls,
    make_xlsb,
    make_xlsx,
    make_zip,
)
from tests.samples.old_office_documents import make_doc, make_ppt
from tests.samples.paragraph import PARAGRAPH, TABLE
from tests.samples.pictures import draw_lines, make_picture, make_scan


@dataclass(frozen=True)
class Big:
    """A heading in larger letters on a PDF page."""

    text: str


def make_pdf(
    path: Path,
    pages: Sequence[Sequence[str | Big]] = ((Big("Herons"), PARAGRAPH),),
    *,
    title: str = "",
    user_password: str = "",
    owner_password: str = "",
) -> Path:
    """Write a PDF in Helvetica, 11 points, one paragraph under the other."""
    pdf = FPDF(format="A4")
    if title:
        pdf.set_title(title)
    if owner_password:
        pdf.set_encryption(
            owner_password, user_password, encryption_method=EncryptionMethod.RC4, permissions=AccessPermission.none()
        )
    for blocks in pages:
        pdf.add_page()
        for block in blocks:
            is_big = isinstance(block, Big)
            pdf.set_font("helvetica", "B" if is_big else "", 18 if is_big else 11)
            text = block.text if isinstance(block, Big) else block
            pdf.multi_cell(0, 9 if is_big else 5, text, new_x="LMARGIN", new_y="NEXT", align="L")
            pdf.ln(5)
    pdf.output(str(path))
    return path


def make_lines_pdf(path: Path, lines: Sequence[tuple[float, float, str]], size: float = 11) -> Path:
    """Write a PDF whose lines stand where they are put: millimetres from the left and the top, in this order."""
    pdf = FPDF(format="A4")
    pdf.add_page()
    pdf.set_font("helvetica", "", size)
    for x, y, text in lines:
        pdf.text(x, y, text)
    pdf.output(str(path))
    return path


def make_picture_pdf(path: Path) -> Path:
    """Write a PDF that shows a grey square and holds no text."""
    pdf = FPDF()
    pdf.add_page()
    pdf.image(Image.new("L", (40, 40), 128), x=20, y=20, w=60)
    pdf.output(str(path))
    return path


def make_form_pdf(path: Path, label: str, value: str) -> Path:
    """Write a PDF with a label and a filled field to its right (no cross-reference table: PDFium rebuilds it)."""
    draw = f"BT /F 11 Tf 40 700 Td ({label}) Tj ET"
    seen = "0 0 200 20 re f"
    path.write_text(
        f"""%PDF-1.7
1 0 obj <</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]/DR<</Font<</F 5 0 R>>>>/DA(/F 11 Tf 0 g)>>>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[6 0 R]>>
endobj
4 0 obj <</Length {len(draw)}>> stream
{draw}
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
6 0 obj <</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V({value})/Rect[200 695 400 715]/F 4/P 3 0 R/AP<</N 7 0 R>>>> endobj
7 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 200 20]/Length {len(seen)}>> stream
{seen}
endstream endobj
trailer <</Root 1 0 R/Size 8>>
%%EOF
"""
    )
    return path


def make_html(path: Path, body: str = "", title: str = "Herons") -> Path:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE)
    body = body or f"<h1>Herons</h1><p>{PARAGRAPH}</p><table>{rows}</table>"
    path.write_text(f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>", "utf-8")
    return path


def make_markdown(path: Path) -> Path:
    rows = "\n".join("| " + " | ".join(row) + " |" for row in (TABLE[0], ("---", "---"), *TABLE[1:]))
    path.write_text(f"# Herons\n\n{PARAGRAPH}\n\n{rows}\n", "utf-8")
    return path


def make_text(path: Path) -> Path:
    path.write_text(f"Herons\n\n{PARAGRAPH}\n", "utf-8")
    return path


def make_csv(path: Path, rows: Sequence[Sequence[str]] = (*TABLE, (PARAGRAPH, "1")), separator: str = ",") -> Path:
    path.write_text("".join(separator.join(row) + "\n" for row in rows), "utf-8")
    return path


def make_tsv(path: Path) -> Path:
    return make_csv(path, separator="\t")


def make_json(path: Path) -> Path:
    path.write_text(json.dumps({"name": "Herons", "notes": {"text": PARAGRAPH, "more": [{"a": [[1]]}]}}), "utf-8")
    return path


def make_jsonl(path: Path) -> Path:
    path.write_text("".join(json.dumps({"bird": bird, "text": PARAGRAPH}) + "\n" for bird in ("Heron", "Owl")), "utf-8")
    return path


def make_ipynb(path: Path) -> Path:
    code = {"cell_type": "code", "source": ["print(17)"], "outputs": [{"output_type": "stream", "text": ["17\n"]}]}
    cells = [{"cell_type": "markdown", "source": ["# Herons\n", "\n", PARAGRAPH]}, code]
    path.write_text(json.dumps({"nbformat": 4, "cells": cells}), "utf-8")
    return path


def make_xml(path: Path) -> Path:
    path.write_text(
        f"<birds><title>Herons</title><note>{PARAGRAPH}</note><count year='2024'>17</count></birds>", "utf-8"
    )
    return path


def make_rst(path: Path) -> Path:
    path.write_text(f"Herons\n======\n\n{PARAGRAPH}\n", "utf-8")
    return path


def make_org(path: Path) -> Path:
    path.write_text(f"* Herons\n\n{PARAGRAPH}\n\n| Bird | Count |\n|------+-------|\n| Heron | 17 |\n", "utf-8")
    return path


def make_tex(path: Path) -> Path:
    start = "\\documentclass{article}\n\\title{Herons}\n\\begin{document}\n\\section{Counts}\n"
    path.write_text(f"{start}{PARAGRAPH}\n\\end{{document}}\n", "utf-8")
    return path


def make_code(path: Path) -> Path:
    path.write_text(f"def count():\n    return 17  # {PARAGRAPH}\n", "utf-8")
    return path


def make_srt(path: Path) -> Path:
    path.write_text(f"1\n00:12:05,000 --> 00:12:08,500\n<i>{PARAGRAPH}</i>\n", "utf-8")
    return path


def make_vtt(path: Path) -> Path:
    path.write_text(f"WEBVTT\n\n12:05.000 --> 12:08.500\n<v Ada>{PARAGRAPH}\n", "utf-8")
    return path


def make_sqlite(path: Path) -> Path:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database:
        database.execute("create table birds (name text, count integer)")
        database.executemany("insert into birds values (?, ?)", [("Heron", 17), (PARAGRAPH, None)])
        database.commit()
    return path


def make_archive(path: Path) -> Path:
    return make_zip(path, {"papers/herons.txt": PARAGRAPH.encode()})


MAKERS: dict[str, Callable[[Path], Path]] = {
    ".pdf": make_pdf,
    ".docx": make_docx,
    ".html": make_html,
    ".md": make_markdown,
    ".txt": make_text,
    ".csv": make_csv,
    ".tsv": make_tsv,
    ".xlsx": make_xlsx,
    ".xls": make_xls,
    ".xlsb": make_xlsb,
    ".pptx": make_pptx,
    ".odt": make_odt,
    ".ods": make_ods,
    ".odp": make_odp,
    ".rtf": make_rtf,
    ".epub": make_epub,
    ".eml": make_eml,
    ".mbox": make_mbox,
    ".mhtml": make_mhtml,
    ".msg": make_msg,
    ".json": make_json,
    ".jsonl": make_jsonl,
    ".ipynb": make_ipynb,
    ".xml": make_xml,
    ".rst": make_rst,
    ".org": make_org,
    ".tex": make_tex,
    ".py": make_code,
    ".srt": make_srt,
    ".vtt": make_vtt,
    ".sqlite": make_sqlite,
    ".png": make_picture,
    ".tiff": make_scan,
    ".doc": make_doc,
    ".ppt": make_ppt,
    ".zip": make_archive,
}


def make_any(folder: Path, suffix: str) -> Path:
    """Write a good document of the format with this suffix; each holds PARAGRAPH."""
    return MAKERS[suffix](folder / f"herons{suffix}")


def make_png(path: Path) -> Path:
    draw_lines().save(path, "PNG")
    return path
