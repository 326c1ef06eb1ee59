"""The signs of embeddings, packed and kept in blocks: what a search looks through instead of the embeddings.

A block holds the signs of up to BLOCK neighbouring content ids: their places in the block,
and one bit a dimension, padded to whole 64-bit words. Whatever changes a block gives it
the next version, so a reader loads only the blocks that changed, and one that starts anew reads
48 bytes a passage instead of 1,536. Blocks are emptied, never deleted: a reader would not notice.

Every function runs inside its caller's transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import apsw
import numpy as np
from numpy.typing import NDArray

BLOCK = 1024  # small enough to be written again for each batch of embeddings, large enough to be searched at once
WORD = 64  # bits
_PLACE = "<u2"

SIGN_TABLE = (
    "create table sign_blocks (block integer primary key, version integer not null,"
    " places blob not null, signs blob not null) strict"
)
SIGN_INDEX = "create index sign_blocks_by_version on sign_blocks (version)"

Places = NDArray[np.uint16]
Signs = NDArray[np.uint64]  # a row a content


def words_of(dimensions: int) -> int:
    """Return how many 64-bit words the signs of one embedding take."""
    return -(-dimensions // WORD)


def pack_signs(embeddings: NDArray[np.float32]) -> Signs:
    """Return one row of packed signs per row of `embeddings`; a bit is set where the value is positive."""
    count, dimensions = embeddings.shape
    padded = np.zeros((count, words_of(dimensions) * WORD), dtype=bool)
    padded[:, :dimensions] = embeddings > 0
    return np.packbits(padded, axis=1, bitorder="little").view("<u8")


def unpack_block(places: bytes, signs: bytes) -> tuple[Places, Signs]:
    """Return what a block's two blobs hold: places in the block, and a row of signs for each."""
    at = np.frombuffer(places, dtype=_PLACE)
    if not len(at):
        return at, np.zeros((0, 0), dtype="<u8")
    return at, np.frombuffer(signs, dtype="<u8").reshape(len(at), -1)


def add_signs(db: apsw.Connection, embeddings: Sequence[tuple[int, bytes]]) -> None:
    """Add the signs of (content, float32 embedding) pairs; a content that is there already is replaced."""
    ordered = sorted(embeddings)
    for block, group in groupby(ordered, key=lambda pair: pair[0] // BLOCK):
        pairs = list(group)
        new = np.array([content_id % BLOCK for content_id, _ in pairs], dtype=_PLACE)
        rows = pack_signs(np.stack([np.frombuffer(embedding, dtype="<f4") for _, embedding in pairs]))
        places, signs = _without(*_read(db, block), new)
        if len(places):
            new, rows = np.concatenate([places, new]), np.concatenate([signs, rows])
        _write(db, block, new, rows)


def drop_signs(db: apsw.Connection, content_ids: Iterable[int]) -> None:
    """Take contents out; those that are not there are passed over."""
    for block, group in groupby(sorted(content_ids), key=lambda content_id: content_id // BLOCK):
        gone = np.array([content_id % BLOCK for content_id in group], dtype=_PLACE)
        places, signs = _read(db, block)
        kept, rows = _without(places, signs, gone)
        if len(kept) < len(places):
            _write(db, block, kept, rows)


def drop_all_signs(db: apsw.Connection) -> None:
    """Empty every block."""
    db.execute("update sign_blocks set places = x'', signs = x'', version = ?", (_next_version(db),))


def rebuild_signs(db: apsw.Connection) -> None:
    """Make the blocks anew from the embeddings in `vectors`."""
    drop_all_signs(db)
    for pairs in _blocks_of(db.execute("select content_id, embedding from vectors order by content_id")):
        add_signs(db, pairs)


def _blocks_of(rows: Iterable[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    for _, group in groupby(rows, key=lambda row: row[0] // BLOCK):
        yield list(group)


def _read(db: apsw.Connection, block: int) -> tuple[Places, Signs]:
    rows = db.execute("select places, signs from sign_blocks where block = ?", (block,)).fetchall()
    return unpack_block(*rows[0]) if rows else unpack_block(b"", b"")  # type: ignore[arg-type]


def _without(places: Places, signs: Signs, gone: Places) -> tuple[Places, Signs]:
    kept = ~np.isin(places, gone)
    return places[kept], signs[kept]


def _write(db: apsw.Connection, block: int, places: Places, signs: Signs) -> None:
    db.execute(
        "insert into sign_blocks (block, version, places, signs) values (?, ?, ?, ?) on conflict (block) do update"
        " set version = excluded.version, places = excluded.places, signs = excluded.signs",
        (block, _next_version(db), places.astype(_PLACE).tobytes(), np.ascontiguousarray(signs).tobytes()),
    )


def _next_version(db: apsw.Connection) -> int:
    return int(db.execute("select coalesce(max(version), 0) + 1 from sign_blocks").fetchall()[0][0])  # type: ignore[arg-type]
