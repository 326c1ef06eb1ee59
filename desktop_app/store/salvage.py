"""What can still be had of a damaged library, so that nothing that took long is paid for twice.

Its files are read again, which takes minutes; embeddings and recognised pages take hours. They are
taken over as spares wherever they can be read and are what they claim to be: contents by their hash,
embeddings by their length. A damaged place costs what lies in it.
"""

import array
import math
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw

from desktop_app.errors import StoreError
from desktop_app.store.contents import stored_hash
from desktop_app.store.database import open_database, transaction

BLOCK = 500  # rows read at once
FARTHEST = 2**40  # rows to leap over before the rest of a table is given up
LENGTH_OFF = 0.01  # of an embedding from 1
_SAID = "cast(heading as blob), cast(text as blob)"  # a letter that changed may have made it no text
_UNREADABLE = (apsw.Error, UnicodeDecodeError)

Value = int | float | str | bytes | None  # what SQLite holds
Row = tuple[Value, ...]


def salvage(damaged: Path, db: apsw.Connection) -> int:
    """Take embeddings and recognised pages out of the library at `damaged` into the new one; return how many."""
    try:
        old = open_database(damaged, is_cut_off=True)
    except StoreError:
        return 0  # not even its beginning can be read
    with closing(old), transaction(db):
        return _take_embeddings(old, db) + _take_recognised(old, db)


def count_changed(db: apsw.Connection) -> int:
    """Return how many contents do not say what was written: SQLite sees no letter that changed on the disk."""
    return sum(stored_hash(*said) != hash_ for hash_, *said in db.execute(f"select hash, {_SAID} from contents"))


def _take_embeddings(old: apsw.Connection, db: apsw.Connection) -> int:
    embedders = {
        id_: (str(identity), int(dimensions), int(current))  # type: ignore[arg-type]
        for id_, identity, dimensions, current in _rows(old, "embedders", "id", "identity, dimensions, current")
    }
    ids = {id_: _embedder(db, *embedder) for id_, embedder in embedders.items()}
    dimensions = {id_: number for id_, (_, number, _) in embedders.items()}
    taken, now = 0, time.time()
    current = next((id_ for id_, (_, _, is_current) in embedders.items() if is_current), None)
    if current is not None:
        hashes = _hashes(old)
        for content, vector in _rows(old, "vectors", "content_id", "embedding"):
            if content in hashes and _is_embedding(vector, dimensions[current]):
                taken += _keep(db, hashes[content], ids[current], vector, now)
    for hash_, embedder, vector, kept_at in _all(
        old, "spare_vectors", "hash, embedder_id, vector, kept_at", by="hash, embedder_id"
    ):
        if embedder in ids and _is_embedding(vector, dimensions[embedder]):
            taken += _keep(db, hash_, ids[embedder], vector, kept_at)
    return taken


def _hashes(old: apsw.Connection) -> dict[Value, Value]:
    """Return the hashes of contents by id: from the table where the text bears them out, else from its index."""
    hashes: dict[Value, Value] = {
        id_: hash_
        for id_, hash_, *said in _rows(old, "contents", "id", f"hash, {_SAID}")
        if stored_hash(*said) == hash_  # type: ignore[arg-type]
    }
    for id_, hash_ in _all(old, "contents indexed by sqlite_autoindex_contents_1", "id, hash", by="hash"):
        hashes.setdefault(id_, hash_)
    return hashes


def _take_recognised(old: apsw.Connection, db: apsw.Connection) -> int:
    columns = "sha256, number, text, layout, kept_at"
    taken = 0
    for row in _all(old, "recognised_pages", columns, by="sha256, number"):
        if tuple(map(type, row)) == (bytes, int, str, bytes, float):
            db.execute(f"insert or ignore into recognised_pages ({columns}) values (?, ?, ?, ?, ?)", row)
            taken += db.changes()
    return taken


def _embedder(db: apsw.Connection, identity: str, dimensions: int, current: int) -> int:
    db.execute(
        "insert or ignore into embedders (identity, dimensions, current) values (?, ?, ?)",
        (identity, dimensions, current),
    )
    return int(db.execute("select id from embedders where identity = ?", (identity,)).get)


def _keep(db: apsw.Connection, hash_: Value, embedder: int, vector: Value, kept_at: Value) -> int:
    if not (isinstance(hash_, bytes) and isinstance(kept_at, float)):
        return 0
    db.execute(
        "insert or ignore into spare_vectors (hash, embedder_id, vector, kept_at) values (?, ?, ?, ?)",
        (hash_, embedder, vector, kept_at),
    )
    return db.changes()


def _is_embedding(vector: Value, dimensions: int) -> bool:
    if not isinstance(vector, bytes) or len(vector) != 4 * dimensions:
        return False
    length = math.hypot(*array.array("f", vector))
    return abs(length - 1.0) < LENGTH_OFF


def _rows(db: apsw.Connection, table: str, key: str, columns: str) -> Iterator[Row]:
    """Yield what can be read of a table with whole numbers as keys, leaping over what can't."""
    at, leap, limit = 0, 0, BLOCK
    while leap < FARTHEST:
        try:
            rows = db.execute(
                f"select {key}, {columns} from {table} where {key} > ? order by {key} limit ?", (at, limit)
            ).fetchall()
        except _UNREADABLE:
            leap, limit = (leap, 1) if limit > 1 else (max(1, leap * 2), 1)
            at += leap
            continue
        if not rows or rows[-1][0] <= at:  # type: ignore[operator]
            return
        yield from rows
        at, leap, limit = int(rows[-1][0]), 0, min(BLOCK, limit * 2)  # type: ignore[arg-type]


def _all(db: apsw.Connection, table: str, columns: str, by: str) -> Iterator[Row]:
    """Yield what can be read of a table from its beginning to the first damaged place, and from its end to the last."""
    for order in (by, ", ".join(f"{column} desc" for column in by.split(", "))):
        try:
            yield from db.execute(f"select {columns} from {table} order by {order}")
        except _UNREADABLE:
            continue
        return
