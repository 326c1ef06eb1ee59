"""Text recognition waits behind everything else, goes page by page, and loses nothing."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app.domain import DocumentState, Page, ParsedDocument, Scope
from desktop_app.errors import DocumentCrashed, DocumentUnreadable
from desktop_app.indexing.indexer import Indexer
from desktop_app.store.consistency import find_contradictions
from desktop_app.store.library import Library
from desktop_app.store.library_reader import LibraryReader
from desktop_app.store.search import SearchIndex
from desktop_app.store.vectors import KEPT_SECONDS
from tests.samples.fakes import HashEmbedder, WordCounter

BIRDS = {1: "Herons nest at the pier.", 2: "Owls pay no rent.", 3: "Cranes arrive in March."}


class Desk:
    """Scans whose pages are "text:…" or pictures, and what recognises them."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "scans"
        self.folder.mkdir()
        self.library = Library(home / "library.db")
        self.reader = LibraryReader(home / "library.db")
        self.recognised: list[tuple[str, int]] = []
        self.before: Callable[[str, int], None] = lambda path, number: None
        self.embedder = HashEmbedder()
        self.library.vectors.use_embedder(self.embedder.identity, self.embedder.dimensions)

    def scan(self, name: str, *pages: str) -> str:
        path = self.folder / name
        path.write_text("\n".join(pages), encoding="utf-8")
        return str(path)

    def parse(self, path: str) -> ParsedDocument:
        lines = Path(path).read_text(encoding="utf-8").split("\n")
        pages = (Page(n, line, is_picture=not line, width=595, height=842) for n, line in enumerate(lines, 1))
        return ParsedDocument(Path(path).stem, tuple(pages))

    def recognise(self, path: str, number: int) -> Page:
        self.recognised.append((Path(path).name, number))
        self.before(path, number)
        return Page(number, BIRDS.get(number, ""), width=595, height=842)

    def indexer(self, *, with_recognition: bool = True) -> Indexer:
        recognise = self.recognise if with_recognition else None
        indexer = Indexer(self.library, lambda: [str(self.folder)], self.parse, WordCounter(), recognise)
        indexer.reconcile()
        return indexer

    def finish(self, indexer: Indexer) -> None:
        while indexer.read_next() or indexer.embed_next(self.embedder) or indexer.recognise_next():
            pass

    def row(self, path: str) -> tuple[DocumentState, str, int]:
        row = self.reader.document(path)
        assert row is not None
        return row.state, row.code, row.pages

    def finds(self, word: str) -> bool:
        index = SearchIndex(self.library.path)
        try:
            return bool(index.matching([word], 5, Scope()))
        finally:
            index.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    assert find_contradictions(desk.library.path) == []
    desk.library.close()
    desk.reader.close()


def test_a_copied_or_restored_scan_is_not_recognised_again(desk: Desk) -> None:
    scan = Path(desk.scan("scan.txt", "First page.", "", ""))
    desk.finish(desk.indexer())
    assert len(desk.recognised) == 2
    shutil.copy(scan, scan.with_name("copy.txt"))
    desk.finish(desk.indexer())
    assert desk.row(str(scan.with_name("copy.txt"))) == (DocumentState.SEARCHABLE, "", 3)
    away = scan.rename(desk.folder.parent / "away.txt")
    scan.with_name("copy.txt").unlink()
    desk.scan("other.txt", "Something else.")
    desk.finish(desk.indexer())
    assert not desk.finds("owls")
    away.rename(scan.with_name("back.txt"))
    desk.finish(desk.indexer())
    assert desk.finds("owls")
    assert len(desk.recognised) == 2, "each page was recognised once"
    desk.library.recognised.forget_old(time.time() + KEPT_SECONDS + 1)
    shutil.copy(scan.with_name("back.txt"), scan.with_name("late.txt"))
    desk.finish(desk.indexer())
    assert len(desk.recognised) == 4


def test_a_scan_becomes_searchable_page_by_page(desk: Desk) -> None:
    path = desk.scan("scan.pdf", "", "", "")
    indexer = desk.indexer()
    assert indexer.read_next()
    assert desk.row(path) == (DocumentState.WAITING, "", 3)
    assert [row.message for row in desk.reader.documents()] == ["3 pages wait for text recognition."]
    assert not indexer.embed_next(desk.embedder)
    assert indexer.recognise_next()
    assert desk.finds("herons")
    assert not desk.finds("owls")
    desk.finish(indexer)
    assert desk.recognised == [("scan.pdf", 1), ("scan.pdf", 2), ("scan.pdf", 3)]
    assert desk.row(path) == (DocumentState.SEARCHABLE, "", 3)
    assert desk.finds("cranes")
    assert indexer.tally.recognised == 3
    assert len(desk.embedder.embedded) == 3


