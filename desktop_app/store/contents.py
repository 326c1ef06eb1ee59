"""What a document's chunks say, kept once however many chunks say it.

Contents are addressed by the hash of what is embedded of them, so that a copied, moved or
restored file costs no embedding. Every method runs inside its caller's transaction.
"""

import hashlib
import json
import time
from collections.abc import Sequence

import apsw

from desktop_app.domain import Chunk, Page
from desktop_app.store.layout import pack_layout
from desktop_app.store.vectors import Vectors
from desktop_app.store.word_index import indexable


class Contents:
    """Writes pages, chunks, contents and their words."""

    def __init__(self, db: apsw.Connection, vectors: Vectors) -> None:
        self._db = db
        self._vectors = vectors

    def replace(self, document_id: int, pages: Sequence[Page], chunks: Sequence[Chunk]) -> None:
        """Put pages and chunks in place of a document's old ones; what both say keeps its embedding."""
        old = self._of(document_id)
        content_ids = [self._keep(chunk) for chunk in chunks]
        self._delete_parts(document_id)
        self._db.executemany(
            "insert into pages (document_id, number, label, text, layout) values (?, ?, ?, ?, ?)",
            ((document_id, page.number, page.label, page.text, pack_layout(page)) for page in pages),
        )
        self._db.executemany(
            "insert into chunks (document_id, ordinal, content_id, spans, repeats_header) values (?, ?, ?, ?, ?)",
            (
                (document_id, chunk.ordinal, content_id, _spans_as_json(chunk), chunk.repeats_header)
                for chunk, content_id in zip(chunks, content_ids, strict=True)
            ),
        )
        self._drop_unused(old)

    def forget(self, document_id: int) -> None:
        """Delete a document's pages and chunks; embeddings that nothing else needs are set aside."""
        old = self._of(document_id)
        self._delete_parts(document_id)
        self._drop_unused(old)

    def _of(self, document_id: int) -> list[int]:
        rows = self._db.execute("select distinct content_id from chunks where document_id = ?", (document_id,))
        return [int(row[0]) for row in rows]

    def _delete_parts(self, document_id: int) -> None:
        self._db.execute("delete from chunks where document_id = ?", (document_id,))
        self._db.execute("delete from pages where document_id = ?", (document_id,))

    def _keep(self, chunk: Chunk) -> int:
        hash_ = content_hash(chunk.heading, chunk.text)
        for (content_id,) in self._db.execute("select id from contents where hash = ?", (hash_,)):
            return int(content_id)
        self._db.execute(
            "insert into contents (hash, heading, text, tokens) values (?, ?, ?, ?)",
            (hash_, chunk.heading, chunk.text, chunk.tokens),
        )
        content_id = self._db.last_insert_rowid()
        self._db.execute(
            "insert into words (rowid, heading, text) values (?, ?, ?)",
            (content_id, *indexable(chunk.heading, chunk.text)),
        )
        if self._vectors.take_back(content_id, hash_):
            self._db.execute("update contents set embedded = 1 where id = ?", (content_id,))
        return content_id

    def _drop_unused(self, content_ids: Sequence[int]) -> None:
        used = "select 1 from chunks where content_id = ? limit 1"
        unused = [content_id for content_id in content_ids if not self._db.execute(used, (content_id,)).fetchall()]
        self._vectors.set_aside(unused, time.time())
        for content_id in unused:
            self._db.execute("delete from words where rowid = ?", (content_id,))
            self._db.execute("delete from contents where id = ?", (content_id,))


def content_hash(heading: str, text: str) -> bytes:
    """Address a content by what is embedded of it."""
    return stored_hash(heading.encode("utf-8", "surrogatepass"), text.encode("utf-8", "surrogatepass"))


def stored_hash(heading: bytes, text: bytes) -> bytes:
    """The same, of the bytes that are stored."""
    return hashlib.sha256(heading + b"\0" + text).digest()


def _spans_as_json(chunk: Chunk) -> str:
    return json.dumps([[span.page, span.start, span.end] for span in chunk.spans])
