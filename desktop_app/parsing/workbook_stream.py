"""The cells of an XLSX sheet and the texts its cells share, as events of a parser that builds no tree."""

import zipfile
from collections.abc import Iterator, Sequence

from lxml import etree

from desktop_app.errors import DamagedDocument, DocumentTooLarge
from desktop_app.parsing.sheet_formats import NumberLook, number_text
from desktop_app.parsing.sheet_pages import MAX_ROW, Row

BLOCK = 64 * 1024
MAX_SHARED = 60_000_000  # characters; all texts of a workbook are in memory at once
LAST_COLUMN = 16_384


def read_shared_texts(archive: zipfile.ZipFile) -> Sequence[str]:
    """Return the texts that cells name by their number."""
    name = next((part for part in archive.namelist() if part.lower() == "xl/sharedstrings.xml"), "")
    if not name:
        return ()
    target = _SharedTexts()
    for _ in _feed(archive, name, target):
        pass
    return target.texts


def read_rows(
    archive: zipfile.ZipFile, part: str, shared: Sequence[str], looks: Sequence[NumberLook], *, from_1904: bool
) -> Iterator[Row]:
    """Yield the rows of a sheet that hold something, as they are read."""
    target = _Cells(shared, looks, from_1904)
    for _ in _feed(archive, part, target):
        yield from target.rows
        target.rows.clear()


def _feed(archive: zipfile.ZipFile, name: str, target: object) -> Iterator[None]:
    """Read a part in blocks; yield after each."""
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        with archive.open(name) as part:
            while block := part.read(BLOCK):
                parser.feed(block)
                yield
        parser.close()
    except etree.XMLSyntaxError as error:
        raise DamagedDocument from error
    yield


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


class _Listener:
    """What both listeners have in common: no sheet declares a document type, unless to swell by its entities."""

    def doctype(self, *_: object) -> None:
        raise DamagedDocument("The workbook defines words of its own that would swell; save it again with Excel.")

    def close(self) -> None:
        """Nothing is left to do."""


class _SharedTexts(_Listener):
    """Gathers the text of each `si`; phonetic guides (`rPh`) are no part of it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._takes = False
        self._guide = False
        self._length = 0

    def start(self, tag: str, _attributes: object) -> None:
        name = _local(tag)
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._guide = True
        self._takes = name == "t" and not self._guide

    def data(self, text: str) -> None:
        if self._takes:
            self._parts.append(text)
            self._length += len(text)
            if self._length > MAX_SHARED:
                raise DocumentTooLarge

    def end(self, tag: str) -> None:
        name = _local(tag)
        self._takes = False
        if name == "si":
            self.texts.append("".join(self._parts))
        elif name == "rPh":
            self._guide = False


class _Cells(_Listener):
    """Gathers the cells of each row; `rows` holds those that ended and were not taken yet."""

    def __init__(self, shared: Sequence[str], looks: Sequence[NumberLook], from_1904: bool) -> None:
        self.rows: list[Row] = []
        self._shared, self._looks, self._from_1904 = shared, looks, from_1904
        self._row = 0
        self._column = -1
        self._kind = self._style = ""
        self._cells: dict[int, str] = {}
        self._length = 0
        self._parts: list[str] = []
        self._takes = self._guide = False

    def start(self, tag: str, attributes: "etree._Attrib") -> None:
        name = _local(tag)
        if name == "row":
            written = attributes.get("r", "")
            self._row = int(written) if written.isascii() and written.isdigit() and len(written) < 9 else self._row + 1
            self._cells, self._column, self._length = {}, -1, 0
        elif name == "c":
            self._column = _column(attributes.get("r", ""), self._column + 1)
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._parts = []
        elif name == "rPh":
            self._guide = True
        self._takes = name == "v" or (name == "t" and not self._guide)

    def data(self, text: str) -> None:
        if self._takes:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        name = _local(tag)
        self._takes = False
        if name == "rPh":
            self._guide = False
        elif name == "c" and self._parts and self._column < LAST_COLUMN:
            text = self._text("".join(self._parts))
            self._parts = []
            self._length += len(text)
            if self._length > MAX_ROW:
                raise DocumentTooLarge("One row of a sheet is as long as a book; it is left unread.")
            if text.strip():
                self._cells[self._column] = text
        elif name == "row" and self._cells:
            self.rows.append(Row(self._row, self._cells))
            self._cells = {}

    def _text(self, written: str) -> str:
        if self._kind == "s":
            index = int(written) if written.isascii() and written.isdigit() and len(written) < 10 else -1
            return self._shared[index] if 0 <= index < len(self._shared) else ""
        if self._kind == "b":
            return "TRUE" if written.strip() == "1" else "FALSE"
        if self._kind != "n":
            return written
        style = int(self._style) if self._style.isascii() and self._style.isdigit() and len(self._style) < 9 else -1
        look = self._looks[style] if 0 <= style < len(self._looks) else NumberLook.NUMBER
        return number_text(written, look, from_1904=self._from_1904)


def _column(reference: str, otherwise: int) -> int:
    """Return the column of "BC12" from 0; cells without a place follow the one before."""
    column = 0
    for sign in reference[:4]:
        if not ("A" <= sign <= "Z"):
            break
        column = column * 26 + ord(sign) - ord("A") + 1
    return column - 1 if column else otherwise
