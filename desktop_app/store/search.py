"""Finding chunks: by the nearness of embeddings and by words, within a scope.

Read-only; safe beside the writer. One passage for each content, however many files say it:
the newest one that is at hand.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import apsw
import numpy as np
from numpy.typing import NDArray

from desktop_app.domain import Passage, Scope
from desktop_app.passage_scores import with_scores
from desktop_app.store.compounds import Compounds
from desktop_app.store.database import sqlite_errors
from desktop_app.store.library_reader import LibraryReader, chunk_from_row
from desktop_app.store.mounts import IS_AWAY
from desktop_app.store.nearest import NearestContents, scope_chunks
from desktop_app.store.rare_words import worth_looking_up
from desktop_app.store.scope import scope_conditions
from desktop_app.store.word_index import match_expression

# Of a small scope all contents are listed, of a large one each is asked for that holds a word.
LISTED = 20_000
# The plus keeps SQLite from searching the word index anew for each content of the list (3.54 does): that took
# 1.2 seconds where a folder of 2,900 contents was chosen, and takes 3 milliseconds.
_LISTED_SCOPE = (
    "and +rowid in (select content_id from chunks join documents on documents.id = document_id where {conditions})"
)
_ASKED_SCOPE = (
    "and exists (select 1 from chunks join documents on documents.id = document_id"
    " where content_id = words.rowid and ({conditions}))"
)

_PASSAGE = (
    "select content_id, document_id, documents.path, title, ordinal, spans, repeats_header, heading, text, tokens,"
    f" modified_ns / 1e9, {IS_AWAY} as away"
    " from chunks join contents on contents.id = content_id join documents on documents.id = document_id"
    " where content_id in ({marks}) {scope}"
    " order by away desc, modified_ns, documents.path desc"
)

MOST_KEPT = 3000  # passages in memory between two searches of a library that does not change: about 8 MB
HEADING_WEIGHT, TEXT_WEIGHT = 1.0, 1.0  # of the two columns in BM25


class SearchIndex:
    """Answers retrieval's two questions from library.db."""

    def __init__(self, path: Path, embedder_identity: Callable[[], str] | None = None) -> None:
        """`embedder_identity` tells which embedder questions are embedded with: only its embeddings compare."""
        self._reader = LibraryReader(path)
        self._embedder_identity = embedder_identity or self._reader.embedder_identity
        self._nearest = NearestContents()
        self._compounds = Compounds()
        self._kept: dict[int, Passage] = {}  # by content: the next search finds many of the same
        self._kept_as_of: tuple[apsw.Connection, int] | None = None

    @sqlite_errors()
    def nearest(self, embedding: NDArray[np.float32], limit: int, scope: Scope) -> list[Passage]:
        """Return passages by falling cosine to `embedding`; none while nothing is embedded by its embedder."""
        db = self._reader.connection()
        if db is None or not self._is_comparable():
            return []
        cosines = self._nearest.find(db, embedding, limit, scope)
        passages = self._passages(db, list(cosines), scope)
        found = [
            with_scores(passages[i], score=cosine, similarity=cosine) for i, cosine in cosines.items() if i in passages
        ]
        return sorted(found, key=lambda passage: -passage.score)

    @sqlite_errors()
    def matching(self, words: Sequence[str], limit: int, scope: Scope) -> list[Passage]:
        """Return passages that hold any of `words`, by falling BM25; in a large library of the rarer words alone.

        A word that no content holds is looked up as the compounds it is in, or as its parts.
        """
        db = self._reader.connection()
        if db is None:
            return []
        expression = match_expression(worth_looking_up(db, [*words, *self._compounds.instead_of(db, words)]))
        if not expression:
            return []
        conditions, paths = scope_conditions(scope)
        within = ""
        if conditions:
            is_small = scope_chunks(db, conditions, paths) <= LISTED
            within = (_LISTED_SCOPE if is_small else _ASKED_SCOPE).format(conditions=conditions)
        rows = db.execute(
            f"select rowid, -bm25(words, {HEADING_WEIGHT}, {TEXT_WEIGHT}) as relevance from words"
            f" where words match ? {within} order by relevance desc limit ?",
            (expression, *paths, limit),
        )
        relevances = dict(rows)
        passages = self._passages(db, list(relevances), scope)
        return [with_scores(passages[i], score=r) for i, r in relevances.items() if i in passages]

    @sqlite_errors()
    def embedding_of(self, passage: Passage) -> NDArray[np.float32] | None:
        """Return the embedding of a passage that was found, None where it has none to compare."""
        db = self._reader.connection()
        if db is None or not self._is_comparable():
            return None
        rows = db.execute(
            "select embedding from vectors where content_id ="
            " (select content_id from chunks where document_id = ? and ordinal = ?)",
            (passage.document_id, passage.chunk.ordinal),
        ).fetchall()
        return np.frombuffer(bytes(rows[0][0]), dtype="<f4") if rows else None  # type: ignore[arg-type]

    def close(self) -> None:
        self._reader.close()

    def _is_comparable(self) -> bool:
        stored = self._reader.embedder_identity()
        return bool(stored) and stored == self._embedder_identity()

    def _passages(self, db: apsw.Connection, content_ids: Sequence[int], scope: Scope) -> dict[int, Passage]:
        if not scope.is_everything:
            return _read_passages(db, content_ids, scope)
        version = int(db.execute("pragma data_version").fetchall()[0][0])  # type: ignore[arg-type]
        if self._kept_as_of != (db, version) or len(self._kept) > MOST_KEPT:
            self._kept, self._kept_as_of = {}, (db, version)
        if missing := [i for i in content_ids if i not in self._kept]:
            self._kept |= _read_passages(db, missing, scope)
        return {i: self._kept[i] for i in content_ids if i in self._kept}


def _read_passages(db: apsw.Connection, content_ids: Sequence[int], scope: Scope) -> dict[int, Passage]:
    if not content_ids:
        return {}
    conditions, paths = scope_conditions(scope)
    statement = _PASSAGE.format(
        marks=",".join("?" * len(content_ids)), scope=f"and ({conditions})" if conditions else ""
    )
    found: dict[int, Passage] = {}
    for row in db.execute(statement, (*content_ids, *paths)):
        content_id, document_id, path, title, *chunk_row, modified, away = row
        found[content_id] = Passage(  # the last row of a content is its newest file
            document_id=document_id,
            path=path,
            title=title,
            chunk=chunk_from_row(*chunk_row),
            score=0.0,
            modified=modified,
            away=bool(away),
        )
    return found
