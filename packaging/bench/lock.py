"""What the lock costs: the same searches in the same library, without and with a passphrase.

python packaging/bench/lock.py [PASSAGES]
"""

import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from desktop_app import locked
from desktop_app.domain import Chunk, FoundFile, Page, ParsedDocument, Scope, Span
from desktop_app.store.library import Library
from desktop_app.store.locking import lock_databases
from desktop_app.store.search import SearchIndex

PER_DOCUMENT, WORDS, DIMENSIONS, SEARCHES = 100, 120, 384, 40


def main(passages: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "library.db"
        _fill(path, passages)
        without = _search(path)
        key, kept = locked.new_lock("correct horse battery")
        locked.write_lock(path.parent, kept, key)
        began = time.perf_counter()
        lock_databases(path.parent, key)
        locking = time.perf_counter() - began
        began = time.perf_counter()
        locked.unlock(path.parent, "correct horse battery")
        unlocking = time.perf_counter() - began
        with_lock = _search(path)
        print(f"{passages} passages, {path.stat().st_size / 1e6:.0f} MB; locking {locking:.1f} s")
        print(f"unlocking {unlocking * 1000:.0f} ms")
        for label, plain, secret in zip(("first search", "by words", "by meaning"), without, with_lock, strict=True):
            print(f"{label}: {plain * 1000:.1f} ms without, {secret * 1000:.1f} ms with: {secret / plain:.2f} x")


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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
