"""Whether documents, chunks, words and embeddings of a library agree; reads only.

The transactions see to it that they do. This is how a test, or a person in doubt, can know.
"""

from pathlib import Path

import apsw

from desktop_app.errors import LibraryDamaged
from desktop_app.store.library_reader import LibraryReader
from desktop_app.store.salvage import count_changed

# What must not be: a sentence and the rows that would break it.
_RULES = (
    ("documents with a number of chunks that is not theirs",
     "select count(*) from documents where chunks <> (select count(*) from chunks where document_id = documents.id)"),
    ("documents with a number of pages that is not theirs",
     "select count(*) from documents where pages <> (select count(*) from pages where document_id = documents.id)"),
    ("documents inside files that are not there",
     "select (select count(*) from documents where digest is not null) - (select count(*) from documents as outer"
     " join documents as held on held.path > outer.path || '/' and held.path < outer.path || '0'"
     " where outer.digest is null and held.digest is not null)"),
    ("chunks of documents that are not there",
     "select count(*) from chunks where document_id not in (select id from documents)"),
    ("chunks without content", "select count(*) from chunks where content_id not in (select id from contents)"),
    ("contents that no chunk says", "select count(*) from contents where id not in (select content_id from chunks)"),
    ("contents whose words can't be found",
     "select count(*) from contents where id not in (select rowid from words)"),
    ("words of contents that are not there",
     "select count(*) from words where rowid not in (select id from contents)"),
    ("searchable documents with a chunk that is not embedded",
     "select count(*) from documents where state = 'searchable' and exists (select 1 from chunks"
     " join contents on contents.id = content_id where document_id = documents.id and not embedded)"),
)  # fmt: skip
_EMBEDDING_RULES = (
    ("contents that count as embedded and are not",
     "select count(*) from contents where embedded and id not in (select content_id from vectors)"),
    ("embeddings of contents that are not there or do not count as embedded",
     "select count(*) from vectors where content_id not in (select id from contents where embedded)"),
    ("embeddings more or fewer than those that a search looks through",
     "select abs((select count(*) from vectors) - (select coalesce(sum(length(places)), 0) / 2 from sign_blocks))"),
)  # fmt: skip


def find_contradictions(path: Path) -> list[str]:
    """Return a sentence for each thing in the library that does not agree; empty where all is well.

    Raises LibraryDamaged where SQLite finds the file itself damaged.
    """
    reader = LibraryReader(path)
    try:
        db = reader.connection()
        if db is None:
            return []
        if db.execute("pragma quick_check").fetchall() != [("ok",)]:
            raise LibraryDamaged
        rules = _RULES + (_EMBEDDING_RULES if reader.embedder_identity() else ())
        found = [f"{count} {what}" for what, statement in rules if (count := _count(db, statement))]
        if changed := count_changed(db):
            found.append(f"{changed} contents that do not say what was written")
        return found
    finally:
        reader.close()


def _count(db: apsw.Connection, statement: str) -> int:
    return int(db.execute(statement).fetchall()[0][0])  # type: ignore[arg-type]
