"""Embeddings as they come: each to its content, and a document is searchable when it has all of its own."""

from collections.abc import Iterable, Sequence

import apsw

from desktop_app.store.database import transaction
from desktop_app.store.vectors import Vectors


class Embeddings:
    """Keeps what was embedded, and what is whole by it."""

    def __init__(self, db: apsw.Connection, vectors: Vectors) -> None:
        self._db, self._vectors = db, vectors

    def store(self, content_ids: Sequence[int], vectors: Sequence[bytes]) -> None:
        """Keep one embedding (float32, little-endian) a content; documents that are whole become searchable.

        Contents that went away meanwhile are passed over.
        """
        marks = ",".join("?" * len(content_ids))
        with transaction(self._db):
            wanted = {
                row[0]
                for row in self._db.execute(
                    f"select id from contents where embedded = 0 and id in ({marks})", tuple(content_ids)
                )
            }
            pairs = [(i, vector) for i, vector in zip(content_ids, vectors, strict=True) if i in wanted]
            self._vectors.insert(pairs)
            self._db.executemany("update contents set embedded = 1 where id = ?", ((i,) for i, _ in pairs))
            touched = self._db.execute(
                f"select distinct document_id from chunks where content_id in ({marks})", tuple(content_ids)
            )
            self.mark_searchable([int(row[0]) for row in touched])

    def mark_searchable(self, document_ids: Iterable[int]) -> None:
        """Let those of the documents count as searchable that are whole; inside a transaction."""
        self._db.executemany(
            "update documents set state = 'searchable' where id = ? and state = 'read' and chunks > 0 and not exists"
            " (select 1 from chunks join contents on contents.id = content_id"
            "  where document_id = documents.id and not embedded)",
            ((document_id,) for document_id in document_ids),
        )
