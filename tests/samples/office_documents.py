"""Makes small Office documents and books for the tests: Word, Excel, PowerPoint, OpenDocument, RTF, EPUB."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import docx

from tests.samples.ole_files import make_ole
from tests.samples.paragraph import PARAGRAPH, TABLE

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


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


def make_ods(path: Path, table: Sequence[Sequence[str]] = (*TABLE, (PARAGRAPH, "1"))) -> Path:
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in table
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


def make_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def encrypted_zip(name: str, data: bytes, password: bytes) -> bytes:
    """Return an archive of one file with the old cipher of ZIP, which is the one that zipfile reads."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = zlib.crc32(bytes([byte]), keys[0] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = zlib.crc32(bytes([keys[1] >> 24]), keys[2] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def encrypt(byte: int) -> int:
        mixed = (keys[2] | 2) & 0xFFFF
        update(byte)
        return byte ^ ((mixed * (mixed ^ 1)) >> 8 & 0xFF)

    for byte in password:
        update(byte)
    checksum = zlib.crc32(data)
    kept = bytes(encrypt(byte) for byte in bytes(11) + bytes([checksum >> 24]) + data)
    fields = struct.pack("<HHHHHIIIHH", 20, 1, 0, 0, 33, checksum, len(kept), len(data), len(name), 0)
    local = b"PK\x03\x04" + fields + name.encode() + kept
    listed = b"PK\x01\x02\x14\x00" + fields + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name.encode()
    return local + listed + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, len(listed), len(local), 0)


def docx_with_body(path: Path, body: str, **parts: str) -> Path:
    """Write a minimal DOCX around the XML of its body; `parts` (styles, numbering) are whole XML texts."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    main = f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    members = {"word/document.xml": main.encode()}
    members |= {f"word/{name}.xml": text.replace("<w:", "<w:", 1).encode() for name, text in parts.items()}
    return make_zip(path, members)
