"""A library that is damaged on the disk is found when it is opened; conversations are none of its business."""

from pathlib import Path

import pytest

from desktop_app.domain import Answer, Chunk, FoundFile, Page, ParsedDocument, Span
from desktop_app.store.conversations import Conversations
from desktop_app.store.library import Library, set_aside

PAGE = 4096


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


def test_conversations_are_untouched_when_the_library_is_set_aside(tmp_path: Path) -> None:
    conversations = Conversations.open(tmp_path / "conversations.db", _no_answer)
    conversations.close()
    before = (tmp_path / "conversations.db").read_bytes()
    library = Library(tmp_path / "library.db")
    library.close()
    set_aside(tmp_path / "library.db")
    assert Library(tmp_path / "library.db").known_files() == {}
    assert (tmp_path / "conversations.db").read_bytes() == before


def test_what_is_finished_survives_a_power_cut(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.db")
    conversations = Conversations.open(tmp_path / "conversations.db", _no_answer)
    for db in (library._db, conversations._db):
        assert db.pragma("journal_mode") == "wal"
        assert db.pragma("synchronous") == 2, "full: the log is on the disk before a transaction counts as done"
    library.close()
    conversations.close()


def _no_answer(_: object) -> Answer:
    raise AssertionError("there are no answers here")
