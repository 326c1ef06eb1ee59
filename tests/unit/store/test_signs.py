"""Searching embeddings by their signs: as good as exact, in step with the writer, within a scope."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from desktop_app.domain import Chunk, FoundFile, Page, ParsedDocument, Scope, Span
from desktop_app.store.consistency import find_contradictions
from desktop_app.store.contents import content_hash
from desktop_app.store.database import open_database
from desktop_app.store.library import Library
from desktop_app.store.library_schema import LIBRARY_MIGRATIONS, take_vectors_out_of_vec0
from desktop_app.store.migrations import migrate
from desktop_app.store.nearest import RESCORED
from desktop_app.store.search import SearchIndex
from desktop_app.store.sign_blocks import pack_signs
from desktop_app.store.signs import Signs

DIMENSIONS = 96  # one and a half words

Vectors = NDArray[np.float32]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "library.db")
    library.vectors.use_embedder("test", DIMENSIONS)
    yield library
    library.close()


@pytest.fixture
def index(library: Library) -> Iterator[SearchIndex]:
    index = SearchIndex(library.path)
    yield index
    index.close()


def clustered(count: int, seed: int = 0, dimensions: int = DIMENSIONS) -> Vectors:
    """Return normalised vectors that lie in groups, as those of real passages do."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((max(4, count // 40), dimensions))
    vectors = centres[random.integers(0, len(centres), count)] + 0.9 * random.standard_normal((count, dimensions))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def add(library: Library, path: str, vectors: Vectors) -> None:
    """Put a document into the library whose chunks have these embeddings."""
    library.expect_files([(path, "/notes", FoundFile(path, 1, time.monotonic_ns(), hash(path) & 0xFFFF))])
    known = library.known_file(path)
    assert known is not None
    texts = [f"{path} {row.tobytes().hex()[:12]} {number}" for number, row in enumerate(vectors)]
    chunks = [Chunk(number, text, "", (Span(1, 0, len(text)),), tokens=5) for number, text in enumerate(texts)]
    library.replace_document(known.id, path.encode(), ParsedDocument(path, (Page(1, "\n".join(texts)),)), chunks)
    waiting = [content_id for content_id, *_ in library.waiting.contents(len(vectors))]
    assert len(waiting) == len(vectors)
    library.embeddings.store(waiting, [row.tobytes() for row in vectors])


def ordinals(index: SearchIndex, question: Vectors, limit: int, *paths: str) -> list[tuple[str, int]]:
    return [(found.path, found.chunk.ordinal) for found in index.nearest(question, limit, Scope(paths))]


def exact(vectors: Vectors, question: Vectors, limit: int) -> list[int]:
    return [int(i) for i in np.argsort(-(vectors @ question))[:limit]]


def test_nearest_are_nearly_always_the_exact_ones(library: Library, index: SearchIndex) -> None:
    questions, vectors = np.split(clustered(6 * RESCORED), [30])
    add(library, "/notes/all", vectors)
    shares = []
    for question in questions:
        nearest = {ordinal for _, ordinal in ordinals(index, question, 20)}
        shares.append(len(nearest & set(exact(vectors, question, 20))) / 20)
    assert np.mean(shares) >= 0.98


def test_cosines_are_exact_and_fall(library: Library, index: SearchIndex) -> None:
    vectors = clustered(300)
    add(library, "/notes/all", vectors)
    found = index.nearest(vectors[7], 10, Scope())
    assert [passage.chunk.ordinal for passage in found] == exact(vectors, vectors[7], 10)
    cosines = [passage.similarity for passage in found]
    np.testing.assert_allclose(cosines, sorted(vectors @ vectors[7], reverse=True)[:10], atol=1e-6)


def test_an_open_index_sees_what_comes_changes_and_goes(library: Library, index: SearchIndex) -> None:
    first, second, third = clustered(30, 1), clustered(30, 2), clustered(30, 3)
    assert ordinals(index, first[0], 1) == []
    add(library, "/notes/a", first)
    assert ordinals(index, first[0], 1) == [("/notes/a", 0)]
    add(library, "/notes/b", second)
    assert ordinals(index, second[4], 1) == [("/notes/b", 4)]
    add(library, "/notes/a", third)  # replaced: its old chunks are gone
    assert ordinals(index, third[9], 1) == [("/notes/a", 9)]
    assert index.nearest(first[0], 1, Scope())[0].similarity < 0.99
    gone = library.known_file("/notes/b")
    assert gone is not None
    library.remove([gone.id])
    assert {path for path, _ in ordinals(index, second[4], 60)} == {"/notes/a"}
    assert find_contradictions(library.path) == []


