"""Fills a small file system while indexing, makes room again, and prints what became of the library.

Run in a mount namespace of its own (see tests/unit/store/test_full_disk.py):
    python full_disk.py SMALL_FILE_SYSTEM DOCUMENTS
"""

import json
import sys
from pathlib import Path

from desktop_app.errors import DiskFull
from desktop_app.folders import WatchedFolders
from desktop_app.indexing.indexer import Indexer
from desktop_app.store.consistency import find_contradictions
from desktop_app.store.library import Library
from desktop_app.store.library_reader import LibraryReader
from tests.samples.fakes import HashEmbedder, MarkdownReader, WordCounter


def main() -> None:
    disk, documents = Path(sys.argv[1]), Path(sys.argv[2])
    library = Library(disk / "library.db")
    embedder = HashEmbedder()
    library.vectors.use_embedder(embedder.identity, embedder.dimensions)
    indexer = Indexer(library, lambda: [str(documents)], MarkdownReader(), WordCounter())
    indexer.reconcile()
    for _ in range(3):
        indexer.read_next()
        indexer.embed_next(embedder)
    filler = disk / "filler"
    fill(filler)
    outcome: dict[str, object] = {"stumbles": 0, "codes": []}
    for _ in range(8):
        try:
            while indexer.read_next() or indexer.embed_next(embedder):
                pass
        except DiskFull as error:
            outcome["stumbles"] = int(str(outcome["stumbles"])) + 1
            outcome["codes"] = [error.code]
    reader = LibraryReader(disk / "library.db")
    outcome["kept"] = reader.counts().searchable
    outcome["contradictions_when_full"] = find_contradictions(disk / "library.db")
    outcome["folders"] = _try_to_watch(disk, documents)
    filler.unlink()
    while indexer.read_next() or indexer.embed_next(embedder):
        pass
    outcome["searchable"] = reader.counts().searchable
    outcome["contradictions"] = find_contradictions(disk / "library.db")
    outcome["embedded"] = len(embedder.embedded)
    print(json.dumps(outcome))  # noqa: T201 - the test reads it


def fill(path: Path) -> None:
    """Leave no byte free."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


def _try_to_watch(disk: Path, documents: Path) -> str:
    try:
        WatchedFolders(disk / "folders.json").add(documents)
    except DiskFull as error:
        return error.code
    return "added"


if __name__ == "__main__":
    main()
