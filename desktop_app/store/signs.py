"""Which contents may be near a question: by the signs of their embeddings, held in memory.

The share of signs that two embeddings have in common grows with their cosine, so the few
hundred contents whose signs agree most hold nearly all of the nearest; their true cosines are
computed from the embeddings on the disk (nearest.py). 48 bytes a passage for 384 dimensions.
"""

from collections.abc import Iterable

import apsw
import numpy as np
from numpy.typing import NDArray

from desktop_app.store.sign_blocks import BLOCK, Places, pack_signs, unpack_block

SIFTED = 8  # times as many are looked at twice as are wanted

Ids = NDArray[np.int64]
Columns = NDArray[np.uint64]  # a row a 64-bit word, a column a content: each is searched in one go


class Signs:
    """The signs of one library, kept in step by `catch_up`. Use from one thread."""

    def __init__(self) -> None:
        self._db: apsw.Connection | None = None
        self._version = -1
        self._blocks: dict[int, tuple[Places, Columns]] = {}
        self._ids: Ids | None = None  # of all contents, in the order of the blocks; None until asked for

    @property
    def count(self) -> int:
        return sum(len(places) for places, _ in self._blocks.values())

    @property
    def bytes(self) -> int:
        """Memory that the signs take."""
        blocks = sum(places.nbytes + columns.nbytes for places, columns in self._blocks.values())
        return blocks + (0 if self._ids is None else self._ids.nbytes)

    def catch_up(self, db: apsw.Connection) -> None:
        """Load what changed since the last time; all of it from another database."""
        if db is not self._db:
            self._db, self._version, self._blocks, self._ids = db, -1, {}, None
        changed = db.execute(
            "select block, version, places, signs from sign_blocks where version > ?", (self._version,)
        )
        newest = self._version
        for number, version, places, signs in changed:
            newest, self._ids = max(newest, version), None
            at, rows = unpack_block(places, signs)
            if len(at):
                self._blocks[number] = at, np.ascontiguousarray(rows.T)
            else:
                self._blocks.pop(number, None)
        self._version = newest

    def candidates(
        self, embedding: NDArray[np.float32], limit: int, within: Iterable[int] | None = None, *, sifted: int = SIFTED
    ) -> list[int]:
        """Return up to `limit` contents whose signs agree most with `embedding`.

        `sifted` times as many that have the most signs in common are ordered once more, by what each
        sign weighs in the question.
        `within` names the contents that count; None is all. Up to `limit` contents, that is all of them.
        """
        question = pack_signs(embedding.reshape(1, -1)).T
        if not self._blocks or any(len(columns) != len(question) for _, columns in self._blocks.values()):
            return []
        ids = self._all_ids()
        differing = np.concatenate([_differing(columns, question) for _, columns in self._blocks.values()])
        if within is not None:
            counts = np.zeros(int(ids.max()) + BLOCK, dtype=bool)
            wanted = np.fromiter(within, dtype=np.int64)
            counts[wanted[wanted < len(counts)]] = True
            inside = np.flatnonzero(counts[ids])
            if not len(inside):
                return []
            at = inside[differing[inside] <= _bound(differing[inside], sifted * limit)]
        else:
            at = np.flatnonzero(differing <= _bound(differing, sifted * limit))
        if len(at) > limit:
            at = at[np.argpartition(-self._agreement(at, embedding), limit)[:limit]]
        found: list[int] = ids[at].tolist()
        return found

    def _agreement(self, at: NDArray[np.int64], embedding: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how well signs agree with an embedding, its large values counting for more; `at` rises."""
        blocks = [columns for _, columns in self._blocks.values()]
        ends = np.cumsum([columns.shape[1] for columns in blocks])
        cuts = np.searchsorted(at, ends)
        rows = [
            columns[:, at[start:cut] - (end - columns.shape[1])]
            for columns, start, cut, end in zip(blocks, [0, *cuts[:-1]], cuts, ends, strict=True)
            if cut > start
        ]
        packed = np.ascontiguousarray(np.concatenate(rows, axis=1).T)
        signs = np.unpackbits(packed.view(np.uint8), axis=1, bitorder="little", count=len(embedding))
        agreement: NDArray[np.float32] = signs.astype(np.float32) @ embedding
        return agreement

    def _all_ids(self) -> Ids:
        if self._ids is None:
            self._ids = np.concatenate(
                [number * BLOCK + places.astype(np.int64) for number, (places, _) in self._blocks.items()]
            )
        return self._ids


def _differing(columns: Columns, question: Columns) -> NDArray[np.uint16]:
    """Return how many signs each content has otherwise than the question."""
    differing: NDArray[np.uint16] = np.add.reduce(np.bitwise_count(columns ^ question), axis=0, dtype=np.uint16)
    return differing


def _bound(differing: NDArray[np.uint16], limit: int) -> int:
    """Return the least number of differing signs that at least `limit` contents don't exceed."""
    so_many = np.cumsum(np.bincount(differing))
    return int(np.searchsorted(so_many, min(limit, len(differing))))
