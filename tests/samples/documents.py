"""Makes small documents for the tests: PDF, DOCX, HTML, Markdown and text, good and bad."""

import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import docx
from fpdf import FPDF
from fpdf.enums import AccessPermission, EncryptionMethod
from PIL import Image

from tests.samples.ole_files import make_ole

PARAGRAPH = "The lighthouse keeper counts seventeen white herons every morning before breakfast."
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TABLE = (("Bird", "Count"), ("Heron", "17"), ("Wombat", "4"))


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


def make_docx(path: Path, title: str = "", build: "Callable[[docx.document.Document], None] | None" = None) -> Path:
    """Write a DOCX with a heading, a paragraph, a list and a table, or what `build` adds to an empty one."""
    document = docx.Document()
    document.core_properties.title = title
    if build:
        build(document)
    else:
        document.add_heading("Herons", 1)
        document.add_paragraph(PARAGRAPH)
        document.add_paragraph("They stand still.", style="List Bullet")
        table = document.add_table(len(TABLE), len(TABLE[0]))
        for row, cells in zip(table.rows, TABLE, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    document.save(str(path))
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


def make_xlsx(
    path: Path,
    rows: Sequence[Sequence[str | float]] = (*TABLE, (PARAGRAPH, 1)),
    *,
    sheets: dict[str, str] | None = None,
    styles: str = "",
) -> Path:
    """Write a workbook of one sheet "Birds" with these rows, or of `sheets`: name → XML inside `sheetData`."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts = [cell for row in rows for cell in row if isinstance(cell, str)]
    if sheets is None:
        places = iter(range(len(texts)))
        cells = [
            "".join(f'<c t="s"><v>{next(places)}</v></c>' if isinstance(c, str) else f"<c><v>{c}</v></c>" for c in row)
            for row in rows
        ]
        sheets = {"Birds": "".join(f"<row>{row}</row>" for row in cells)}
    listed = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="r{i}"/>' for i, name in enumerate(sheets, 1))
    targets = "".join(
        f'<Relationship Id="r{i}" Type="{OFFICE}/worksheet" Target="worksheets/s{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{targets}</Relationships>",
        "xl/sharedStrings.xml": "<sst>" + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>",
    }
    parts |= {f"xl/worksheets/s{i}.xml": f'<worksheet xmlns="{space}"><sheetData>{data}</sheetData></worksheet>'
              for i, data in enumerate(sheets.values(), 1)}  # fmt: skip
    parts |= {"xl/styles.xml": styles} if styles else {}
    return make_zip(path, {name: text.encode() for name, text in parts.items()})


def make_pptx(path: Path, slides: Sequence[str] = (), notes: str = "") -> Path:
    """Write a presentation; each slide is the XML of its shapes, the first one carries `notes`."""
    slides = slides or (
        f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><a:p><a:t>Herons</a:t></a:p></p:sp>'
        f"<p:sp><a:p><a:t>{PARAGRAPH}</a:t></a:p></p:sp>",
    )
    space = 'xmlns:p="p" xmlns:a="a" xmlns:r="r"'
    ids = "".join(f'<p:sldId id="{255 + i}" r:id="r{i}"/>' for i in range(1, len(slides) + 1))
    targets = "".join(
        f'<Relationship Id="r{i}" Type="{OFFICE}/slide" Target="slides/s{i}.xml"/>' for i in range(1, len(slides) + 1)
    )
    parts = {
        "ppt/presentation.xml": f"<p:presentation {space}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": f"<Relationships>{targets}</Relationships>",
    }
    for i, shapes in enumerate(slides, 1):
        parts[f"ppt/slides/s{i}.xml"] = f"<p:sld {space}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"
    if notes:
        parts["ppt/slides/_rels/s1.xml.rels"] = (
            f'<Relationships><Relationship Id="n" Type="{OFFICE}/notesSlide" Target="../notes/n.xml"/></Relationships>'
        )
        parts["ppt/notes/n.xml"] = (
            f'<p:notes {space}><p:sp><p:ph type="body"/><a:p><a:t>{notes}</a:t></a:p></p:sp></p:notes>'
        )
    return make_zip(path, {name: text.encode() for name, text in parts.items()})


def make_open_document(path: Path, kind: str, body: str) -> Path:
    """Write an OpenDocument of `kind` ("text", "spreadsheet", "presentation") around the XML of its body."""
    space = " ".join(f'xmlns:{prefix}="{prefix}"' for prefix in ("office", "text", "table", "draw", "presentation"))
    content = (
        f"<office:document-content {space}><office:body><office:{kind}>{body}</office:{kind}></office:body>"
        "</office:document-content>"
    )
    kind_of_file = f"application/vnd.oasis.opendocument.{kind}"
    return make_zip(path, {"mimetype": kind_of_file.encode(), "content.xml": content.encode()})


def make_odt(path: Path) -> Path:
    return make_open_document(
        path, "text", f'<text:h text:outline-level="1">Herons</text:h><text:p>{PARAGRAPH}</text:p>'
    )


def make_ods(path: Path) -> Path:
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in (*TABLE, (PARAGRAPH, "1"))
    )
    return make_open_document(path, "spreadsheet", f'<table:table table:name="Birds">{rows}</table:table>')


def make_odp(path: Path) -> Path:
    frame = f"<draw:frame><draw:text-box><text:p>{PARAGRAPH}</text:p></draw:text-box></draw:frame>"
    return make_open_document(path, "presentation", f"<draw:page>{frame}</draw:page>")


def make_rtf(path: Path) -> Path:
    path.write_text(f"{{\\rtf1\\ansi{{\\fonttbl{{\\f0 Arial;}}}}\\b Herons\\b0\\par {PARAGRAPH}\\par}}", "ascii")
    return path


def make_epub(path: Path, chapters: dict[str, str] | None = None, **parts: bytes) -> Path:
    """Write a book; `chapters` are titles in its table of contents → HTML of the body."""
    chapters = chapters or {"Herons": f"<h1>Herons</h1><p>{PARAGRAPH}</p>"}
    items = "".join(f'<item id="c{i}" href="c{i}.xhtml"/>' for i in range(len(chapters)))
    spine = "".join(f'<itemref idref="c{i}"/>' for i in range(len(chapters)))
    points = "".join(
        f'<navPoint><navLabel><text>{title}</text></navLabel><content src="c{i}.xhtml#top"/></navPoint>'
        for i, title in enumerate(chapters)
    )
    ncx = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfile full-path="OEBPS/book.opf"/></container>',
        "OEBPS/book.opf": f"<package><manifest>{ncx}{items}</manifest><spine>{spine}</spine></package>",
        "OEBPS/toc.ncx": f"<ncx>{points}</ncx>",
    }
    members |= {f"OEBPS/c{i}.xhtml": f"<html><body>{body}</body></html>" for i, body in enumerate(chapters.values())}
    return make_zip(path, {name: text.encode() for name, text in members.items()} | parts)


MAIL = f"""From: =?utf-8?q?J=C3=BCrgen?= <juergen@example.org>\r
To: Ada <ada@example.org>\r
Subject: Herons\r
Date: Fri, 3 May 2024 10:00:00 +0200\r
\r
{PARAGRAPH}\r
"""


def make_eml(path: Path, text: str = MAIL) -> Path:
    path.write_text(text, "utf-8", newline="")
    return path


def make_mbox(path: Path, messages: Sequence[str] = (MAIL,)) -> Path:
    path.write_text("".join(f"From ada Fri May  3 10:00:00 2024\n{text}\n" for text in messages), "utf-8", newline="")
    return path


def make_mhtml(path: Path) -> Path:
    page = f"<html><title>Herons</title><body><p>{PARAGRAPH}</p></body></html>"
    return make_eml(
        path,
        "From: <Saved by Blink>\r\nSubject: Herons\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n--b--\r\n",
    )


def make_msg(path: Path, streams: dict[str, bytes] | None = None) -> Path:
    """Write an Outlook message, or a container of these `streams`."""
    moment = 133_591_968_000_000_000  # 3 May 2024, 08:00 UTC, in 100 ns from 1601
    properties = bytes(32) + (0x00390040).to_bytes(4, "little") + bytes(4) + moment.to_bytes(8, "little")
    return make_ole(
        path,
        streams
        or {
            "__properties_version1.0": properties,
            "__substg1.0_0037001F": "Herons".encode("utf-16-le"),
            "__substg1.0_0C1A001F": "Jürgen".encode("utf-16-le"),
            "__substg1.0_1000001F": PARAGRAPH.encode("utf-16-le"),
        },
    )


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


def make_xls(path: Path, cells: Sequence[tuple[int, int, str]] = ((0, 0, "Bird"), (1, 0, PARAGRAPH))) -> Path:
    """Write an Excel 97 workbook of one sheet "Birds" with texts at (row, column)."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def start(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 1996, 0, 6))

    end = record(0x000A, b"")
    name = bytes([5, 0]) + b"Birds"
    place = len(start(5)) + len(record(0x0085, bytes(6) + name)) + len(end)
    globals_ = start(5) + record(0x0085, struct.pack("<IH", place, 0) + name) + end
    texts = b"".join(
        record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 0) + text.encode("latin-1"))
        for row, column, text in cells
    )
    return make_ole(path, {"Workbook": globals_ + start(0x10) + texts + end})


