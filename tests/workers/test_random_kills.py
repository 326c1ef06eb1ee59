"""Killed at any moment, the library agrees with itself and goes on where it was.

CARREL_KILLS sets how often; `make kills` runs fifty.
"""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

from desktop_app.domain import DocumentState
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.store.consistency import find_contradictions
from desktop_app.store.library_reader import LibraryReader
from tests.workers.conftest import Worker, eventually

KILLS = int(os.environ.get("CARREL_KILLS", "6"))
DOCUMENTS = 120
WORDS = [
    "heron",
    "owl",
    "crane",
    "stork",
    "lapwing",
    "gate",
    "pier",
    "lease",
    "notice",
    "rent",
    "boat",
    "ferry",
    "keeper",
    "morning",
    "evening",
]


def write(folder: Path, number: int, choice: random.Random) -> None:
    sections = [f"## Part {n}\n\n" + " ".join(choice.choices(WORDS, k=40)) + f" {choice.random()}." for n in range(4)]
    (folder / f"note {number}.md").write_text(f"# Note {number}\n\n" + "\n\n".join(sections), encoding="utf-8")


def embeddings(reader: LibraryReader) -> set[bytes]:
    """Return the hashes of all that has an embedding, in use or spare."""
    db = reader.connection()
    if db is None:
        return set()
    return {
        bytes(row[0])
        for row in db.execute("select hash from contents where embedded union select hash from spare_vectors")
    }


def test_random_kills_lose_nothing_and_leave_no_contradiction(
    start_worker: Callable[[str], Worker], data: DataPaths, tmp_path: Path
) -> None:
    choice = random.Random(1)
    folder = tmp_path / "notes"
    folder.mkdir()
    for number in range(DOCUMENTS):
        write(folder, number, choice)
    WatchedFolders(data.folders).add(folder)
    reader = LibraryReader(data.library)
    edited = str(folder / "note 0.md")
    finished: set[str] = set()
    paid: set[bytes] = set()
    for kill in range(KILLS):
        worker = start_worker("indexing")
        # From before the library is opened until well into embedding.
        time.sleep(choice.uniform(0.0, 10.0 if kill % 2 else 2.0))
        worker.kill()
        assert find_contradictions(data.library) == []
        now = {row.path for row in reader.documents() if row.state is DocumentState.SEARCHABLE}
        assert finished <= now, "something finished was lost"
        assert paid <= embeddings(reader), "something that was embedded would have to be embedded again"
        finished, paid = now - {edited}, embeddings(reader)
        if kill == KILLS // 2:
            write(folder, 0, choice)  # an edit goes on being noticed
    start_worker("indexing")
    assert eventually(lambda: reader.counts().searchable == DOCUMENTS, seconds=300)  # a busy machine slows it down
    assert find_contradictions(data.library) == []
    assert all(row.state is DocumentState.SEARCHABLE for row in reader.documents())
    reader.close()
