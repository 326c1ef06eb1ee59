"""Life of a watched folder: nothing is lost, nothing is paid twice."""

import os
import shutil
import time
from pathlib import Path

import pytest

from desktop_app.domain import DocumentState, Scope
from desktop_app.errors import DamagedDocument, DocumentCrashed
from desktop_app.indexing.indexer import MOST_ATTEMPTS, Indexer
from tests.samples.fakes import WordCounter
from tests.samples.indexed_folder import HERON, Desk


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


def test_a_drive_inside_a_watched_folder_is_away_until_its_mount_point_is_deleted(desk: Desk) -> None:
    drive = desk.write("usb/heron.md", HERON).parent
    desk.write("owl.md", "An owl.")
    desk.mounted = [str(drive)]
    desk.index()
    unplugged = drive.rename(desk.folder.parent / "unplugged")
    drive.mkdir()
    desk.mounted = []
    for _ in range(2):
        assert desk.index().tally.removed == 0
        assert desk.states() == {"heron.md": DocumentState.AWAY, "owl.md": DocumentState.SEARCHABLE}
        assert desk.search.matching(["heron"], 5, Scope())[0].away
    drive.rmdir()
    unplugged.rename(drive)
    desk.mounted = [str(drive)]
    assert (len(desk.parse.read), desk.index().tally.embedded) == (2, 0)
    assert set(desk.states().values()) == {DocumentState.SEARCHABLE}
    drive.rename(unplugged)
    desk.mounted = []
    assert desk.index().tally.removed == 1
    assert desk.states() == {"owl.md": DocumentState.SEARCHABLE}


@pytest.mark.parametrize("is_mounted", [False, True])
def test_a_folder_that_was_emptied_is_no_drive_that_left(desk: Desk, is_mounted: bool) -> None:
    path = desk.write("usb/heron.md", HERON)
    desk.write("owl.md", "An owl.")
    desk.mounted = [str(path.parent)] if is_mounted else []
    desk.index()
    path.unlink()
    assert desk.index().tally.removed == 1
    assert desk.states() == {"owl.md": DocumentState.SEARCHABLE}


def test_a_drive_inside_a_folder_that_is_away_itself_is_remembered(desk: Desk) -> None:
    drive = desk.write("usb/heron.md", HERON).parent
    desk.mounted = [str(drive)]
    desk.index()
    desk.mounted = []
    away = desk.folder.rename(desk.folder.parent / "away")
    desk.index()
    (away / "usb" / "heron.md").unlink()
    away.rename(desk.folder)
    desk.write("owl.md", "An owl.")
    assert desk.index().tally.removed == 0
    assert desk.states() == {"heron.md": DocumentState.AWAY, "owl.md": DocumentState.SEARCHABLE}


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


def test_a_file_belongs_to_the_folder_that_is_watched_now(desk: Desk) -> None:
    path = desk.write("inner/heron.md", HERON)
    desk.roots = [str(path.parent)]
    desk.index()
    desk.roots = [str(desk.folder)]
    assert desk.index().tally.embedded == 0
    assert desk.reader.folder_counts([str(desk.folder)]) == {str(desk.folder): 1}
    assert not desk.indexer().reconcile()
