"""What is done first, measured on the real indexer with quick stand-ins for reader and embedder."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from desktop_app.domain import DocumentState, Page, ParsedDocument
from desktop_app.indexing.indexer import EMBED_BATCH, Indexer
from desktop_app.store.library import Library
from desktop_app.store.library_reader import LibraryReader
from desktop_app.workers.progress import Progress
from desktop_app.workers.restraint import MachineLoad, Restraint
from desktop_app.workers.speeds import Speeds
from desktop_app.workers.steps import IndexingSteps
from tests.samples.fakes import HashEmbedder, MarkdownReader, WordCounter


class Loader:
    """An embedder that is there from the start, or not at all."""

    def __init__(self, embedder: HashEmbedder | None) -> None:
        self._embedder = embedder

    def result(self, timeout: float) -> HashEmbedder | None:
        return self._embedder


class Desk:
    def __init__(self, home: Path) -> None:
        self.folder = home / "notes"
        self.library = Library(home / "library.db")
        self.reader = LibraryReader(home / "library.db")
        self.parse = MarkdownReader()
        self.speeds = Speeds()
        self.indexer = Indexer(self.library, lambda: [str(self.folder)], self.parse, WordCounter())

    def write(self, name: str, text: str) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return str(path)

    def steps(self, embedder: HashEmbedder | None, restraint: Restraint | None = None) -> IndexingSteps:
        self.indexer.reconcile()
        return IndexingSteps(self.indexer, self.library, Loader(embedder), self.speeds, restraint)

    def searchable(self) -> list[str]:
        rows = self.reader.documents()
        return [Path(row.path).name for row in rows if row.state is DocumentState.SEARCHABLE]


def read_scans(path: str) -> ParsedDocument:
    """Read what lies in a folder of scans as one picture."""
    if Path(path).parent.name == "scans":
        return ParsedDocument(Path(path).stem, (Page(1, "", is_picture=True),))
    return MarkdownReader()(path)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.library.close()
    desk.reader.close()


def test_small_files_come_first_and_are_read_while_there_is_no_embedder(desk: Desk) -> None:
    for name, words in (("large.md", 90), ("small.md", 3), ("middle.md", 30)):
        desk.write(name, "heron " * words)
    steps = desk.steps(None)
    while len(desk.parse.read) < 3:
        assert steps.step()
    assert [Path(path).name for path in desk.parse.read] == ["small.md", "middle.md", "large.md"]
    assert steps.step(), "there is still something to embed"


def test_what_the_person_wants_is_wholly_searchable_before_the_rest_is_read(desk: Desk) -> None:
    for number in range(8):
        desk.write(f"papers/{number}.md", f"Paper {number}.")
    wanted = desk.write("late/wanted.md", "The heron lease ends in ninety days, and longer than all others.")
    steps = desk.steps(HashEmbedder())
    steps.read_first([str(desk.folder / "nothing"), wanted])
    while not desk.searchable():
        assert steps.step()
    assert desk.searchable() == ["wanted.md"]
    assert [Path(path).name for path in desk.parse.read] == ["wanted.md"]
    while steps.step():
        pass
    assert len(desk.searchable()) == 9


def test_embedding_rests_on_battery_and_reading_does_not(desk: Desk) -> None:
    for number in range(EMBED_BATCH + 3):
        desk.write(f"{number}.md", f"Note {number} on herons.")
    clock = iter(range(1_000))
    restraint = Restraint(lambda: MachineLoad(on_battery=True), clock=lambda: 0.0)
    desk.indexer.reconcile()
    steps = IndexingSteps(
        desk.indexer, desk.library, Loader(HashEmbedder()), desk.speeds, restraint, clock=lambda: float(next(clock))
    )
    for _ in range(EMBED_BATCH):
        steps.step()
    assert restraint.rest_left == 0.0
    steps.step()  # a first whole batch, to know its speed: it took "one second"
    assert (len(desk.parse.read), restraint.rest_left) == (EMBED_BATCH, 1.0)
    for _ in range(3):
        steps.step()
    assert len(desk.parse.read) == EMBED_BATCH + 3
    assert restraint.reason == "on battery"


def test_progress_names_the_file_at_hand_through_all_stages(desk: Desk) -> None:
    desk.write("only.md", "Herons nest at the pier.")
    steps = desk.steps(HashEmbedder())
    progress = Progress(desk.library.waiting, desk.speeds)
    told = [progress.now()]
    while steps.step():
        told.append(progress.now())
    told.append(progress.now())
    assert [(event.state, event.current) for event in told[:2]] == [("reading", "only.md"), ("embedding", "only.md")]
    assert (told[-1].state, told[-1].done, told[-1].known, told[-1].current) == ("idle", 1, 1, "")
    desk.write("only.md", "Owls.")
    desk.indexer.reconcile()
    paused = progress.now(paused=True)
    assert (paused.state, paused.seconds_left) == ("paused", None)


def test_a_few_pictures_are_recognised_before_the_rest_is_embedded_so_that_a_time_can_be_named(desk: Desk) -> None:
    for number in range(9):
        desk.write(f"{number}.md", f"Note {number} on herons.")
        desk.write(f"scans/{number}.md", f"Scan {number}")
    recognised: list[tuple[str, int]] = []

    def recognise(path: str, number: int) -> Page:
        recognised.append((Path(path).name, desk.library.waiting.left().tokens))
        return Page(number, "The letter.")

    desk.indexer = Indexer(desk.library, lambda: [str(desk.folder)], read_scans, WordCounter(), recognise=recognise)
    desk.speeds.embedding.add(1_000, 2.0)
    clock = count(step=2)
    desk.indexer.reconcile()
    steps = IndexingSteps(
        desk.indexer, desk.library, Loader(HashEmbedder()), desk.speeds, None, clock=lambda: float(next(clock))
    )
    while not recognised:
        assert steps.step()
    assert not desk.library.waiting.left().files, "words come first"
    while steps.step():
        pass
    before_embedding = [left for _, left in recognised if left]
    assert (len(before_embedding), len(recognised)) == (2, 9)
    assert len(desk.searchable()) == 18


def test_pictures_that_are_tried_early_come_from_anywhere(desk: Desk) -> None:
    pages = tuple(Page(number, "", is_picture=True) for number in range(1, 31))

    def read(path: str) -> ParsedDocument:
        return ParsedDocument(Path(path).stem, pages if "book" in path else pages[:1])

    for name in ("a.md", "b.md", "book.md"):
        desk.write(name, name)
    tried: list[tuple[str, int]] = []

    def recognise(path: str, number: int) -> Page:
        tried.append((Path(path).name, number))
        return Page(number, f"Words of {path} {number}.")

    desk.indexer = Indexer(desk.library, lambda: [str(desk.folder)], read, WordCounter(), recognise=recognise)
    steps = desk.steps(HashEmbedder())
    while steps.step():
        pass
    assert sum(name == "book.md" for name, _ in tried[:4]) >= 3, "most pictures are the book's"
    assert sorted(number for name, number in tried[:4] if name == "book.md") != [1, 2, 3, 4]
    assert sorted(tried) == sorted([("a.md", 1), ("b.md", 1), *(("book.md", number) for number in range(1, 31))])


def test_the_start_of_the_parser_is_not_taken_for_the_speed_of_reading(desk: Desk) -> None:
    for number in range(40):
        desk.write(f"{number:02}.md", f"Note {number} on herons.")
    moments = iter([0.0, 5.0, *(5.0 + 0.01 * n for n in range(1, 1_000))])
    desk.indexer.reconcile()
    steps = IndexingSteps(desk.indexer, desk.library, Loader(None), desk.speeds, None, clock=lambda: next(moments))
    progress = Progress(desk.library.waiting, desk.speeds)
    for _ in range(3):
        steps.step()
        told = progress.now()
        assert (told.state, told.seconds_at_most) == ("reading", 30.0)
