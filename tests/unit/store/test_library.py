"""What the library promises beside its daily work: full disks, newer versions, old spares, odd words."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.domain import Chunk, FoundFile, Line, Page, ParsedDocument, Scope, Span, Table
from desktop_app.errors import DataUnwritable, DiskFull, LibraryTooNew
from desktop_app.store.consistency import find_contradictions
from desktop_app.store.database import open_database
from desktop_app.store.layout import pack_layout, unpack_page
from desktop_app.store.library import Library
from desktop_app.store.library_reader import LibraryReader
from desktop_app.store.library_schema import LIBRARY_MIGRATIONS, name_lines, stem_words
from desktop_app.store.migrations import migrate, schema_version
from desktop_app.store.search import SearchIndex
from desktop_app.store.vectors import KEPT_SECONDS
from desktop_app.store.word_index import match_expression


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "library.db")
    yield library
    library.close()


def add(library: Library, name: str, text: str) -> int:
    """Put one document of one chunk into the library and return its id."""
    path = f"/notes/{name}"
    library.expect_files([(path, "/notes", FoundFile(path, len(text), 1, len(name)))])
    known = library.known_file(path)
    assert known is not None
    document_id = known.id
    chunk = Chunk(0, text, "", (Span(1, 0, len(text)),), tokens=5)
    library.replace_document(document_id, text.encode(), ParsedDocument(name, (Page(1, text),)), [chunk])
    return document_id


def found(library: Library, *words: str) -> list[str]:
    index = SearchIndex(library.path)
    names = [passage.title for passage in index.matching(words, 10, Scope())]
    index.close()
    return names


def test_a_full_disk_loses_nothing_and_work_goes_on_when_there_is_room(library: Library) -> None:
    add(library, "first", "herons at the lighthouse")
    library._db.execute(f"pragma max_page_count = {library._db.execute('pragma page_count').get + 2}")
    with pytest.raises(DiskFull):
        add(library, "huge", "word " * 200_000)
    assert found(library, "herons") == ["first"]
    library._db.execute("pragma max_page_count = 1000000")
    add(library, "huge", "word " * 200_000)
    assert found(library, "word") == ["huge"]


def test_a_data_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(DataUnwritable):
        Library(tmp_path / "file" / "library.db")


def make_old_library(path: Path, version: int) -> None:
    """Write a library of an earlier version that holds one document."""
    db = open_database(path)
    migrate(db, LIBRARY_MIGRATIONS[:version], path.parent / "unused.db")
    db.execute(
        "insert into documents (path, root, size, modified_ns, inode, state, title, pages, chunks)"
        " values ('/notes/a.md', '/notes', 1, 1, 1, 'searchable', 'a', 1, 1);"
        " insert into pages values (1, 1, '', 'herons', x'00');"
        " insert into contents (id, hash, heading, text, tokens, embedded) values (1, x'01', '', 'herons', 1, 0);"
        " insert into chunks values (1, 0, 1, '[[1, 0, 6]]', 0);"
        " insert into words (rowid, heading, text) values (1, '', 'herons')"
    )
    db.close()


@pytest.mark.parametrize("version", range(1, len(LIBRARY_MIGRATIONS)))
def test_a_library_of_an_older_version_is_read_at_once_and_kept_as_a_copy(tmp_path: Path, version: int) -> None:
    path = tmp_path / "library.db"
    make_old_library(path, version)
    reader = LibraryReader(path)
    assert reader.counts().documents == 1
    assert [row.title for row in reader.documents()] == ["a"]
    reader.close()
    assert [passage.title for passage in SearchIndex(path).matching(["herons"], 5, Scope())] == ["a"]
    copy = apsw.Connection(str(tmp_path / "library.backup.db"))
    assert schema_version(copy) == version
    copy.close()


def test_two_that_open_an_older_library_at_once_both_read_it(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    make_old_library(path, 1)

    def count(_: int) -> int:
        reader = LibraryReader(path)
        try:
            return reader.counts().documents
        finally:
            reader.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(count, range(4))) == [1] * 4
    copy = apsw.Connection(str(tmp_path / "library.backup.db"))
    assert schema_version(copy) == 1
    copy.close()


def test_a_newer_library_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    db = apsw.Connection(str(path))
    db.pragma("user_version", len(LIBRARY_MIGRATIONS) + 1)
    db.close()
    before = path.read_bytes()
    with pytest.raises(LibraryTooNew):
        Library(path)
    with pytest.raises(LibraryTooNew):
        LibraryReader(path).counts()
    assert path.read_bytes() == before


@pytest.mark.parametrize("version", range(len(LIBRARY_MIGRATIONS) + 1))
def test_every_released_schema_upgrades(tmp_path: Path, version: int) -> None:
    db = open_database(tmp_path / "library.db")
    migrate(db, LIBRARY_MIGRATIONS[:version], tmp_path / "backup.db")
    migrate(db, LIBRARY_MIGRATIONS, tmp_path / "backup.db")
    assert schema_version(db) == len(LIBRARY_MIGRATIONS)
    assert (tmp_path / "backup.db").exists() == (0 < version < len(LIBRARY_MIGRATIONS))
    db.close()


def test_a_step_that_fails_leaves_no_trace(tmp_path: Path) -> None:
    db = open_database(tmp_path / "library.db")

    def half(db: apsw.Connection) -> None:
        db.execute("create table half (x)")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        migrate(db, (half,), tmp_path / "backup.db")
    assert schema_version(db) == 0
    assert db.execute("select count(*) from sqlite_master").get == 0
    db.close()


def test_spare_embeddings_are_kept_for_a_month_and_no_longer(library: Library) -> None:
    library.vectors.use_embedder("e", 2)
    document = add(library, "heron", "herons")
    library.embeddings.store([library.waiting.contents(1)[0][0]], [b"\0\0\x80?\0\0\0\0"])
    library.remove([document])
    spares = "select kept_at from spare_vectors"
    kept_at = library._db.execute(spares).get
    assert isinstance(kept_at, float)
    library.vectors.forget_old_spares(kept_at + KEPT_SECONDS - 1)
    assert library._db.execute(spares).fetchall()
    library.vectors.forget_old_spares(kept_at + KEPT_SECONDS + 1)
    assert not library._db.execute(spares).fetchall()


def test_embeddings_of_contents_that_went_away_meanwhile_are_passed_over(library: Library) -> None:
    library.vectors.use_embedder("e", 2)
    document = add(library, "heron", "herons")
    content = library.waiting.contents(1)[0][0]
    library.remove([document])
    library.embeddings.store([content], [b"\0\0\x80?\0\0\0\0"])
    assert library._db.execute("select count(*) from vectors").get == 0


def test_what_could_not_be_read_is_tried_again_when_the_readers_change(library: Library) -> None:
    library.attempts.use_readers("txt")
    states = {"scan": "document.no_text", "old.doc": "document.encrypted", "bad": "document.damaged"}
    for name, code in states.items():
        library.attempts.fail(add(library, name, f"words of {name}"), code, "It can't be read.")
    library.attempts.use_readers("txt")
    assert library.waiting.next_file() is None
    library.attempts.use_readers("txt, and text recognition")
    again = {Path(path).name for path, file in library.known_files().items() if file.state == "new"}
    assert again == {"scan", "old.doc"}
    assert find_contradictions(library.path) == []


def test_contradictions_are_found_and_named(library: Library) -> None:
    library.vectors.use_embedder("e", 2)
    add(library, "heron", "herons")
    assert find_contradictions(library.path) == []
    library._db.execute("update contents set embedded = 1")
    library._db.execute("delete from words")
    assert find_contradictions(library.path) == [
        "1 contents whose words can't be found",
        "1 contents that count as embedded and are not",
    ]


def test_scripts_without_spaces_are_found_by_their_characters(library: Library) -> None:
    add(library, "chinese", "图书馆每天早上八点开门。")
    add(library, "japanese", "灯台守は毎朝、白鷺を数える。")
    add(library, "thai", "ห้องสมุดเปิดทุกวัน")
    assert found(library, "图书馆什么时候开门") == ["chinese"]
    assert found(library, "白鷺") == ["japanese"]
    assert found(library, "ห้องสมุด") == ["thai"]


def test_accents_and_endings_do_not_matter(library: Library) -> None:
    add(library, "menu", "Crème brûlée is served daily.")
    assert found(library, "creme") == ["menu"]
    assert found(library, "serving") == ["menu"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Die Kündigungen der Verträge sind bis zum Ende des Monats möglich.", "Kündigung"),
        ("Die Kündigungen der Verträge sind bis zum Ende des Monats möglich.", "Vertrag"),
        ("Die Mieter haben die Schlüssel für das Haus und den Keller.", "Häuser"),
        ("Les locataires ont versé une caution et les charges pour l'année.", "charge"),
        ("La résiliation est possible dans les trois mois pour le locataire.", "résilier"),
        ("Los inquilinos pagan los gastos de la comunidad en el mes de enero.", "gasto"),
        ("La habitación tiene balcones y está en la planta de arriba para dos.", "balcón"),
    ],
)
def test_german_french_and_spanish_are_found_in_any_form(library: Library, text: str, word: str) -> None:
    add(library, "text", text)
    assert found(library, word) == ["text"]


def test_a_mixed_library_is_searched_in_all_its_languages(library: Library) -> None:
    add(library, "german", "Die Miete ist am ersten Tag des Monats fällig, und zwar an Herrn Brandt.")
    add(library, "english", "The notes on the rent were written by Mr Brandt and not by the tenants.")
    assert set(found(library, "Brandt")) == {"german", "english"}
    assert found(library, "Monat") == ["german"]
    assert found(library, "noting") == ["english"]
    add(library, "other", "It is not here.")
    assert found(library, "notes") == ["english"], "a Spanish stem is no English word"


def test_an_older_librarys_words_are_stemmed_anew_and_nothing_is_embedded_again(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with closing(Library(path)) as library:
        add(library, "german", "Die Kündigungen der Verträge sind bis zum Ende des Monats möglich.")
        library.vectors.use_embedder("e", 2)
        library.vectors.insert([(1, b"\0" * 8)])
        library._db.execute("update contents set embedded = 1")
        library._db.execute("delete from words where rowid = 1")
        library._db.execute("insert into words (rowid, heading, text) select id, heading, text from contents")
        assert found(library, "Kündigung") == []
        library._db.pragma("user_version", LIBRARY_MIGRATIONS.index(stem_words))
    with closing(Library(path)) as library:
        assert found(library, "Kündigung") == ["german"]
        assert library._db.execute("select count(*) from vectors").fetchall() == [(1,)]
        assert library._db.execute("select embedded from contents").fetchall() == [(1,)]
        assert find_contradictions(path) == []


def test_what_names_its_lines_now_is_read_again_in_an_older_library_and_not_embedded_again(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with closing(Library(path)) as library:
        for name in ("a.json", "b.md"):
            add(library, name, f"Herons in {name}.")
        library._db.execute("update contents set embedded = 1")
        library._db.execute("update documents set state = 'searchable'")
        library._db.pragma("user_version", LIBRARY_MIGRATIONS.index(name_lines))
    with closing(Library(path)) as library:
        states = dict(library._db.execute("select path, state from documents").fetchall())
        assert {Path(str(file)).name: state for file, state in states.items()} == {
            "a.json": "changed",
            "b.md": "searchable",
        }
        add(library, "a.json", "Herons in a.json.")
        assert library._db.execute("select min(embedded), count(*) from contents").fetchall() == [(1, 2)]


@given(st.lists(st.text(max_size=20), max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_no_word_is_ever_syntax(library: Library, words: list[str]) -> None:
    expression = match_expression(words)
    if expression:
        library._db.execute("select rowid from words where words match ?", (expression,)).fetchall()


def test_a_page_keeps_its_layout() -> None:
    page = Page(
        3,
        "Herons\nA | B",
        "page 3",
        tables=(Table(7, 12, 7),),
        lines=(Line(0, 6, 10.5, 20.0, (1.0, 2.5, 3.0, 4.0, 5.0, 6.1, 7.0)),),
        width=595.0,
        height=842.0,
    )
    assert unpack_page(3, "page 3", page.text, pack_layout(page)) == page


def test_files_that_say_just_the_same_are_named_beside_the_one_that_is_found(library: Library) -> None:
    lease = add(library, "lease.txt", "the deposit is returned in May")
    add(library, "copy.txt", "the deposit is returned in May")
    add(library, "other.txt", "the garden is for all")
    index, reader = SearchIndex(library.path), LibraryReader(library.path)
    (passage,) = reader.with_labels(index.matching(("deposit",), 10, Scope()))
    assert {passage.path, *passage.copies} == {"/notes/lease.txt", "/notes/copy.txt"}
    (alone,) = reader.with_labels(index.matching(("garden",), 10, Scope()))
    assert alone.copies == ()
    assert reader.chunk_of(lease, 0) == Chunk(0, "the deposit is returned in May", "", (Span(1, 0, 30),), 5)
    assert reader.chunk_of(lease, 1) is None
    index.close()
    reader.close()


def test_what_a_search_keeps_in_memory_follows_the_library(library: Library) -> None:
    first = add(library, "heron.txt", "The heron stands in the reeds.")
    index = SearchIndex(library.path)

    def paths() -> list[str]:
        return sorted(passage.path for passage in index.matching(["heron"], 10, Scope()))

    assert paths() == paths() == ["/notes/heron.txt"]
    add(library, "two.txt", "A heron again.")
    assert paths() == ["/notes/heron.txt", "/notes/two.txt"]
    chunk = Chunk(0, "The heron flew.", "", (Span(1, 0, 15),), tokens=5)
    library.replace_document(first, b"new", ParsedDocument("heron.txt", (Page(1, "The heron flew."),)), [chunk])
    texts = [passage.chunk.text for passage in index.matching(["heron"], 10, Scope())]
    assert sorted(texts) == ["A heron again.", "The heron flew."]
    library.move(first, "/notes/grey.txt", "/notes", FoundFile("/notes/grey.txt", 1, 1, 1))
    assert paths() == ["/notes/grey.txt", "/notes/two.txt"]
    library.remove([first])
    assert paths() == ["/notes/two.txt"]
    index.close()
