"""Searching libraries of 100,000 and 1,000,000 chunks, made up but shaped like real ones.

Embeddings lie as real ones do: each is a mixture of the embeddings of two sentences that the
embedder has read, and noise. Texts are short, their words as common and as rare as words are
(Zipf). The library is a real library.db, written by plain inserts because embedding a million
passages takes hours.
"""

import hashlib
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import apsw
import numpy as np
from numpy.typing import NDArray

from corpus import write_documents
from desktop_app.domain import Scope
from desktop_app.paths import DataPaths
from desktop_app.retrieval.words import words_to_look_up
from desktop_app.store.database import open_database, transaction
from desktop_app.store.library import Library
from desktop_app.store.search import SearchIndex
from desktop_app.store.sign_blocks import rebuild_signs
from desktop_app.weights import starter_embedder
from desktop_app.workers.embedders import int8_copies, open_embedder
from figure import Figure, median

SIZES = {100_000: (25, 50), 1_000_000: (80, 150)}  # chunks: median and p95 to stay under, in milliseconds
DOCUMENT = 100  # chunks
QUESTIONS = 60
SENTENCES = 1500  # embedded, to mix from
NEAREST = 20
STEP = 20_000
VOCABULARY = 60_000
STOP_WORDS = 60  # the most frequent ones, which nobody looks up
IDENTITY = "bench"

Vectors = NDArray[np.float32]


def measure() -> list[Figure]:
    """Both sizes; the larger takes about two minutes to make and 3 GB of disk."""
    figures: list[Figure] = []
    for chunks in SIZES:
        with tempfile.TemporaryDirectory(prefix="carrel-bench-") as folder:
            figures += _measure(Path(folder) / "library.db", chunks)
    return figures


def _measure(path: Path, chunks: int) -> Iterator[Figure]:
    print(f"  making a library of {chunks:,} chunks ...", file=sys.stderr, flush=True)
    mixer = _Mixer()
    _make_library(path, chunks, mixer)
    questions = [mixer.vectors(1)[0] for _ in range(QUESTIONS)]
    index = SearchIndex(path, lambda: IDENTITY)
    try:
        began = time.perf_counter()
        index.nearest(questions[0], NEAREST, Scope())
        first = (time.perf_counter() - began) * 1000
        dense = [_milliseconds(lambda q=q: index.nearest(q, NEAREST, Scope())) for q in questions]
        half = Scope(tuple(f"/library/{number:02}" for number in range(0, 100, 2)))
        index.nearest(questions[0], NEAREST, half)
        scoped = [_milliseconds(lambda q=q: index.nearest(q, NEAREST, half)) for q in questions[:10]]
        words = [words_to_look_up(mixer.sentence(6, least=STOP_WORDS)) for _ in questions]
        keyword = [_milliseconds(lambda w=w: index.matching(w, NEAREST, Scope())) for w in words]
        folder = Scope(("/library/07",))
        inside = [_milliseconds(lambda w=w: index.matching(w, NEAREST, folder)) for w in words]
        recall = _recall(path, index, questions)
    finally:
        index.close()
    script = Path(__file__).with_name("search_memory.py")
    memory = float(subprocess.run([sys.executable, script, path], check=True, capture_output=True, text=True).stdout)
    size, (goal, tail) = f"{chunks:,} chunks", SIZES[chunks]
    yield _figure(f"search by meaning, {size}", dense, f"at most {goal} ({tail}); the first {first:.0f} ms")
    yield _figure(f"search by meaning within half of the folders, {size}", scoped, "")
    yield _figure(f"search by words, {size}", keyword, "")
    yield _figure(f"search by words within a hundredth of the folders, {size}", inside, "")
    yield Figure(f"nearest {NEAREST} found, {size}", "share of the exact nearest", recall, None, "", "at least 0.98")
    yield Figure(f"memory for searching, {size}", "growth of a process of its own", memory, None, "MB", "less than 400")


def _figure(name: str, times: Sequence[float], goal: str) -> Figure:
    p95 = sorted(times)[int(0.95 * (len(times) - 1))]
    return Figure(name, f"{len(times)} questions, median", median(times), None, "ms", f"p95 {p95:.0f} ms. {goal}")


