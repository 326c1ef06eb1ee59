"""Which files of a watched folder are read, and what is said of the others."""

import os
import unicodedata
from pathlib import Path

import pytest

from desktop_app.domain import DocumentState, Scope
from desktop_app.indexing.reconcile import CLOSED_MESSAGE
from tests.samples.indexed_folder import HERON, Desk
from tests.samples.ordinary_user import closed


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