def test_pages_with_text_are_searchable_before_the_pictures_beside_them(desk: Desk) -> None:
    path = desk.scan("mixed.pdf", "The lease ends in June.", "")
    indexer = desk.indexer()
    indexer.read_next()
    indexer.embed_next(desk.embedder)
    assert desk.row(path) == (DocumentState.SEARCHABLE, "", 2)
    desk.finish(indexer)
    assert desk.finds("lease")
    assert desk.finds("owls")
    assert desk.embedder.embedded.count("The lease ends in June.") == 1


def test_recognition_goes_on_where_it_was_stopped(desk: Desk) -> None:
    desk.scan("scan.pdf", "", "", "")
    first = desk.indexer()
    first.read_next()
    first.recognise_next()
    desk.finish(desk.indexer())  # as after a restart
    assert [number for _, number in desk.recognised] == [1, 2, 3]


def test_scans_with_few_pages_come_before_those_with_many(desk: Desk) -> None:
    desk.scan("long.pdf", "", "", "")
    desk.scan("short.pdf", "")
    indexer = desk.indexer()
    desk.finish(indexer)
    assert desk.recognised[0] == ("short.pdf", 1)


def test_without_text_recognition_a_scan_says_what_is_needed(desk: Desk) -> None:
    path = desk.scan("scan.pdf", "", "")
    indexer = desk.indexer(with_recognition=False)
    desk.finish(indexer)
    assert desk.row(path) == (DocumentState.FAILED, "document.no_text", 0)


@pytest.mark.parametrize("error", [DocumentCrashed, DocumentUnreadable])
def test_a_picture_that_cannot_be_read_costs_its_own_page_only(desk: Desk, error: type[Exception]) -> None:
    path = desk.scan("scan.pdf", "", "", "")

    def stumble(_: str, number: int) -> None:
        if number == 2:
            raise error

    desk.before = stumble
    desk.finish(desk.indexer())
    assert desk.row(path) == (DocumentState.SEARCHABLE, "", 3)
    assert desk.finds("cranes")
    assert desk.recognised.count(("scan.pdf", 2)) == (2 if error is DocumentCrashed else 1)


def test_a_scan_without_any_words_is_said_so_and_not_read_again(desk: Desk) -> None:
    path = desk.scan("blank.pdf", *("text" if n == 99 else "" for n in range(5)))
    desk.recognise = lambda path, number: Page(number, "")  # type: ignore[method-assign]
    desk.finish(desk.indexer())
    assert desk.row(path) == (DocumentState.FAILED, "document.nothing_recognised", 0)
    desk.finish(desk.indexer())
    assert desk.row(path)[0] is DocumentState.FAILED


def test_a_scan_that_is_replaced_while_a_page_is_recognised_is_read_again(desk: Desk) -> None:
    path = desk.scan("scan.pdf", "", "")
    versions = iter(["Now it is typed."])

    def replace(_: str, __: int) -> None:
        if (text := next(versions, None)) is not None:
            desk.scan("scan.pdf", text)

    desk.before = replace
    desk.finish(desk.indexer())
    assert desk.row(path) == (DocumentState.SEARCHABLE, "", 1)
    assert desk.finds("typed")
    assert not desk.finds("herons")


def test_what_the_person_wants_first_comes_first(desk: Desk) -> None:
    desk.scan("a small.pdf", "Herons.")
    wanted = desk.scan("wanted.pdf", "Owls pay no rent and never did.", "")
    desk.scan("b small.pdf", "Gulls.")
    indexer = desk.indexer()
    assert indexer.read_next(wanted)
    assert desk.finds("owls")
    assert not desk.finds("herons")
    assert indexer.embed_next(desk.embedder, wanted)
    assert desk.row(wanted)[0] is DocumentState.SEARCHABLE
    assert indexer.recognise_next(wanted)
    assert not indexer.read_next(wanted)
    assert not indexer.embed_next(desk.embedder, str(desk.folder / "nothing"))
    assert indexer.read_next(str(desk.folder))
