"""Life of a watched folder: nothing is lost, nothing is paid twice."""

import os
import shutil
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.domain import DocumentState, Scope
from desktop_app.errors import DamagedDocument, DocumentCrashed
from desktop_app.indexing.indexer import MOST_ATTEMPTS, Indexer
from desktop_app.indexing.reconcile import CLOSED_MESSAGE
from desktop_app.store.library import Library
from desktop_app.store.library_reader import LibraryReader
from desktop_app.store.search import SearchIndex
from tests.samples.fakes import HashEmbedder, MarkdownReader, WordCounter
from tests.samples.ordinary_user import closed

HERON = "# Herons\n\nThe heron lease ends in ninety days.\n\n# Owls\n\nOwls pay no rent at all.\n"


class Desk:
    """A folder, its library and an indexer over both."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "notes"
        self.folder.mkdir()
        self.library = Library(home / "library.db")
        self.reader = LibraryReader(home / "library.db")
        self.search = SearchIndex(home / "library.db")
        self.embedder = HashEmbedder()
        self.parse = MarkdownReader()
        self.roots = [str(self.folder)]
        self.library.vectors.use_embedder(self.embedder.identity, self.embedder.dimensions)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def indexer(self) -> Indexer:
        return Indexer(self.library, lambda: self.roots, self.parse, WordCounter())

    def finish(self, indexer: Indexer) -> None:
        while indexer.read_next() or indexer.embed_next(self.embedder):
            pass

    def index(self) -> Indexer:
        indexer = self.indexer()
        indexer.reconcile()
        self.finish(indexer)
        return indexer

    def states(self) -> dict[str, DocumentState]:
        return {Path(row.path).name: row.state for row in self.reader.documents()}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.library.close()
    desk.reader.close()
    desk.search.close()


def test_a_new_file_becomes_searchable_by_words_and_by_meaning(desk: Desk) -> None:
    desk.write("heron.md", HERON)
    tally = desk.index().tally
    assert (tally.added, tally.embedded) == (1, 2)
    assert desk.states() == {"heron.md": DocumentState.SEARCHABLE}
    by_words = desk.search.matching(["lease"], 5, Scope())
    by_meaning = desk.search.nearest(desk.embedder.embed_question("heron lease ninety days"), 5, Scope())
    assert by_words[0].chunk.text == by_meaning[0].chunk.text == "The heron lease ends in ninety days."
    assert by_words[0].chunk.heading == "# Herons"


def test_words_are_searchable_before_anything_is_embedded(desk: Desk) -> None:
    desk.write("heron.md", HERON)
    indexer = Indexer(desk.library, lambda: desk.roots, desk.parse, WordCounter())
    indexer.reconcile()
    assert indexer.read_next()
    assert desk.states() == {"heron.md": DocumentState.WAITING}
    assert len(desk.search.matching(["heron"], 5, Scope())) == 1


def test_touching_moving_and_copying_cost_no_embedding(desk: Desk) -> None:
    path = desk.write("heron.md", HERON)
    desk.index()
    os.utime(path, (1, 1))
    assert desk.index().tally.embedded == 0
    (desk.folder / "inner").mkdir()
    path.rename(desk.folder / "inner/renamed.md")
    moved = desk.index().tally
    assert (moved.moved, moved.embedded, moved.added, moved.removed) == (1, 0, 0, 0)
    shutil.copy(desk.folder / "inner/renamed.md", desk.folder / "copy.md")
    assert desk.index().tally.embedded == 0
    assert desk.states() == {"renamed.md": DocumentState.SEARCHABLE, "copy.md": DocumentState.SEARCHABLE}


def test_an_edit_embeds_only_what_changed(desk: Desk) -> None:
    path = desk.write("heron.md", HERON)
    desk.index()
    path.write_text(HERON.replace("ninety", "thirty"), encoding="utf-8")
    tally = desk.index().tally
    assert (tally.updated, tally.embedded) == (1, 1)
    assert desk.search.matching(["ninety"], 5, Scope()) == []
    assert len(desk.search.matching(["thirty"], 5, Scope())) == 1


def test_a_deleted_file_leaves_and_a_restored_one_costs_nothing(desk: Desk) -> None:
    path = desk.write("heron.md", HERON)
    desk.write("other.md", "Nothing to see.")
    desk.index()
    path.unlink()
    assert desk.index().tally.removed == 1
    assert desk.search.matching(["heron"], 5, Scope()) == []
    assert desk.search.nearest(desk.embedder.embed_question("heron"), 5, Scope())[0].path.endswith("other.md")
    desk.write("back.md", HERON)
    assert desk.index().tally.embedded == 0
    assert len(desk.search.matching(["heron"], 5, Scope())) == 1


@pytest.mark.parametrize("leave_mount_point", [False, True])
def test_a_missing_drive_is_away_and_loses_nothing(desk: Desk, leave_mount_point: bool) -> None:
    desk.write("heron.md", HERON)
    desk.index()
    unplugged = desk.folder.rename(desk.folder.parent / "unplugged")
    if leave_mount_point:
        desk.folder.mkdir()
    assert desk.index().tally.removed == 0
    assert desk.states() == {"heron.md": DocumentState.AWAY}
    assert desk.search.matching(["heron"], 5, Scope())[0].away
    shutil.rmtree(desk.folder, ignore_errors=True)
    unplugged.rename(desk.folder)
    assert desk.index().tally.embedded == 0
    assert desk.states() == {"heron.md": DocumentState.SEARCHABLE}


def test_a_damaged_file_is_tried_once_until_it_changes(desk: Desk) -> None:
    path = desk.write("bad.md", "x")

    def refuse(_: str) -> None:
        raise DamagedDocument

    desk.parse.before = refuse
    assert [code for _, code, _ in desk.index().tally.failed] == ["document.damaged"]
    desk.index()
    assert len(desk.parse.read) == 1
    row = desk.reader.document(str(path))
    assert row is not None
    assert (row.state, row.message) == (DocumentState.FAILED, str(DamagedDocument()))
    desk.parse.before = lambda _: None
    path.write_text("mended now", encoding="utf-8")
    desk.index()
    assert desk.states() == {"bad.md": DocumentState.SEARCHABLE}


def test_a_file_that_crashes_the_reader_is_left_alone_in_the_end(desk: Desk) -> None:
    desk.write("poison.md", "x")
    desk.write("good.md", HERON)

    def crash(path: str) -> None:
        if "poison" in path:
            raise DocumentCrashed

    desk.parse.before = crash
    desk.index()
    assert desk.states() == {"poison.md": DocumentState.FAILED, "good.md": DocumentState.SEARCHABLE}
    assert sum("poison" in path for path in desk.parse.read) == MOST_ATTEMPTS - 1


def test_a_file_replaced_while_it_is_read_is_read_again(desk: Desk) -> None:
    path = desk.write("heron.md", HERON)
    versions = iter(["The second version is longer.\n"])

    def replace(_: str) -> None:
        if (text := next(versions, None)) is not None:
            path.write_text(text, encoding="utf-8")

    desk.parse.before = replace
    desk.index()
    assert len(desk.parse.read) == 2
    assert [p.chunk.text for p in desk.search.matching(["second"], 5, Scope())] == ["The second version is longer."]


def test_hidden_temporary_and_linked_files_are_left_alone(desk: Desk) -> None:
    desk.write("real.md", HERON)
    for name in (".hidden.md", "~$lock.md", "half.part", "x.tmp", ".git/config.md", "backup.md~"):
        desk.write(name, "Nobody wants this.")
    outside = desk.folder.parent / "outside.md"
    outside.write_text("secret", encoding="utf-8")
    (desk.folder / "link.md").symlink_to(outside)
    (desk.folder / "loop").symlink_to(desk.folder)
    desk.index()
    assert set(desk.states()) == {"real.md"}


def test_an_ignore_file_takes_effect_when_it_changes_and_costs_nothing(desk: Desk) -> None:
    desk.write("heron.md", HERON)
    desk.write("drafts/owl.md", "Owls pay no rent.")
    desk.index()
    rules = desk.write(".carrelignore", "drafts/\nher*\n")
    indexer = desk.indexer()
    assert indexer.reconcile([str(rules)])
    assert desk.states() == {"heron.md": DocumentState.LEFT_OUT, "owl.md": DocumentState.LEFT_OUT}
    row = desk.reader.document(str(desk.folder / "heron.md"))
    assert row is not None
    assert (row.code, ".carrelignore" in row.message) == ("document.ignored", True)
    assert desk.search.matching(["heron"], 5, Scope()) == []
    assert not indexer.reconcile()
    rules.write_text("drafts/\n", encoding="utf-8")
    indexer.reconcile([str(rules)])
    desk.finish(indexer)
    assert desk.states() == {"heron.md": DocumentState.SEARCHABLE, "owl.md": DocumentState.LEFT_OUT}
    assert indexer.tally.embedded == 0
    (desk.folder / "drafts/owl.md").unlink()
    rules.unlink()
    desk.index()
    assert desk.states() == {"heron.md": DocumentState.SEARCHABLE}


def test_what_the_person_left_out_stays_out_when_it_changes(desk: Desk) -> None:
    path = desk.write("heron.md", HERON)
    desk.index()
    known = desk.library.known_file(str(path))
    assert known is not None
    desk.library.attempts.fail(known.id, "document.left_out", "Left out at your wish.", left_out=True)
    path.write_text("Something else.", encoding="utf-8")
    desk.index()
    assert desk.states() == {"heron.md": DocumentState.LEFT_OUT}
    desk.library.attempts.retry(known.id)
    desk.index()
    assert desk.states() == {"heron.md": DocumentState.SEARCHABLE}


def test_a_document_that_is_read_again_though_nothing_changed_is_searchable_again(desk: Desk) -> None:
    path = desk.write("heron.md", HERON)
    desk.index()
    known = desk.library.known_file(str(path))
    assert known is not None
    desk.library.attempts.retry(known.id)
    assert desk.index().tally.embedded == 0
    assert desk.states() == {"heron.md": DocumentState.SEARCHABLE}


def test_a_file_that_was_damaged_for_a_while_is_read_again_when_it_is_restored(desk: Desk) -> None:
    path = desk.write("heron.md", HERON)
    desk.index()

    def refuse(_: str) -> None:
        raise DamagedDocument

    desk.parse.before = refuse
    path.write_text("half", encoding="utf-8")
    desk.index()
    desk.parse.before = lambda _: None
    path.write_text(HERON, encoding="utf-8")
    assert desk.index().tally.embedded == 0
    assert desk.states() == {"heron.md": DocumentState.SEARCHABLE}


def test_an_event_looks_at_what_it_names_and_at_nothing_else(desk: Desk) -> None:
    for number in range(30):
        desk.write(f"note {number}.md", f"Note number {number}.")
    desk.index()
    looked_at: list[object] = []
    known_files = desk.library.known_files

    def remember(places: object = None) -> object:
        found = known_files(places)  # type: ignore[arg-type]
        looked_at.append((places, len(found)))
        return found

    desk.library.known_files = remember  # type: ignore[method-assign, assignment]
    path = desk.write("note 7.md", "Note number seven.")
    indexer = desk.indexer()
    assert indexer.reconcile([str(path)])
    assert looked_at == [([str(path)], 1)]
    desk.finish(indexer)
    assert indexer.tally.updated == 1


def test_an_event_for_a_link_out_of_the_folder_reads_nothing(desk: Desk) -> None:
    desk.write("real.md", HERON)
    outside = desk.folder.parent / "outside.md"
    outside.write_text("secret", encoding="utf-8")
    link = desk.folder / "link.md"
    link.symlink_to(outside)
    (desk.folder / "loop").symlink_to(desk.folder)
    indexer = desk.indexer()
    indexer.reconcile([str(link), str(desk.folder / "loop/real.md"), str(desk.folder / "loop")])
    desk.finish(indexer)
    assert desk.states() == {}


def test_a_file_that_is_being_written_waits_and_others_do_not(desk: Desk) -> None:
    desk.write("a.md", "Half a sent")
    old = desk.write("longer name.md", HERON)
    os.utime(old, (1, 1))
    indexer = Indexer(desk.library, lambda: desk.roots, desk.parse, WordCounter(), quiet_seconds=0.5)
    indexer.reconcile()
    while indexer.read_next():
        pass
    assert [Path(path).name for path in desk.parse.read] == ["longer name.md"]
    assert indexer.waits_for_writers
    time.sleep(0.7)
    desk.finish(indexer)
    assert [Path(path).name for path in desk.parse.read] == ["longer name.md", "a.md"]
    assert not indexer.waits_for_writers


@pytest.mark.parametrize("jump", [-86_400, 86_400])
def test_a_clock_that_jumps_keeps_nothing_waiting(desk: Desk, jump: int) -> None:
    path = desk.write("heron.md", HERON)
    os.utime(path, (time.time() + jump, time.time() + jump))
    indexer = Indexer(desk.library, lambda: desk.roots, desk.parse, WordCounter(), quiet_seconds=0.5)
    indexer.reconcile()
    desk.finish(indexer)
    assert desk.states() == {"heron.md": DocumentState.SEARCHABLE}
    path.write_text(HERON.replace("ninety", "thirty"), encoding="utf-8")
    os.utime(path, (time.time() + 2 * jump, time.time() + 2 * jump))
    indexer.reconcile()
    desk.finish(indexer)
    assert len(desk.search.matching(["thirty"], 5, Scope())) == 1


def test_a_removed_folder_takes_its_documents_and_they_come_back_for_nothing(desk: Desk) -> None:
    desk.write("heron.md", HERON)
    desk.index()
    desk.roots = []
    assert desk.index().tally.removed == 1
    assert desk.reader.counts().documents == 0
    desk.roots = [str(desk.folder)]
    assert desk.index().tally.embedded == 0


def test_another_embedder_embeds_everything_again_and_going_back_is_free(desk: Desk) -> None:
    desk.write("heron.md", HERON)
    desk.index()
    assert desk.library.vectors.count_elsewhere("other") == 2
    desk.library.vectors.use_embedder("other", 16)
    assert desk.states() == {"heron.md": DocumentState.WAITING}
    assert desk.index().tally.embedded == 2
    desk.library.vectors.use_embedder(desk.embedder.identity, 16)
    assert desk.index().tally.embedded == 0
    assert desk.states() == {"heron.md": DocumentState.SEARCHABLE}


def test_a_scope_keeps_the_search_inside_it(desk: Desk) -> None:
    desk.write("a/heron.md", HERON)
    desk.write("a b/heron2.md", HERON.replace("ninety", "forty"))
    desk.index()
    scope = Scope((str(desk.folder / "a"),))
    assert [Path(p.path).name for p in desk.search.matching(["heron"], 5, scope)] == ["heron.md"]
    question = desk.embedder.embed_question("heron")
    assert {Path(p.path).name for p in desk.search.nearest(question, 5, scope)} == {"heron.md"}


@pytest.mark.skipif(os.name == "nt", reason="permissions are other ones there")
def test_what_may_not_be_looked_at_says_so_and_keeps_what_is_known(desk: Desk) -> None:
    desk.write("heron.md", HERON)
    desk.write("shut/owl.md", "Owls hunt.")
    desk.index()
    with closed(desk.folder / "shut"):
        desk.index()
        assert desk.states() == {
            "heron.md": DocumentState.SEARCHABLE,
            "owl.md": DocumentState.SEARCHABLE,
            "shut": DocumentState.FAILED,
        }
        row = desk.reader.document(str(desk.folder / "shut"))
        assert row is not None
        assert (row.code, row.message) == ("document.permission", CLOSED_MESSAGE)
        assert not desk.indexer().reconcile(), "said once"
    desk.index()
    assert desk.states() == {"heron.md": DocumentState.SEARCHABLE, "owl.md": DocumentState.SEARCHABLE}
    with closed(desk.write("crane.md", "Cranes dance.")):
        assert [code for _, code, _ in desk.index().tally.failed] == ["document.permission"]


def test_a_file_belongs_to_the_folder_that_is_watched_now(desk: Desk) -> None:
    path = desk.write("inner/heron.md", HERON)
    desk.roots = [str(path.parent)]
    desk.index()
    desk.roots = [str(desk.folder)]
    assert desk.index().tally.embedded == 0
    assert desk.reader.folder_counts([str(desk.folder)]) == {str(desk.folder): 1}
    assert not desk.indexer().reconcile()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_in_every_script_and_normal_form_are_read(desk: Desk, form: str) -> None:
    names = {unicodedata.normalize(form, name) for name in ("Übung.md", "白鷺.md", "مستند.md", "ก็.md", "new\nline.md")}
    for name in names:
        desk.write(name, f"The heron of {name} nests.")
    desk.index()
    assert desk.states() == dict.fromkeys(names, DocumentState.SEARCHABLE)
    assert not desk.indexer().reconcile()


def test_names_that_are_not_text_get_a_sentence(desk: Desk) -> None:
    Path(os.fsdecode(os.fsencode(desk.folder) + b"/b\xffd.md")).write_text(HERON, encoding="utf-8")
    odd = os.fsdecode(os.fsencode(desk.folder) + b"/b\xffd.md")
    indexer = desk.indexer()
    indexer.reconcile([odd])  # an event told of it
    assert list(desk.states().values()) == [DocumentState.FAILED]
    assert not indexer.reconcile([odd])
    desk.library.remove([row.id for row in desk.reader.documents()])
    tally = desk.index().tally
    assert [code for _, code, _ in tally.failed] == ["document.name"]
    assert desk.index().tally.failed == []
    assert list(desk.states().values()) == [DocumentState.FAILED]
