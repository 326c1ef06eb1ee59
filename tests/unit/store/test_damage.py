"""A library that is damaged on the disk is found when it is opened; conversations are none of its business."""

import random
import shutil
import time
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from desktop_app.domain import Answer, Chunk, FoundFile, LibraryCounts, Page, ParsedDocument, Scope, Span
from desktop_app.errors import ConversationsDamaged, LibraryDamaged
from desktop_app.indexing.indexer import Indexer
from desktop_app.store.consistency import find_contradictions
from desktop_app.store.conversations import Conversations
from desktop_app.store.library import Library, set_aside
from desktop_app.store.library_reader import LibraryReader
from desktop_app.store.search import SearchIndex
from tests.samples.fakes import HashEmbedder, MarkdownReader, WordCounter

PAGE = 4096
NOTES = 60


class Desk:
    """A folder, an indexer with quick stand-ins, and the library of both."""

    def __init__(self, home: Path) -> None:
        self.folder, self.path = home / "notes", home / "library.db"
        self.folder.mkdir()
        self.embedder = HashEmbedder()
        self.open()

    def open(self) -> None:
        self.library = Library(self.path)
        self.library.vectors.use_embedder(self.embedder.identity, self.embedder.dimensions)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def index(self) -> None:
        indexer = Indexer(self.library, lambda: [str(self.folder)], MarkdownReader(), WordCounter())
        indexer.reconcile()
        while indexer.read_next() or indexer.embed_next(self.embedder):
            pass

    def reader(self) -> LibraryCounts:
        with closing(LibraryReader(self.path)) as reader:
            return reader.counts()


def fill(library: Library, documents: int) -> None:
    for number in range(documents):
        path, text = f"/notes/{number}.md", f"Heron number {number} nests. " * 60
        library.expect_files([(path, "/notes", FoundFile(path, len(text), 1, number))])
        known = library.known_file(path)
        assert known is not None
        library.replace_document(
            known.id,
            text.encode(),
            ParsedDocument(str(number), (Page(1, text),)),
            [Chunk(0, text, "", (Span(1, 0, len(text)),))],
        )


@pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
def test_damage_anywhere_is_found_at_the_start(tmp_path: Path, place: float) -> None:
    path = tmp_path / "library.db"
    library = Library(path)
    fill(library, 120)
    library.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(int(size * place) // PAGE * PAGE)
        file.write(b"\xff" * 4 * PAGE)
    again = Library(path)
    assert again.was_rebuilt
    assert again.known_files() == {}
    fill(again, 2)
    again.close()
    assert path.with_name("library.db.damaged").stat().st_size == size
    whole = Library(path)
    assert not whole.was_rebuilt
    assert len(whole.known_files()) == 2
    whole.close()


def test_a_search_that_meets_damage_says_so_in_a_sentence(desk: Desk) -> None:
    with closing(apsw.Connection(str(desk.path))) as db:
        page = PAGE * (int(db.execute("select rootpage from sqlite_master where name = 'words_data'").get) - 1)
    with desk.path.open("r+b") as file:
        file.seek(page)
        file.write(b"\xff" * PAGE)
    with closing(SearchIndex(desk.path)) as index, pytest.raises(LibraryDamaged):
        index.matching(["heron"], 5, Scope())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A folder of notes, read and embedded, and a closed library."""
    desk = Desk(tmp_path)
    for number in range(NOTES):
        desk.write(f"{number}.md", f"Heron number {number} nests at pier {number * 7}. " * 30)
    desk.index()
    desk.library.close()
    return desk


@pytest.mark.parametrize("seed", range(6))
def test_what_a_damaged_library_still_holds_is_not_paid_for_again(desk: Desk, seed: int) -> None:
    choice, paid = random.Random(seed), len(desk.embedder.embedded)
    with desk.path.open("r+b") as file:
        for _ in range(choice.choice([1, 1, 5])):
            file.seek(choice.randrange(2, desk.path.stat().st_size // PAGE) * PAGE)
            file.write(choice.choice([bytes(PAGE), choice.randbytes(PAGE)]))
    desk.open()
    assert desk.library.was_rebuilt
    desk.index()
    assert find_contradictions(desk.path) == []
    assert desk.reader().searchable == NOTES
    assert len(desk.embedder.embedded) - paid < 0.6 * paid, "what lies in other places is taken over"
    desk.library.close()


@pytest.mark.parametrize("keep", [0.0, 0.002, 0.5, 0.95])
def test_a_library_that_was_cut_off_or_is_none_is_built_again(desk: Desk, keep: float) -> None:
    whole = desk.path.read_bytes()
    desk.path.write_bytes(whole[: int(len(whole) * keep)] or b"none" * 9_000)
    desk.open()
    assert desk.library.was_rebuilt
    desk.index()
    assert find_contradictions(desk.path) == []
    assert desk.reader().searchable == NOTES
    desk.library.close()


def test_of_a_library_that_was_cut_off_the_rest_is_taken_over(desk: Desk) -> None:
    paid, whole = len(desk.embedder.embedded), desk.path.read_bytes()
    desk.path.write_bytes(whole[:-PAGE])
    desk.open()
    assert desk.library.was_rebuilt
    desk.index()
    assert find_contradictions(desk.path) == []
    assert len(desk.embedder.embedded) - paid < 0.8 * paid
    desk.library.close()


@pytest.mark.parametrize("letter", [b"9", b"\xb8"], ids=["another letter", "no text any more"])
def test_a_letter_that_changed_on_the_disk_is_found_and_costs_no_embedding(desk: Desk, letter: bytes) -> None:
    paid, data = len(desk.embedder.embedded), desk.path.read_bytes()
    assert data.count(b"pier 357. Heron number 51") > 0
    desk.path.write_bytes(data.replace(b"pier 357. Heron number 51", b"pier 35" + letter + b". Heron number 51"))
    assert find_contradictions(desk.path)[0].endswith("contents that do not say what was written")
    desk.open()
    assert desk.library.was_rebuilt
    desk.index()
    assert find_contradictions(desk.path) == []
    assert len(desk.embedder.embedded) == paid
    desk.library.close()


def test_recognised_pages_are_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    library = Library(path)
    fill(library, 120)
    pages = [Page(number, f"What page {number} says. " * 20) for number in range(1, 60)]
    for page in pages:
        library.recognised.keep(b"scan", page, time.time())
    library.close()
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // PAGE * PAGE)
        file.write(bytes(PAGE))
    again = Library(path)
    assert again.was_rebuilt
    pictures = [Page(page.number, "", is_picture=True) for page in pages]
    assert sum(bool(page.text) for page in again.recognised.fill(b"scan", pictures)) > 40
    again.close()


def test_conversations_are_untouched_when_the_library_is_set_aside(tmp_path: Path) -> None:
    conversations = Conversations.open(tmp_path / "conversations.db", _no_answer)
    conversations.close()
    before = (tmp_path / "conversations.db").read_bytes()
    library = Library(tmp_path / "library.db")
    library.close()
    set_aside(tmp_path / "library.db")
    assert Library(tmp_path / "library.db").known_files() == {}
    assert (tmp_path / "conversations.db").read_bytes() == before


@pytest.mark.parametrize("kind", [bytes(PAGE), b"\xff" * PAGE], ids=["nothing", "anything"])
def test_conversations_that_are_damaged_themselves_say_so_at_the_start_and_stay_as_they_are(
    tmp_path: Path, kind: bytes
) -> None:
    path = tmp_path / "conversations.db"
    conversations = Conversations.open(path, _no_answer)
    for number in range(60):
        conversations.add_question(conversations.create(f"Heron {number}?").id, f"Where nests heron {number}? " * 20)
    conversations.close()
    whole = path.read_bytes()
    damaged = whole[: -8 * PAGE] + kind + whole[-7 * PAGE :]
    path.write_bytes(damaged)
    with pytest.raises(ConversationsDamaged, match=r"put a copy of conversations\.db back"):
        Conversations.open(path, _no_answer)
    assert path.read_bytes() == damaged


def test_what_is_finished_survives_a_power_cut(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.db")
    conversations = Conversations.open(tmp_path / "conversations.db", _no_answer)
    for db in (library._db, conversations._db):
        assert db.pragma("journal_mode") == "wal"
        assert db.pragma("synchronous") == 2, "full: the log is on the disk before a transaction counts as done"
        assert db.pragma("fullfsync") == 1, "and on macOS really on the disk"
    library.close()
    conversations.close()


@pytest.mark.parametrize("seed", range(6))
def test_files_as_a_power_cut_leaves_them_open_and_agree_with_each_other(desk: Desk, seed: int) -> None:
    choice = random.Random(seed)
    desk.open()
    for number in range(NOTES, NOTES + 20):
        desk.write(f"{number}.md", f"Owl number {number} pays no rent at pier {number}. " * 30)
    desk.index()
    left, log = desk.path.parent / "left", desk.path.with_name("library.db-wal").read_bytes()
    left.mkdir()
    shutil.copy(desk.path, left / "library.db")
    torn = bytearray(log[: choice.randrange(len(log) + 1)] if seed else b"")  # without any log for the first
    if torn and choice.random() < 0.5:
        torn[-choice.randrange(1, min(len(torn), PAGE) + 1)] ^= 1 << choice.randrange(8)
    if torn:
        (left / "library.db-wal").write_bytes(torn)
    desk.library.close()
    paid, desk.path = len(desk.embedder.embedded), left / "library.db"
    desk.open()
    assert not desk.library.was_rebuilt
    assert find_contradictions(desk.path) == []
    assert desk.reader().searchable >= NOTES, "what was in the file before is there"
    desk.index()
    assert find_contradictions(desk.path) == []
    assert desk.reader().searchable == NOTES + 20
    assert len(desk.embedder.embedded) - paid <= 40
    desk.library.close()


def _no_answer(_: object) -> Answer:
    raise AssertionError("there are no answers here")
