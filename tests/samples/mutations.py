"""Damages good files in the ways that find holes in parsers: bytes, lengths, order, and parts inside archives."""

import io
import random
import zipfile

EDGES = (
    b"\0",
    b"\xff",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x80\0\0\0",
    b"-1",
    b"99999999999",
    b"<",
)


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Return `data` with a few damages; of an archive, half the time with a part damaged and packed again."""
    if data.startswith(b"PK") and chance.random() < 0.5:
        return _with_damaged_part(data, chance)
    return _damaged(data, chance)


def _with_damaged_part(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    parts[name] = _damaged(parts[name], chance)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, contents in parts.items():
            archive.writestr(part, contents)
    return written.getvalue()


def _damaged(data: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        if not damaged:
            break
        at = chance.randrange(len(damaged))
        length = min(chance.choice((1, 2, 4, 16, 200)), len(damaged) - at)
        kind = chance.randrange(7)
        if kind == 0:
            damaged[at] = chance.randrange(256)
        elif kind == 1:
            damaged[at] ^= 1 << chance.randrange(8)
        elif kind == 2:
            del damaged[at : at + length]
        elif kind == 3:
            damaged[at:at] = damaged[at : at + length] * chance.choice((1, 2, 50))
        elif kind == 4:
            edge = chance.choice(EDGES)
            damaged[at : at + len(edge)] = edge
        elif kind == 5:
            other = chance.randrange(len(damaged))
            damaged[at : at + length] = damaged[other : other + length]
        elif chance.random() < 0.2:
            del damaged[at:]
    return bytes(damaged) or b"\0"
