"""Writes small OLE containers for the tests: some streams, all in the top storage."""

import struct
from pathlib import Path

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SMALLEST = 4096  # a shorter stream would have to stand in the "mini stream"


def make_ole(path: Path, streams: dict[str, bytes]) -> Path:
    """Write `streams` one after the other; short ones are filled up with zeros to 4096 bytes."""
    filled = {name: data.ljust(SMALLEST, b"\0") for name, data in streams.items()}
    entries = [_entry("Root Entry", 5, END, 0, child=1 if filled else FREE)]
    body = b""
    chains: list[int] = []
    place = 1
    for index, (name, data) in enumerate(filled.items(), 1):
        count = -(-len(data) // SECTOR)
        right = index + 1 if index < len(filled) else FREE
        entries.append(_entry(name, 2, place, len(data), right=right))
        chains += [*range(place + 1, place + count), END]
        body += data.ljust(count * SECTOR, b"\0")
        place += count
    directory = b"".join(entries)
    sectors = -(-len(directory) // SECTOR)
    directory = directory.ljust(sectors * SECTOR, b"\0")
    fat = [FAT, *chains, *range(place + 1, place + sectors), END]
    assert len(fat) <= SECTOR // 4, "one sector of chains must do"
    fat += [FREE] * (SECTOR // 4 - len(fat))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, place, 0, SMALLEST, END, 0, END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", FREE) * 108
    path.write_bytes(header + struct.pack(f"<{len(fat)}I", *fat) + body + directory)
    return path


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE, right: int = FREE) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", FREE, right, child)
    return (
        wide.ljust(64, b"\0")
        + struct.pack("<HBB", len(wide), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