class _Mixer:
    """Makes embeddings and texts, the same ones every time."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(5)
        self._choice = random.Random(5)
        self._seen = _embedded_sentences()
        ranks = np.arange(1, VOCABULARY + 1)
        self._weights = np.cumsum(1.0 / ranks)
        self._weights /= self._weights[-1]

    def vectors(self, count: int) -> Vectors:
        first, second = self._random.integers(0, len(self._seen), (2, count))
        share = self._random.uniform(0.5, 1.0, (count, 1)).astype(np.float32)
        noise = self._random.standard_normal((count, self._seen.shape[1]), dtype=np.float32)
        mixed = share * self._seen[first] + (1 - share) * self._seen[second] + noise * 0.025
        return mixed / np.linalg.norm(mixed, axis=1, keepdims=True)

    def sentence(self, words: int, *, least: int = 0) -> str:
        """Return `words` made-up words, none of the `least` most frequent ones."""
        lowest = self._weights[least - 1] if least else 0.0
        ranks = np.searchsorted(self._weights, self._random.uniform(lowest, 1.0, words))
        return " ".join(_word(int(rank)) for rank in ranks)


def _word(rank: int) -> str:
    """Return a made-up word, the same for the same rank."""
    letters = "bcdfghklmnprstvz"
    digits = []
    rank += 100
    while rank:
        rank, digit = divmod(rank, len(letters))
        digits.append(letters[digit] + "aeiou"[digit % 5])
    return "".join(digits)


def _embedded_sentences() -> Vectors:
    """Embed sentences of made-up reports and of the licences beside this file: they differ in subject and length."""
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as folder:
        write_documents(Path(folder) / "reports", 12, seed=3)
        texts = [file.read_text(encoding="utf-8") for file in sorted((Path(folder) / "reports").iterdir())]
        copies = int8_copies(DataPaths(Path(folder)))
        texts += [file.read_text(encoding="utf-8") for file in sorted(Path(__file__).parents[2].rglob("*.md"))]
        texts += [file.read_text(encoding="utf-8") for file in sorted(Path(__file__).parents[1].rglob("*.py"))]
        pieces = [piece.strip() for text in texts for piece in text.replace(". ", ".\n").splitlines()]
        sentences = list(dict.fromkeys(piece for piece in pieces if len(piece) > 30))
        random.Random(1).shuffle(sentences)
        return open_embedder(starter_embedder(), copies).embed_passages(sentences[:SENTENCES])


def _make_library(path: Path, chunks: int, mixer: _Mixer) -> None:
    library = Library(path)
    library.vectors.use_embedder(IDENTITY, 384)
    library.close()
    db = open_database(path)
    db.execute("pragma synchronous = off")
    for start in range(0, chunks, STEP):
        ids = range(start + 1, min(chunks, start + STEP) + 1)
        texts = [mixer.sentence(24) for _ in ids]
        vectors = mixer.vectors(len(ids))
        with transaction(db):
            _insert(db, ids, texts, vectors)
    with transaction(db):
        rebuild_signs(db)
    db.execute("insert into words (words) values ('optimize')")
    db.close()


def _insert(db: apsw.Connection, ids: range, texts: Sequence[str], vectors: Vectors) -> None:
    documents = sorted({(content_id - 1) // DOCUMENT + 1 for content_id in ids})
    db.executemany(
        "insert or ignore into documents (id, path, root, size, modified_ns, inode, state, title, pages, chunks)"
        " values (?, ?, '/library', 1, 1, ?, 'searchable', ?, 0, ?)",
        ((i, f"/library/{i % 100:02}/{i}.txt", i, f"Document {i}", DOCUMENT) for i in documents),
    )
    db.executemany(
        "insert into contents (id, hash, heading, text, tokens, embedded) values (?, ?, '', ?, 30, 1)",
        ((i, hashlib.sha256(str(i).encode()).digest(), text) for i, text in zip(ids, texts, strict=True)),
    )
    db.executemany("insert into words (rowid, heading, text) values (?, '', ?)", zip(ids, texts, strict=True))
    db.executemany(
        "insert into chunks (document_id, ordinal, content_id, spans, repeats_header) values (?, ?, ?, '[[1,0,9]]', 0)",
        (((i - 1) // DOCUMENT + 1, (i - 1) % DOCUMENT, i) for i in ids),
    )
    db.executemany(
        "insert into vectors (content_id, embedding) values (?, ?)",
        ((i, row.astype("<f4").tobytes()) for i, row in zip(ids, vectors, strict=True)),
    )


def _recall(path: Path, index: SearchIndex, questions: Sequence[Vectors]) -> float:
    """Return the share of the exact nearest that the search finds, going through all embeddings once."""
    asked = np.stack(questions)
    best = np.full((len(asked), NEAREST), -1.0, dtype=np.float32)
    db = open_database(path, read_only=True)
    rows = db.execute("select embedding from vectors")
    while batch := [row[0] for _, row in zip(range(STEP), rows, strict=False)]:
        embeddings = np.frombuffer(b"".join(batch), dtype="<f4").reshape(len(batch), -1)
        both = np.concatenate([best, asked @ embeddings.T], axis=1)
        best = -np.partition(-both, NEAREST - 1, axis=1)[:, :NEAREST]
    db.close()
    hits = 0
    for question, exact in zip(questions, best, strict=True):
        found = [passage.similarity for passage in index.nearest(question, NEAREST, Scope())]
        hits += sum(similarity >= exact.min() - 1e-5 for similarity in found)
    return min(1.0, hits / (NEAREST * len(questions)))


def _milliseconds(do: object) -> float:
    began = time.perf_counter()
    do()  # type: ignore[operator]
    return (time.perf_counter() - began) * 1000
