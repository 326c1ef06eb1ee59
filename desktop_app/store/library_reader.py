"""The library as everyone but its writer sees it; safe beside the writer, never in its way."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import apsw

from desktop_app.domain import Chunk, DocumentRow, DocumentState, LibraryCounts, Page, Passage, Scope, Span
from desktop_app.errors import LibraryTooNew
from desktop_app.place_labels import place_of
from desktop_app.store.database import open_database, store_errors
from desktop_app.store.layout import unpack_page
from desktop_app.store.library_schema import LIBRARY_MIGRATIONS
from desktop_app.store.migrations import backup_of, migrate, schema_version
from desktop_app.store.mounts import IS_AWAY
from desktop_app.store.scope import scope_conditions

_DOCUMENT = (
    "select documents.id, documents.path, root, title, state, code, message, pages, chunks, size,"
    f" modified_ns / 1e9, {IS_AWAY}, (select count(*) from pictures where document_id = documents.id)"
    " from documents"
)

MOST_COPIES = 20  # named beside one passage


class LibraryReader:
    """Reads library.db. While that does not exist (or its writer is just making it) it has nothing to say."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: apsw.Connection | None = None
        self._inode = 0

    def connection(self) -> apsw.Connection | None:
        """Return the open database, None while there is none; raises LibraryTooNew.

        A library of an older version is brought up to date first, after a copy of it is made. One
        that was set aside and begun anew is noticed by its inode.
        """
        try:
            inode = self._path.stat().st_ino
        except FileNotFoundError:
            return None
        if self._db is None or inode != self._inode:
            db = open_database(self._path, read_only=True)
            version = schema_version(db)
            if version > len(LIBRARY_MIGRATIONS):
                raise LibraryTooNew
            if version == 0:  # its writer is just making it
                db.close()
                return None
            if version < len(LIBRARY_MIGRATIONS):
                db.close()
                bring_up_to_date(self._path)
                db = open_database(self._path, read_only=True)
            self._db, self._inode = db, inode
        return self._db

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def documents(self) -> list[DocumentRow]:
        """Return every document known, by path."""
        return self._documents("order by documents.path")

    def document(self, path: str) -> DocumentRow | None:
        found = self._documents("where documents.path = ?", path)
        return found[0] if found else None

    def paths(self, scope: Scope) -> list[str]:
        """Return the paths of the documents in `scope`."""
        db = self.connection()
        if db is None:
            return []
        conditions, parameters = scope_conditions(scope)
        where = f"where {conditions}" if conditions else ""
        return [str(row[0]) for row in db.execute(f"select path from documents {where}", parameters)]

    def counts(self) -> LibraryCounts:
        """Return how much the library holds."""
        db = self.connection()
        if db is None:
            return LibraryCounts(0, 0, 0, 0, 0, 0)
        with store_errors(self._path):
            states = dict(db.execute("select state, count(*) from documents group by state"))
            chunks = db.execute("select count(*) from chunks").fetchall()[0][0]
        assert isinstance(chunks, int)
        return LibraryCounts(
            documents=sum(states.values()),
            searchable=states.get("searchable", 0),
            waiting=sum(states.get(state, 0) for state in ("new", "changed", "read")),
            failed=states.get("failed", 0),
            chunks=chunks,
            bytes=self._size(),
        )

    def _size(self) -> int:
        """What the library takes on the disk, its log of newest changes included."""
        files = (self._path, self._path.with_name(self._path.name + "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def folder_counts(self, roots: Sequence[str]) -> dict[str, int]:
        """Return how many documents each watched folder has."""
        db = self.connection()
        counts = dict.fromkeys(roots, 0)
        if db is not None:
            for root, count in db.execute("select root, count(*) from documents group by root"):
                if root in counts:
                    counts[str(root)] = int(count)
        return counts

    def chunk_count(self, root: str) -> int:
        """Return how many chunks the documents of a watched folder have."""
        db = self.connection()
        if db is None:
            return 0
        rows = db.execute("select coalesce(sum(chunks), 0) from documents where root = ?", (root,))
        return int(rows.fetchall()[0][0])  # type: ignore[arg-type]

    def away_roots(self) -> set[str]:
        """Return the watched folders, and the drives in them, that are missing just now."""
        db = self.connection()
        return set() if db is None else {str(row[0]) for row in db.execute("select path from roots where away")}

    def page(self, path: str, number: int) -> Page | None:
        """Return one page of a document as the parser saw it, None if it is not in the library."""
        db = self.connection()
        if db is None:
            return None
        rows = db.execute(
            "select number, pages.label, text, layout from pages join documents on documents.id = document_id"
            " where path = ? and number = ?",
            (path, number),
        ).fetchall()
        return unpack_page(*rows[0]) if rows else None  # type: ignore[arg-type]

    def page_of(self, document_id: int, number: int) -> Page | None:
        """Return one page by its document's id, None if it is gone."""
        db = self.connection()
        if db is None:
            return None
        rows = db.execute(
            "select number, label, text, layout from pages where document_id = ? and number = ?",
            (document_id, number),
        ).fetchall()
        return unpack_page(*rows[0]) if rows else None  # type: ignore[arg-type]

    def with_labels(self, passages: Sequence[Passage]) -> list[Passage]:
        """Return the passages with where each stands ("page 3", "rows 2–9"), and which files say just the same."""
        labels = []
        for passage in passages:
            page = self.page_of(passage.document_id, passage.page)
            spans = passage.chunk.spans[1 if passage.chunk.repeats_header else 0 :]
            labels.append(place_of(page, spans) if page else "")
        return [
            replace(passage, label=label, copies=self._copies_of(passage))
            for passage, label in zip(passages, labels, strict=True)
        ]

    def _copies_of(self, passage: Passage) -> tuple[str, ...]:
        db = self.connection()
        if db is None:
            return ()
        rows = db.execute(
            "select path from documents where id <> ?1 and (sha256 = (select sha256 from documents where id = ?1)"
            " or id in (select document_id from chunks where content_id = (select content_id from chunks"
            "  join contents on contents.id = content_id where document_id = ?1 and ordinal = ?2 and text = ?3)))"
            " order by modified_ns desc, path limit ?4",
            (passage.document_id, passage.chunk.ordinal, passage.chunk.text, MOST_COPIES),
        )
        return tuple(str(row[0]) for row in rows)

    def chunk_of(self, document_id: int, ordinal: int) -> Chunk | None:
        """Return one chunk of a document, None where it has none of that number."""
        db = self.connection()
        if db is None:
            return None
        rows = db.execute(
            "select ordinal, spans, repeats_header, heading, text, tokens from chunks"
            " join contents on contents.id = content_id where document_id = ? and ordinal = ?",
            (document_id, ordinal),
        )
        return next((chunk_from_row(*row) for row in rows), None)

    def chunks(self, path: str) -> list[Chunk]:
        """Return the chunks of a document, in order."""
        db = self.connection()
        if db is None:
            return []
        rows = db.execute(
            "select ordinal, spans, repeats_header, heading, text, tokens from chunks"
            " join contents on contents.id = content_id join documents on documents.id = document_id"
            " where path = ? order by ordinal",
            (path,),
        )
        return [chunk_from_row(*row) for row in rows]

    def embedder_identity(self) -> str:
        """Return the embedder whose embeddings are in the library, empty if there are none."""
        db = self.connection()
        if db is None:
            return ""
        rows = db.execute("select identity from embedders where current").fetchall()
        return str(rows[0][0]) if rows else ""

    def _documents(self, condition: str, *parameters: str) -> list[DocumentRow]:
        db = self.connection()
        if db is None:
            return []
        with store_errors(self._path):
            return [_document_from_row(*row) for row in db.execute(f"{_DOCUMENT} {condition}", parameters)]


def bring_up_to_date(path: Path) -> None:
    """Give a library of an older version the schema of this one, after copying it; raises a StoreError."""
    db = open_database(path)
    try:
        with store_errors(path):
            migrate(db, LIBRARY_MIGRATIONS, backup_of(path))
    finally:
        db.close()


def chunk_from_row(ordinal: int, spans: str, repeats_header: int, heading: str, text: str, tokens: int) -> Chunk:
    """Rebuild a chunk from its columns."""
    return Chunk(
        ordinal=ordinal,
        text=text,
        heading=heading,
        spans=tuple(Span(*span) for span in json.loads(spans)),
        tokens=tokens,
        repeats_header=bool(repeats_header),
    )


def _document_from_row(
    document_id: int,
    path: str,
    root: str,
    title: str,
    state: str,
    code: str,
    message: str,
    pages: int,
    chunks: int,
    size: int,
    modified: float,
    away: int,
    pictures: int,
) -> DocumentRow:
    shown = {"new": "waiting", "changed": "waiting", "read": "waiting"}.get(state, state)
    if away and shown in ("searchable", "waiting"):
        shown = "away"
    return DocumentRow(
        id=document_id,
        path=path,
        root=root,
        title=title,
        state=DocumentState(shown),
        code=code,
        message=message or _waiting_pictures(pictures),
        pages=pages,
        chunks=chunks,
        bytes=size,
        modified=modified,
    )


def _waiting_pictures(count: int) -> str:
    if count == 0:
        return ""
    return "1 page waits for text recognition." if count == 1 else f"{count:,} pages wait for text recognition."