def test_only_what_changed_is_loaded_again(library: Library) -> None:
    add(library, "/notes/a", clustered(3000))
    signs = Signs()
    with closing(open_database(library.path, read_only=True)) as db:
        signs.catch_up(db)
        before = dict(signs._blocks)
        add(library, "/notes/b", clustered(5, 1))
        signs.catch_up(db)
        assert signs.count == 3005
        changed = [number for number, block in signs._blocks.items() if block is not before.get(number)]
        assert len(changed) == 1


def test_within_a_scope_only_its_documents_are_found_however_far(library: Library, index: SearchIndex) -> None:
    vectors = clustered(3 * RESCORED)
    add(library, "/notes/many", vectors)
    few = -vectors[:8]  # as far from the question as can be
    add(library, "/notes/far/few", few)
    assert ordinals(index, vectors[0], 3, "/notes/far") == [("/notes/far/few", i) for i in exact(few, vectors[0], 3)]
    assert ordinals(index, vectors[0], 3, "/nowhere") == []


def test_within_a_large_scope_too_nearly_always_the_exact_ones_are_found(library: Library, index: SearchIndex) -> None:
    questions, inside, outside = np.split(clustered(5 * RESCORED), [10, 10 + 2 * RESCORED])
    add(library, "/notes/in/many", inside)
    add(library, "/notes/out/more", outside)
    add(library, "/notes/out/nearer", np.repeat(questions, 150, axis=0))  # only outside lie the very nearest
    for question in questions:
        found = ordinals(index, question, 20, "/notes/in")
        assert {path for path, _ in found} == {"/notes/in/many"}
        assert len({ordinal for _, ordinal in found} & set(exact(inside, question, 20))) >= 18


def test_another_embedder_empties_the_search_and_the_first_one_fills_it_again(
    library: Library, index: SearchIndex
) -> None:
    vectors = clustered(50)
    add(library, "/notes/a", vectors)
    library.vectors.use_embedder("wider", 200)
    assert ordinals(index, vectors[0], 5) == []
    wide = clustered(50, 5, 200)
    library.embeddings.store([row[0] for row in library.waiting.contents(50)], [row.tobytes() for row in wide])
    assert ordinals(index, wide[3], 1) == [("/notes/a", 3)]
    library.vectors.use_embedder("test", DIMENSIONS)
    assert ordinals(index, vectors[3], 1) == [("/notes/a", 3)]
    assert find_contradictions(library.path) == []


OLD = LIBRARY_MIGRATIONS[: LIBRARY_MIGRATIONS.index(take_vectors_out_of_vec0)]


def test_a_library_with_a_vec0_table_is_brought_up_to_date(tmp_path: Path) -> None:
    path, vectors = tmp_path / "library.db", clustered(40)
    with closing(open_database(path)) as db:
        migrate(db, OLD, tmp_path / "backup.db")
        db.execute(
            "insert into embedders (identity, dimensions, current) values ('test', 96, 1);"
            "insert into documents (id, path, root, size, modified_ns, inode, state, chunks)"
            " values (1, '/notes/a', '/notes', 1, 1, 1, 'searchable', 40);"
            "create virtual table vectors using vec0"
            " (content_id integer primary key, embedding float[96] distance_metric=cosine)"
        )
        for i, row in enumerate(vectors):
            db.execute(
                "insert into contents values (?, ?, '', ?, 1, 1)", (i + 1, content_hash("", f"text {i}"), f"text {i}")
            )
            db.execute("insert into words (rowid, heading, text) values (?, '', ?)", (i + 1, f"text {i}"))
            db.execute("insert into chunks values (1, ?, ?, '[[1, 0, 1]]', 0)", (i, i + 1))
            db.execute("insert into vectors (content_id, embedding) values (?, ?)", (i + 1, row.tobytes()))
    with closing(Library(path)), closing(SearchIndex(path)) as index:
        assert ordinals(index, vectors[11], 1) == [("/notes/a", 11)]
        assert find_contradictions(path) == []


def test_an_old_library_without_embeddings_is_brought_up_to_date(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "old.db")) as db:
        migrate(db, OLD, tmp_path / "backup.db")
        migrate(db, LIBRARY_MIGRATIONS, tmp_path / "backup.db")
        assert db.execute("select count(*) from vectors").get == 0


def test_one_bit_a_dimension_is_kept() -> None:
    assert _bits(pack_signs(np.array([[1.0, -1.0, 0.0, 0.5]], dtype=np.float32))[0]) == [0, 3]
    row = np.full((1, 65), -1.0, dtype=np.float32)
    row[0, 64] = 1.0
    assert _bits(pack_signs(row)[0]) == [64]


def _bits(words: Sequence[np.uint64]) -> list[int]:
    return [64 * number + bit for number, word in enumerate(words) for bit in range(64) if int(word) >> bit & 1]
