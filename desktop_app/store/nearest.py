"""The contents whose embeddings are nearest to a question's, within a scope.

Signs in memory choose the candidates, embeddings on the disk rank them. With up to RESCORED
contents in scope the search is exact.
"""

import json
import math
from collections.abc import Sequence

import apsw
import numpy as np
from numpy.typing import NDArray

from desktop_app.domain import Scope
from desktop_app.store.scope import scope_conditions
from desktop_app.store.signs import Signs

# So many whose signs agree most hold 99 % of the nearest twenty in a made-up library of a million (packaging/bench).
RESCORED = 1000
_MARGIN = 1.5  # more candidates than a scope's share asks for, so that a second look is seldom needed

_IN_SCOPE = "select content_id from chunks join documents on documents.id = document_id where ({conditions})"
_OF_THESE = " and content_id in (select value from json_each(?))"


class NearestContents:
    """Holds the signs of one library. Use from one thread."""

    def __init__(self) -> None:
        self._signs = Signs()

    def find(self, db: apsw.Connection, embedding: NDArray[np.float32], limit: int, scope: Scope) -> dict[int, float]:
        """Return content → cosine of the nearest, nearest first."""
        self._signs.catch_up(db)
        wanted = max(RESCORED, 4 * limit)
        conditions, parameters = scope_conditions(scope)
        if conditions:
            candidates = self._in_scope(db, embedding, wanted, conditions, parameters)
        else:
            candidates = self._signs.candidates(embedding, wanted)
        return _rescored(db, embedding, candidates, limit)

    def _in_scope(
        self,
        db: apsw.Connection,
        embedding: NDArray[np.float32],
        wanted: int,
        conditions: str,
        parameters: Sequence[str],
    ) -> list[int]:
        """Return candidates in scope.

        Of a small scope all contents are listed. Of a large one that would take seconds, so
        candidates are taken from everywhere and asked whether they are inside. Where
        both take as long lies between them.
        """
        statement = _IN_SCOPE.format(conditions=conditions)
        inside = scope_chunks(db, conditions, parameters)
        everything = self._signs.count
        if inside > math.sqrt(wanted * everything):
            wanted *= 2  # for want of sifting
            reach = int(wanted * everything / inside * _MARGIN)
            while reach < everything:
                near = self._signs.candidates(embedding, reach, sifted=1)
                rows = db.execute(statement + _OF_THESE, (*parameters, json.dumps(near)))
                found = {int(row[0]) for row in rows}
                if len(found) >= wanted:
                    return list(found)
                reach *= 3
        within = [int(row[0]) for row in db.execute(statement, parameters)]
        return self._signs.candidates(embedding, wanted, within)


def scope_chunks(db: apsw.Connection, conditions: str, parameters: Sequence[str]) -> int:
    """Return how many chunks the documents in scope have."""
    rows = db.execute(f"select coalesce(sum(chunks), 0) from documents where {conditions}", parameters).fetchall()
    return int(rows[0][0])  # type: ignore[arg-type]


def _rescored(
    db: apsw.Connection, embedding: NDArray[np.float32], candidates: Sequence[int], limit: int
) -> dict[int, float]:
    rows = db.execute(
        "select content_id, embedding from vectors where content_id in (select value from json_each(?))",
        (json.dumps(candidates),),
    ).fetchall()
    if not rows:
        return {}
    blobs = b"".join(bytes(row[1]) for row in rows)  # type: ignore[arg-type]
    cosines = np.frombuffer(blobs, dtype="<f4").reshape(len(rows), -1) @ embedding
    return {int(rows[i][0]): float(cosines[i]) for i in np.argsort(-cosines)[:limit]}
