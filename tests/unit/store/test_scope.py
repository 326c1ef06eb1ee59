"""A scope reaches the words: by place, by kind and by the day of the last change, together."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.domain import Chunk, FoundFile, Page, ParsedDocument, Scope, Span
from desktop_app.store.library import Library
from desktop_app.store.library_reader import LibraryReader
from desktop_app.store.search import SearchIndex

FILES = (
    ("/notes/a.pdf", 100),
    ("/notes/B.PDF", 200),
    ("/notes/c.txt", 300),
    ("/mail/d_e.eml", 400),
    ("/mail/dxe", 500),
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    library = Library(tmp_path_factory.mktemp("scope") / "library.db")
    for number, (name, seconds) in enumerate(FILES):
        library.expect_files([(name, "/", FoundFile(name, 1, seconds * 10**9, number))])
        known = library.known_file(name)
        assert known is not None
        text = f"heron {number}"
        chunk = Chunk(0, text, "", (Span(1, 0, len(text)),), tokens=2)
        library.replace_document(known.id, name.encode(), ParsedDocument(name, (Page(1, text),)), [chunk])
    yield library.path
    library.close()


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        (Scope(), "a.pdf B.PDF c.txt d_e.eml dxe"),
        (Scope(("/notes",)), "a.pdf B.PDF c.txt"),
        (Scope(suffixes=(".pdf",)), "a.pdf B.PDF"),
        (Scope(suffixes=(".pdf", ".txt"), since=200), "B.PDF c.txt"),
        (Scope(("/notes", "/mail"), since=200, before=400), "B.PDF c.txt"),
        (Scope(suffixes=("d_e.eml",)), "d_e.eml"),
        (Scope(suffixes=(".docx",)), ""),
    ],
)
def test_only_documents_in_scope_are_found(path: Path, scope: Scope, names: str) -> None:
    index, reader = SearchIndex(path), LibraryReader(path)
    wanted = {Path(name).name for name, _ in FILES} & set(names.split())
    assert {Path(found.path).name for found in index.matching(["heron"], 10, scope)} == wanted
    assert {Path(name).name for name in reader.paths(scope)} == wanted
    assert scope.is_everything == (scope == Scope())
    index.close()
    reader.close()


def test_a_chosen_folder_is_searched_about_as_fast_as_the_library(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.db")
    name, texts = "/long/report.txt", [f"heron number {number} stands in the reeds" for number in range(1500)]
    library.expect_files([(name, "/", FoundFile(name, 1, 1, 1))])
    known = library.known_file(name)
    assert known is not None
    chunks = [Chunk(i, text, "", (Span(1, 0, len(text)),), tokens=7) for i, text in enumerate(texts)]
    library.replace_document(known.id, b"long", ParsedDocument(name, (Page(1, texts[0]),)), chunks)
    index = SearchIndex(library.path)

    def seconds(scope: Scope) -> float:
        began = time.perf_counter()
        assert len(index.matching(["heron", "reeds"], 10, scope)) == 10
        return time.perf_counter() - began

    whole = min(seconds(Scope()) for _ in range(3))
    inside = min(seconds(Scope(("/long",))) for _ in range(3))
    index.close()
    library.close()
    assert inside < 20 * whole  # asked for each content by itself it would be some hundred times as slow
