"""How many cells the rectangles around all filled cells of a binary workbook have, told without laying them out."""

import struct
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from desktop_app.errors import DamagedDocument, EncryptedDocument
from desktop_app.parsing.held_file import openable
from desktop_app.parsing.package import read_part
from desktop_app.parsing.source import MEGABYTE

MAX_STREAM = 100 * MEGABYTE
# Records of XLS: the numbers by which Microsoft's description names them.
_SUBSTREAM, _PASSWORD, _DIMENSIONS = 0x0809, 0x002F, 0x0200
_CELLS = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x0206, 0x0406, 0x027E, 0x00FD, 0x00D6, 0x00BD})
_MANY_CELLS = 0x00BD
# Records of XLSB.
_ROW = 0
_ROW_CELLS = frozenset(range(1, 12))


class _Extent:
    """The rectangle around the cells seen so far."""

    def __init__(self) -> None:
        self.rows = [0, -1]
        self.columns = [0, -1]

    def add(self, row: int, column: int) -> None:
        if self.rows[1] < 0:
            self.rows, self.columns = [row, row], [column, column]
        self.rows = [min(self.rows[0], row), max(self.rows[1], row)]
        self.columns = [min(self.columns[0], column), max(self.columns[1], column)]

    @property
    def cells(self) -> int:
        return (self.rows[1] - self.rows[0] + 1) * (self.columns[1] - self.columns[0] + 1)


def xls_extent(path: Path) -> int:
    """Return the sum over the sheets, what they declare included, because calamine makes room for that."""
    extent = _Extent()
    total = 0
    for kind, data in _xls_records(_workbook_stream(path)):
        if kind == _PASSWORD:
            raise EncryptedDocument
        if kind == _SUBSTREAM:
            total += extent.cells
            extent = _Extent()
        elif kind == _DIMENSIONS and len(data) >= 10:
            first, last, left, right = struct.unpack_from("<HHHH" if len(data) < 14 else "<IIHH", data)
            if last and right and (last < first or right < left):
                raise DamagedDocument
            total += max(1, last - first) * max(1, right - left)
        elif kind in _CELLS and len(data) >= 6:
            row, column = struct.unpack_from("<HH", data)
            extent.add(row, column)
            if kind == _MANY_CELLS:
                extent.add(row, struct.unpack_from("<H", data, len(data) - 2)[0])
    return total + extent.cells


def xlsb_extent(archive: zipfile.ZipFile) -> int:
    """Return the sum over the sheets."""
    total = 0
    for name in archive.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".bin"):
            extent = _Extent()
            row = 0
            for kind, data in _xlsb_records(read_part(archive, name, MAX_STREAM)):
                if kind == _ROW and len(data) >= 4:
                    row = struct.unpack_from("<I", data)[0]
                elif kind in _ROW_CELLS and len(data) >= 4:
                    extent.add(row, struct.unpack_from("<I", data)[0])
            total += extent.cells
    return total


def _workbook_stream(path: Path) -> bytes:
    import olefile

    try:
        with olefile.OleFileIO(openable(path)) as container:
            name = "Workbook" if container.exists("Workbook") else "Book"
            container.loadminifat()
            if container.get_size(name) > MAX_STREAM or _runs_in_circles(container.fat):
                raise DamagedDocument
            if _runs_in_circles(container.minifat):
                raise DamagedDocument
            return bytes(container.openstream(name).read())
    except Exception as error:  # olefile throws whatever broken bytes lead it to
        raise DamagedDocument from error


def _runs_in_circles(following: Sequence[int]) -> bool:
    """Whether some chain of sectors never ends; calamine would follow it until memory does."""
    seen = bytearray(len(following))  # 0: not yet, 1: on the way from here, 2: known to end
    for start in range(len(following)):
        way = []
        sector = start
        while sector < len(following) and not seen[sector]:
            seen[sector] = 1
            way.append(sector)
            sector = following[sector]
        if sector < len(following) and seen[sector] == 1:
            return True
        for passed in way:
            seen[passed] = 2
    return False


def _xls_records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _xlsb_records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place < len(stream):
        kind, place = _number(stream, place, 2)
        length, place = _number(stream, place, 4)
        yield kind, stream[place : place + min(length, 64)]
        place += length


def _number(stream: bytes, place: int, longest: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and the place behind it."""
    value = 0
    for index in range(longest):
        if place >= len(stream):
            break
        byte = stream[place]
        place += 1
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            break
    return value, place
