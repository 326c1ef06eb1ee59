"""What the lock costs: the same searches in the same library, without and with a passphrase."""

import random
import tempfile
import time
from pathlib import Path

import numpy as np

from desktop_app import locked
from desktop_app.domain import Chunk, FoundFile, Page, ParsedDocument, Scope, Span
from desktop_app.store.library import Library
from desktop_app.store.locking import lock_databases
from desktop_app.store.search import SearchIndex
from figure import Figure, median

PER_DOCUMENT, WORDS, DIMENSIONS, SEARCHES = 100, 120, 384, 40


PASSAGES = 20_000
PASSPHRASE = "correct horse battery"


def measure() -> list[Figure]:
    """Return what locking, unlocking and searching take."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "library.db"
        _fill(path, PASSAGES)
        without = _search(path)
        key, kept = locked.new_lock(PASSPHRASE)
        locked.write_lock(path.parent, kept, key)
        began = time.perf_counter()
        lock_databases(path.parent, key)
        locking = time.perf_counter() - began
        began = time.perf_counter()
        locked.unlock(path.parent, PASSPHRASE)
        unlocking = time.perf_counter() - began
        with_lock = _search(path)
        size = f"{PASSAGES:,} passages, {path.stat().st_size / 1e6:.0f} MB"
    figures = [
        Figure("locking a library", f"rewritten with a key; {size}", locking, None, "s", ""),
        Figure("unlocking", "the key out of the passphrase (scrypt, 64 MB)", unlocking * 1000, None, "ms", ""),
    ]
    for name, plain, secret in zip(
        ("opening and the first search", "search by words", "search by meaning"), without, with_lock, strict=True
    ):
        method = f"locked, against the same without a passphrase; {size}"
        figures.append(Figure(name, method, secret * 1000, plain * 1000, "ms", f"{secret / plain:.2f} ×"))
    return figures


def _fill(path: Path, passages: int) -> None:
    chance, numbers = random.Random(1), np.random.default_rng(1)
    vocabulary = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 9))) for _ in range(20_000)]
    library = Library(path)
    library.vectors.use_embedder("bench", DIMENSIONS)
    for document in range(passages // PER_DOCUMENT):
        texts = [" ".join(chance.choices(vocabulary, k=WORDS)) for _ in range(PER_DOCUMENT)]
        file = FoundFile(f"/notes/{document}.txt", 1, 1, document)
        library.expect_files([(file.path, "/notes", file)])
        chunks = [Chunk(i, text, "", (Span(1, 0, len(text)),), WORDS) for i, text in enumerate(texts)]
        known = library.known_file(file.path)
        assert known is not None
        library.replace_document(
            known.id, document.to_bytes(32, "big"), ParsedDocument("", (Page(1, texts[0]),)), chunks
        )
        rows = numbers.standard_normal((PER_DOCUMENT, DIMENSIONS)).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        ids = [row[0] for row in library.waiting.contents(PER_DOCUMENT)]
        library.embeddings.store(ids, [row.tobytes() for row in rows])
    library.close()


def _search(path: Path) -> tuple[float, float, float]:
    """Return seconds: opening and the first search, then the medians of later ones by words and by meaning."""
    numbers, scope = np.random.default_rng(2), Scope()
    questions = numbers.standard_normal((SEARCHES, DIMENSIONS)).astype(np.float32)
    questions /= np.linalg.norm(questions, axis=1, keepdims=True)
    began = time.perf_counter()
    index = SearchIndex(path)
    words = index.nearest(questions[0], 20, scope)[0].chunk.text.split()
    first = time.perf_counter() - began
    by_words, by_meaning = [], []
    for at, question in enumerate(questions):
        began = time.perf_counter()
        index.matching(words[at : at + 3], 50, scope)
        by_words.append(time.perf_counter() - began)
        began = time.perf_counter()
        index.nearest(question, 50, scope)
        by_meaning.append(time.perf_counter() - began)
    index.close()
    return first, median(by_words), median(by_meaning)