def make_xlsb(path: Path, cells: Sequence[tuple[int, int, str]] = ((0, 0, "Bird"), (1, 0, PARAGRAPH))) -> Path:
    """Write a binary workbook of one sheet "Birds" with texts at (row, column)."""

    def record(kind: int, data: bytes = b"") -> bytes:
        number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
        length = len(data)
        return number + (bytes([length]) if length < 0x80 else bytes([length & 0x7F | 0x80, length >> 7])) + data

    def text(value: str) -> bytes:
        return struct.pack("<I", len(value)) + value.encode("utf-16-le")

    sheet = record(0x81) + record(0x94, struct.pack("<IIII", 0, 1, 0, 0)) + record(0x91)
    for row, column, value in cells:
        sheet += record(0, struct.pack("<IIHBBB", row, 0, 300, 0, 0, 0) + bytes(4))
        sheet += record(6, struct.pack("<II", column, 0) + text(value))
    sheet += record(0x92) + record(0x82)
    bundle = record(0x9C, struct.pack("<II", 0, 1) + text("r1") + text("Birds"))
    relation = f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.bin"/>'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return make_zip(
        path,
        {
            "xl/workbook.bin": record(0x83) + record(0x8F) + bundle + record(0x90) + record(0x84),
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{space}">{relation}</Relationships>'.encode(),
            "xl/worksheets/sheet1.bin": sheet,
        },
    )


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
}


def make_any(folder: Path, suffix: str) -> Path:
    """Write a good document of the format with this suffix; each holds PARAGRAPH."""
    return MAKERS[suffix](folder / f"herons{suffix}")


def make_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def docx_with_body(path: Path, body: str, **parts: str) -> Path:
    """Write a minimal DOCX around the XML of its body; `parts` (styles, numbering) are whole XML texts."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    main = f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    members = {"word/document.xml": main.encode()}
    members |= {f"word/{name}.xml": text.replace("<w:", "<w:", 1).encode() for name, text in parts.items()}
    return make_zip(path, members)


def png_bytes() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(written, "PNG")
    return written.getvalue()
