"""The embeddings in the library: those of the current embedder with their signs, and spares."""

from collections.abc import Iterable, Sequence

import apsw

from desktop_app.store.database import transaction
from desktop_app.store.sign_blocks import add_signs, drop_all_signs, drop_signs, rebuild_signs

KEPT_SECONDS = 30 * 24 * 3600.0  # how long spare embeddings are kept, as removed folders can come back


class Vectors:
    """Writes embeddings; searching is store/search.py's.

    `insert`, `set_aside` and `take_back` run inside their caller's transaction.
    """

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    def count_elsewhere(self, identity: str) -> int:
        """Return how many contents would have to be embedded to change to the embedder `identity`."""
        if self._current() in (None, identity):
            return 0
        return int(self._db.execute("select count(*) from contents").fetchall()[0][0])  # type: ignore[arg-type]

    def use_embedder(self, identity: str, dimensions: int) -> None:
        """Make `identity` the current embedder; another one's embeddings are set aside first."""
        if self._current() == identity:
            return
        with transaction(self._db):
            self._set_all_aside()
            self._db.execute("update embedders set current = 0")
            self._db.execute(
                "insert into embedders (identity, dimensions, current) values (?, ?, 1)"
                " on conflict (identity) do update set current = 1",
                (identity, dimensions),
            )
            self._db.execute("delete from vectors")
            drop_all_signs(self._db)
            self._db.execute("update contents set embedded = 0")
            self._take_all_back()
            self._db.execute(
                "update documents set state = 'read' where state = 'searchable' and exists"
                " (select 1 from chunks join contents on contents.id = content_id"
                "  where document_id = documents.id and not embedded)"
            )

    def insert(self, embeddings: Sequence[tuple[int, bytes]]) -> None:
        """Add (content, float32 little-endian embedding) pairs."""
        self._db.executemany("insert into vectors (content_id, embedding) values (?, ?)", embeddings)
        add_signs(self._db, embeddings)

    def set_aside(self, content_ids: Iterable[int], now: float) -> None:
        """Keep the embeddings of contents that nothing refers to any more, and take them out of the search."""
        gone = list(content_ids)
        if self._current() is None or not gone:
            return
        self._db.executemany(
            "insert or replace into spare_vectors (hash, embedder_id, vector, kept_at)"
            " select hash, (select id from embedders where current), embedding, ?"
            " from vectors join contents on contents.id = content_id where content_id = ?",
            ((now, content_id) for content_id in gone),
        )
        self._db.executemany("delete from vectors where content_id = ?", ((content_id,) for content_id in gone))
        drop_signs(self._db, gone)

    def take_back(self, content_id: int, hash_: bytes) -> bool:
        """Use a spare embedding for a content that is back; tell whether there was one."""
        spare = self._db.execute(
            "select vector from spare_vectors where hash = ? and embedder_id ="
            " (select id from embedders where current)",
            (hash_,),
        ).fetchall()
        if not spare:
            return False
        self.insert([(content_id, spare[0][0])])  # type: ignore[list-item]
        self._db.execute("delete from spare_vectors where hash = ?", (hash_,))
        return True

    def forget_old_spares(self, now: float) -> None:
        """Throw away spare embeddings that nobody wanted back in time."""
        with transaction(self._db):
            self._db.execute("delete from spare_vectors where kept_at < ?", (now - KEPT_SECONDS,))

    def _current(self) -> str | None:
        rows = self._db.execute("select identity from embedders where current").fetchall()
        return str(rows[0][0]) if rows else None

    def _set_all_aside(self) -> None:
        if self._current() is not None:
            self._db.execute(
                "insert or replace into spare_vectors (hash, embedder_id, vector, kept_at)"
                " select hash, (select id from embedders where current), embedding, unixepoch('subsec')"
                " from vectors join contents on contents.id = content_id"
            )

    def _take_all_back(self) -> None:
        self._db.execute(
            "insert into vectors (content_id, embedding) select contents.id, vector from contents"
            " join spare_vectors using (hash) where embedder_id = (select id from embedders where current)"
        )
        rebuild_signs(self._db)
        self._db.execute("update contents set embedded = 1 where id in (select content_id from vectors)")
        self._db.execute(
            "delete from spare_vectors where embedder_id = (select id from embedders where current)"
            " and hash in (select hash from contents)"
        )
