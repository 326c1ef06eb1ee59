"""How much of the embedder's own speed is left when documents are read, cut, embedded and stored."""

import tempfile
import time
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer

from corpus import write_documents
from desktop_app.domain import embedding_text
from desktop_app.folders import WatchedFolders
from desktop_app.inference.processor import processor_threads
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.store.library_reader import LibraryReader
from desktop_app.weights import starter_embedder
from desktop_app.workers.updating import LibraryUpdate
from figure import Figure, median

ROUNDS = 3
DOCUMENTS = 12  # a round; about 200 passages
GOAL = 0.9


def measure() -> list[Figure]:
    """Index new documents and encode the same chunks with the bare model, in turns."""
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as folder:
        return [_measure(Path(folder))]


def _measure(folder: Path) -> Figure:
    paths = DataPaths(folder / "data").create()
    model = SentenceTransformer(str(starter_embedder()), device="cpu", local_files_only=True)
    update = LibraryUpdate(paths, Settings())
    ours, bare = [], []
    try:
        _index(update, paths, folder / "warm-up", 0, documents=2)  # loads the embedder
        torch.set_num_threads(processor_threads(0))
        for round_number in range(1, ROUNDS + 1):
            documents = folder / f"round-{round_number}"
            seconds = _index(update, paths, documents, round_number, documents=DOCUMENTS)
            texts = _chunk_texts(paths, documents)
            began = time.perf_counter()
            model.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
            ours.append(len(texts) / seconds)
            bare.append(len(texts) / (time.perf_counter() - began))
    finally:
        update.close()
    speed, limit = median(ours), median(bare)
    return Figure(
        "indexing speed",
        f"{DOCUMENTS} Markdown files, {ROUNDS} rounds; raw: SentenceTransformer.encode on the same chunks",
        speed,
        limit,
        "passages/s",
        f"{speed / limit:.2f} × (at least {GOAL})",
    )


def _index(update: LibraryUpdate, paths: DataPaths, folder: Path, seed: int, *, documents: int) -> float:
    """Bring new files into the library and return the seconds it took."""
    write_documents(folder, documents, seed=seed)
    WatchedFolders(paths.folders).add(folder)
    began = time.perf_counter()
    update.indexer.reconcile()
    while update.step():
        pass
    return time.perf_counter() - began


def _chunk_texts(paths: DataPaths, folder: Path) -> list[str]:
    reader = LibraryReader(paths.library)
    try:
        return [
            embedding_text(chunk.heading, chunk.text)
            for path in sorted(folder.iterdir())
            for chunk in reader.chunks(str(path))
        ]
    finally:
        reader.close()
