"""The library as its only writer sees it: the indexing worker, or `carrel index`.

A document is replaced in one transaction, so it is never half in. Which file became what is
decided in indexing/; this module only keeps it.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import apsw

from desktop_app.domain import Chunk, FoundFile, KnownFile, Page, ParsedDocument
from desktop_app.errors import LibraryDamaged
from desktop_app.store.attempts import Attempts
from desktop_app.store.contents import Contents
from desktop_app.store.database import open_database, require_whole, store_errors, transaction
from desktop_app.store.embeddings import Embeddings
from desktop_app.store.library_schema import LIBRARY_MIGRATIONS
from desktop_app.store.members import Members
from desktop_app.store.migrations import backup_of, migrate
from desktop_app.store.mounts import Mounts
from desktop_app.store.pictures import Pictures
from desktop_app.store.recognised import Recognised
from desktop_app.store.salvage import count_changed, salvage
from desktop_app.store.vectors import Vectors
from desktop_app.store.waiting import Waiting, below_condition

CHECKED_BYTES = 256 * 2**20  # that many are checked within a second
_KNOWN = "select id, path, root, size, modified_ns, inode, sha256, state, code, digest from documents"


class Library:
    """Reads and writes library.db; one at a time, under the indexing lock."""

    def __init__(self, path: Path) -> None:
        """Open or create the library; raises a StoreError.

        A damaged one is set aside and begun anew, since all it holds can be read from the
        person's files again; `was_rebuilt` tells. One too large to be checked at once is to be
        checked later (late_check.py): then `is_checked` is False. Embeddings and recognised pages that can
        still be read in the damaged file are taken over.
        """
        self.path = path
        self.was_rebuilt = False
        self.is_checked = True
        try:
            self._db = self._open()
        except LibraryDamaged:
            set_aside(path)
            self._db = self._open()
            self.was_rebuilt = True
        self.vectors = Vectors(self._db)
        self.pictures = Pictures(self._db)
        self.recognised = Recognised(self._db)
        self.waiting = Waiting(self._db)
        self.mounts = Mounts(self._db)
        self._contents = Contents(self._db, self.vectors)
        self._members = Members(self._db, self._clear)
        self.embeddings = Embeddings(self._db, self.vectors)
        self.attempts = Attempts(self._db, self._clear)

    def _open(self) -> apsw.Connection:
        is_new, is_whole = not self.path.exists(), _was_closed(self.path)
        self.is_checked = is_new or not is_whole
        db = open_database(self.path)
        with store_errors(self.path):
            try:
                if not is_whole:
                    require_whole(db)
                migrate(db, LIBRARY_MIGRATIONS, backup_of(self.path))
                if not is_whole and count_changed(db):
                    raise LibraryDamaged
            except BaseException:
                db.close()
                raise
        if is_new and (damaged := _damaged(self.path)).exists():
            salvage(damaged, db)
        return db

    def close(self) -> None:
        self._db.close()

    # Roots and files ------------------------------------------------------------------

    def set_roots(self, roots: dict[str, bool]) -> None:
        """Remember the watched folders, and drives in them that are missing, with whether they are away."""
        if {path: bool(away) for path, away in self._db.execute("select path, away from roots")} == roots:
            return
        with transaction(self._db):
            self._db.execute("delete from roots")
            self._db.executemany("insert into roots (path, away) values (?, ?)", roots.items())

    def holds_files(self, root: str) -> bool:
        """Tell whether any file of this watched folder is known."""
        return bool(self._scalar("select exists (select 1 from documents where root = ?)", root))

    def known_files(self, places: Sequence[str] | None = None) -> dict[str, KnownFile]:
        """Return the files on the disk that the library knows, by path; `places` limits them to those at and below."""
        if places is None:
            return {row[1]: KnownFile(*row) for row in self._db.execute(f"{_KNOWN} where digest is null")}
        known: dict[str, KnownFile] = {}
        for place in places:
            condition, parameters = below_condition(place)
            rows = self._db.execute(f"{_KNOWN} where digest is null and {condition}", parameters)
            known |= {row[1]: KnownFile(*row) for row in rows}
        return known

    def known_file(self, path: str) -> KnownFile | None:
        """Return what is known of a file, or of a document inside one."""
        return next((KnownFile(*row) for row in self._db.execute(f"{_KNOWN} where path = ?", (path,))), None)

    def expect_files(self, files: Iterable[tuple[str, str, FoundFile]]) -> None:
        """Note files (path, root, stamp) that are new or changed, to be read; what the person left out stays so."""
        with transaction(self._db):
            self._db.executemany(
                "insert into documents (path, root, size, modified_ns, inode, state) values (?, ?, ?, ?, ?, 'new')"
                " on conflict (path) do update set root = excluded.root, size = excluded.size,"
                " modified_ns = excluded.modified_ns, inode = excluded.inode, attempts = 0,"
                " state = case when code = 'document.left_out' then state"
                " when sha256 is null or state in ('failed', 'left_out') then 'new' else 'changed' end",
                ((path, root, stamp.size, stamp.modified_ns, stamp.inode) for path, root, stamp in files),
            )

    def refuse_files(self, files: Iterable[tuple[str, str, FoundFile, str, str]], *, left_out: bool = False) -> None:
        """Note files (path, root, stamp, code, message) that can't be read or are left out, without trying."""
        with transaction(self._db):
            for path, root, stamp, code, message in files:
                self._db.execute(
                    "insert into documents (path, root, size, modified_ns, inode, state) values (?, ?, ?, ?, ?, 'new')"
                    " on conflict (path) do update set root = excluded.root, size = excluded.size,"
                    " modified_ns = excluded.modified_ns, inode = excluded.inode",
                    (path, root, stamp.size, stamp.modified_ns, stamp.inode),
                )
                self._clear(self._id_of(path))
                self._db.execute(
                    "update documents set state = ?, code = ?, message = ?, pages = 0, chunks = 0 where path = ?",
                    ("left_out" if left_out else "failed", code, message, path),
                )

    def restamp(self, document_id: int, stamp: FoundFile) -> None:
        """The file was touched, or replaced by one that says the same."""
        with transaction(self._db):
            self._db.execute(
                "update documents set size = ?, modified_ns = ?, inode = ?,"
                " state = case state when 'changed' then 'read' else state end where id = ?",
                (stamp.size, stamp.modified_ns, stamp.inode, document_id),
            )
            self._members.restamp(self._path_of(document_id))
            self.embeddings.mark_searchable([document_id])

    def move(self, document_id: int, path: str, root: str, stamp: FoundFile) -> None:
        """The file stands at another path now; nothing else changed."""
        with transaction(self._db):
            there = self._db.execute("select id from documents where path = ? and id <> ?", (path, document_id))
            for (other,) in there.fetchall():
                self._remove(int(other))  # type: ignore[arg-type]
            old = self._path_of(document_id)
            self._db.execute(
                "update documents set path = ?, root = ?, size = ?, modified_ns = ?, inode = ? where id = ?",
                (path, root, stamp.size, stamp.modified_ns, stamp.inode, document_id),
            )
            self._members.move(old, path)

    def remove(self, document_ids: Sequence[int]) -> None:
        """Forget these documents; their embeddings are kept aside for a while."""
        for document_id in document_ids:
            with transaction(self._db):
                self._remove(document_id)

    # Reading a document ---------------------------------------------------------------

    def count_inside(self, path: str) -> tuple[int, int]:
        """Return number and bytes of all documents inside the file at `path`."""
        return self._members.count(path)

    def replace_document(self, document_id: int, sha256: bytes, parsed: ParsedDocument, chunks: Sequence[Chunk]) -> int:
        """Put what was read in place of what was there, in one transaction; return the tokens to embed of it.

        Contents that are known already keep their embedding. Pages that are pictures wait for
        text recognition; the document counts as searchable without them if it has other words.
        """
        with transaction(self._db):
            newest = self._scalar("select coalesce(max(id), 0) from contents")
            self.pictures.expect(document_id, ())
            self._put(document_id, parsed.pages, chunks)
            self._db.execute(
                "update documents set sha256 = ?, title = ?, attempts = 0 where id = ?",
                (sha256, parsed.title, document_id),
            )
            self._members.keep(self._path_of(document_id), parsed.members)
            return self._scalar("select coalesce(sum(tokens), 0) from contents where id > ? and embedded = 0", newest)

    def keep_recognised(self, document_id: int, pages: Sequence[Page], chunks: Sequence[Chunk]) -> None:
        """Put a document's pages in place again after the text of one was recognised."""
        with transaction(self._db):
            self._put(document_id, pages, chunks)

    # Inside a transaction -------------------------------------------------------------

    def _put(self, document_id: int, pages: Sequence[Page], chunks: Sequence[Chunk]) -> None:
        self._contents.replace(document_id, pages, chunks)
        self.pictures.expect(document_id, pages)
        self._db.execute(
            "update documents set pages = ?, chunks = ?, code = '', message = '', state = 'read' where id = ?",
            (len(pages), len(chunks), document_id),
        )
        self.embeddings.mark_searchable([document_id])

    def _clear(self, document_id: int) -> None:
        """Take out a document's text and what is inside it; it is read anew when it changes, also back to as it was."""
        self._members.forget(self._path_of(document_id))
        self._contents.forget(document_id)
        self.pictures.expect(document_id, ())
        self._db.execute("update documents set sha256 = null where id = ?", (document_id,))

    def _remove(self, document_id: int) -> None:
        self._clear(document_id)
        self._db.execute("delete from documents where id = ?", (document_id,))

    def _path_of(self, document_id: int) -> str:
        rows = self._db.execute("select path from documents where id = ?", (document_id,))
        return next((str(row[0]) for row in rows), "")

    def _id_of(self, path: str) -> int:
        return self._scalar("select id from documents where path = ?", path)

    def _scalar(self, statement: str, *parameters: object) -> int:
        value = self._db.execute(statement, parameters).fetchall()[0][0]
        assert isinstance(value, int)
        return value


def set_aside(path: Path) -> None:
    """Move a damaged library out of the way (its name gets ".damaged"); the next one is built from the files."""
    for suffix in ("", "-wal", "-shm"):
        file, aside = path.with_name(path.name + suffix), _damaged(path, suffix)
        aside.unlink(missing_ok=True)  # of an earlier one
        if file.exists():
            file.replace(aside)


def _damaged(path: Path, suffix: str = "") -> Path:
    return path.with_name(f"{path.name}.damaged{suffix}")


def _was_closed(path: Path) -> bool:
    """Whether a library is so large that checking it takes long, and was closed in order the last time.

    SQLite takes the log of newest changes away when it is closed.
    """
    if not path.exists():
        return True
    return path.stat().st_size > CHECKED_BYTES and not path.with_name(f"{path.name}-wal").exists()
