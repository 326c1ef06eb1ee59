"""The indexing worker: watches, survives kills of itself and of its parser, and says what it does."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest
from filelock import FileLock

from desktop_app.domain import DocumentState, Scope
from desktop_app.errors import LibraryDamaged
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.store.consistency import find_contradictions
from desktop_app.store.library import CHECKED_BYTES
from desktop_app.store.library_reader import LibraryReader
from desktop_app.store.search import SearchIndex
from desktop_app.workers.protocol import (
    IndexingProgressed,
    LeaveOutDocument,
    NoticeGiven,
    PauseIndexing,
    ReadFolders,
    ResumeIndexing,
    RetryDocument,
)
from tests.samples.documents import make_pdf
from tests.workers.conftest import Worker, children_of, eventually, exists

HERON = "# Herons\n\nThe heron lease ends in ninety days.\n"

StartWorker = Callable[[str], Worker]


@pytest.fixture
def folder(tmp_path: Path, data: DataPaths) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "heron.md").write_text(HERON, encoding="utf-8")
    WatchedFolders(data.folders).add(folder)
    return folder


@pytest.fixture
def library(data: DataPaths) -> Iterator[LibraryReader]:
    reader = LibraryReader(data.library)
    yield reader
    reader.close()


def state(library: LibraryReader, path: Path) -> DocumentState | None:
    row = library.document(str(path))
    return row.state if row else None


def is_found(data: DataPaths, word: str) -> bool:
    index = SearchIndex(data.library)
    try:
        return bool(index.matching([word], 5, Scope()))
    except LibraryDamaged:
        return False
    finally:
        index.close()


def test_a_watched_folder_is_kept_up_to_date(
    start_worker: StartWorker, folder: Path, data: DataPaths, library: LibraryReader
) -> None:
    start_worker("indexing")
    assert eventually(lambda: state(library, folder / "heron.md") is DocumentState.SEARCHABLE)
    (folder / "heron.md").write_text(HERON.replace("ninety", "thirty"), encoding="utf-8")
    assert eventually(lambda: is_found(data, "thirty"))
    assert not is_found(data, "ninety")
    (folder / "owl.md").write_text("Owls pay no rent.", encoding="utf-8")
    assert eventually(lambda: state(library, folder / "owl.md") is DocumentState.SEARCHABLE)
    (folder / "owl.md").rename(folder / "eagle owl.md")
    assert eventually(lambda: state(library, folder / "eagle owl.md") is DocumentState.SEARCHABLE)
    (folder / "eagle owl.md").unlink()
    assert eventually(lambda: state(library, folder / "eagle owl.md") is None)


def test_a_folder_added_later_is_noticed_and_a_missing_one_is_away(
    start_worker: StartWorker, folder: Path, data: DataPaths, library: LibraryReader, tmp_path: Path
) -> None:
    worker = start_worker("indexing")
    later = tmp_path / "later"
    later.mkdir()
    (later / "crane.txt").write_text("Cranes arrive in March.", encoding="utf-8")
    WatchedFolders(data.folders).add(later)
    worker.ask(ReadFolders)
    assert eventually(lambda: state(library, later / "crane.txt") is DocumentState.SEARCHABLE)
    folder.rename(tmp_path / "unplugged")
    assert eventually(lambda: state(library, folder / "heron.md") is DocumentState.AWAY)
    (tmp_path / "unplugged").rename(folder)
    assert eventually(lambda: state(library, folder / "heron.md") is DocumentState.SEARCHABLE)


def test_a_drive_that_leaves_its_empty_mount_point_is_away_and_is_watched_again_when_it_is_back(
    start_worker: StartWorker, folder: Path, library: LibraryReader, tmp_path: Path
) -> None:
    start_worker("indexing")
    assert eventually(lambda: state(library, folder / "heron.md") is DocumentState.SEARCHABLE)
    drive = folder.rename(tmp_path / "drive")
    folder.mkdir()  # what stands there once the drive is taken off
    assert eventually(lambda: state(library, folder / "heron.md") is DocumentState.AWAY)
    folder.rmdir()
    drive.rename(folder)
    assert eventually(lambda: state(library, folder / "heron.md") is DocumentState.SEARCHABLE)
    (folder / "crane.txt").write_text("Cranes arrive in March.", encoding="utf-8")
    assert eventually(lambda: state(library, folder / "crane.txt") is DocumentState.SEARCHABLE, 10)


def test_a_drive_mounted_inside_a_watched_folder_is_noticed_when_it_comes_and_goes(
    start_worker: StartWorker, folder: Path, library: LibraryReader, tmp_path: Path
) -> None:
    drive, mount_point = tmp_path / "drive", folder / "usb"
    for place in (drive, mount_point):
        place.mkdir()
    (drive / "crane.txt").write_text("Cranes arrive in March.", encoding="utf-8")
    mount, unmount = ["mount", "--bind", str(drive), str(mount_point)], ["umount", "-l", str(mount_point)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only an administrator can mount a drive")
    subprocess.run(unmount, check=True)
    start_worker("indexing")
    assert eventually(lambda: state(library, folder / "heron.md") is DocumentState.SEARCHABLE)
    subprocess.run(mount, check=True)
    try:
        assert eventually(lambda: state(library, mount_point / "crane.txt") is DocumentState.SEARCHABLE)
    finally:
        subprocess.run(unmount, check=True)
    assert eventually(lambda: state(library, mount_point / "crane.txt") is DocumentState.AWAY)
    assert state(library, folder / "heron.md") is DocumentState.SEARCHABLE


def test_a_killed_worker_loses_nothing_and_leaves_no_orphan(
    start_worker: StartWorker, folder: Path, data: DataPaths, library: LibraryReader
) -> None:
    for n in range(12):
        (folder / f"note {n}.md").write_text(HERON.replace("ninety", f"{n} hundred"), encoding="utf-8")
    worker = start_worker("indexing")
    assert eventually(lambda: library.counts().documents > 0 and library.counts().chunks > 0)
    children = children_of(worker.process.pid)
    worker.kill()
    assert eventually(lambda: not any(exists(pid) for pid in children), seconds=20)
    start_worker("indexing")
    assert eventually(lambda: library.counts().searchable == 13)


def test_a_killed_parser_costs_one_attempt_and_no_document(
    start_worker: StartWorker, folder: Path, library: LibraryReader
) -> None:
    worker = start_worker("indexing")
    assert eventually(lambda: state(library, folder / "heron.md") is DocumentState.SEARCHABLE)
    for pid in children_of(worker.process.pid):
        os.kill(pid, signal.SIGKILL)
    (folder / "owl.md").write_text("Owls pay no rent.", encoding="utf-8")
    assert eventually(lambda: state(library, folder / "owl.md") is DocumentState.SEARCHABLE)
    assert worker.process.poll() is None


def test_a_damaged_file_fails_with_its_reason_and_the_rest_goes_on(
    start_worker: StartWorker, folder: Path, library: LibraryReader
) -> None:
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7\nthis is no PDF")
    (folder / "empty.txt").write_bytes(b"")
    worker = start_worker("indexing")
    assert eventually(lambda: state(library, folder / "bad.pdf") is DocumentState.FAILED)
    assert eventually(lambda: state(library, folder / "heron.md") is DocumentState.SEARCHABLE)
    empty = library.document(str(folder / "empty.txt"))
    assert empty is not None
    assert (empty.state, empty.code) == (DocumentState.FAILED, "document.empty")
    worker.ask(LeaveOutDocument, path=str(folder / "bad.pdf"))
    assert state(library, folder / "bad.pdf") is DocumentState.LEFT_OUT
    make_pdf(folder / "bad.pdf")
    worker.ask(RetryDocument, path=str(folder / "bad.pdf"))
    assert eventually(lambda: state(library, folder / "bad.pdf") is DocumentState.SEARCHABLE)


def test_pause_holds_over_a_restart(start_worker: StartWorker, folder: Path, library: LibraryReader) -> None:
    worker = start_worker("indexing")
    worker.ask(PauseIndexing)
    assert eventually(lambda: _progress(worker).state == "paused")
    worker.close()
    worker = start_worker("indexing")
    assert _progress(worker).state == "paused"
    (folder / "owl.md").write_text("Owls pay no rent.", encoding="utf-8")
    assert eventually(lambda: state(library, folder / "owl.md") is DocumentState.WAITING)
    worker.ask(ResumeIndexing)
    assert eventually(lambda: state(library, folder / "owl.md") is DocumentState.SEARCHABLE)


def test_indexing_gives_way_while_an_answer_is_written(
    start_worker: StartWorker, folder: Path, data: DataPaths, library: LibraryReader
) -> None:
    worker = start_worker("indexing")
    assert eventually(lambda: state(library, folder / "heron.md") is DocumentState.SEARCHABLE)
    with FileLock(data.answering_lock):
        (folder / "owl.md").write_text("Owls pay no rent.", encoding="utf-8")
        assert eventually(lambda: state(library, folder / "owl.md") is DocumentState.WAITING)
        time.sleep(1.0)
        assert attempts(data, folder / "owl.md") == 0, "it is not even begun"
        worker.ask(ReadFolders)  # what the person wants of the worker meanwhile is heard
    assert eventually(lambda: state(library, folder / "owl.md") is DocumentState.SEARCHABLE)


def test_a_killed_worker_is_still_paused(start_worker: StartWorker, folder: Path, library: LibraryReader) -> None:
    worker = start_worker("indexing")
    assert eventually(lambda: state(library, folder / "heron.md") is DocumentState.SEARCHABLE)
    worker.ask(PauseIndexing)
    worker.kill()
    (folder / "owl.md").write_text("Owls pay no rent.", encoding="utf-8")
    worker = start_worker("indexing")
    assert eventually(lambda: state(library, folder / "owl.md") is DocumentState.WAITING)
    time.sleep(1.0)
    assert state(library, folder / "owl.md") is DocumentState.WAITING
    worker.ask(ResumeIndexing)
    assert eventually(lambda: state(library, folder / "owl.md") is DocumentState.SEARCHABLE)


def test_files_that_are_replaced_again_and_again_while_they_are_read_end_as_they_are(
    start_worker: StartWorker, folder: Path, data: DataPaths, library: LibraryReader
) -> None:
    start_worker("indexing")
    filling, until, number = "The crane rests at the pier. " * 3_000, time.monotonic() + 4.0, 0
    while time.monotonic() < until:
        number += 1
        (folder / ".new").write_text(f"Serial first{number}end. {filling}", encoding="utf-8")
        (folder / ".new").replace(folder / "renamed.md")
        with (folder / "written.md").open("w", encoding="utf-8") as file:
            for part in (f"Serial second{number}end. ", filling, filling):
                file.write(part)
                file.flush()
                time.sleep(0.05)
    for name, word in (("renamed.md", f"first{number}end"), ("written.md", f"second{number}end")):
        assert eventually(lambda name=name, word=word: is_found(data, word))  # type: ignore[misc]
        assert eventually(lambda name=name: state(library, folder / name) is DocumentState.SEARCHABLE)  # type: ignore[misc]
    assert not is_found(data, f"first{number - 1}end")
    assert find_contradictions(data.library) == []


def test_a_second_worker_says_that_the_library_is_busy(start_worker: StartWorker, folder: Path) -> None:
    first = start_worker("indexing")
    first.wait_for(IndexingProgressed)
    notice = start_worker("indexing").wait_for(NoticeGiven)
    assert isinstance(notice, NoticeGiven)
    assert notice.code == "store.busy"


def test_a_library_from_a_newer_version_is_refused_kindly_and_left_alone(
    start_worker: StartWorker, folder: Path, data: DataPaths
) -> None:
    db = apsw.Connection(str(data.library))
    db.pragma("user_version", 999)
    db.close()
    notice = start_worker("indexing").wait_for(NoticeGiven)
    assert isinstance(notice, NoticeGiven)
    assert notice.code == "store.too_new"
    db = apsw.Connection(str(data.library))
    assert db.pragma("user_version") == 999
    db.close()


def test_a_damaged_library_is_set_aside_and_built_again(
    start_worker: StartWorker, folder: Path, data: DataPaths, library: LibraryReader
) -> None:
    data.library.write_bytes(b"this was a database once" * 500)
    worker = start_worker("indexing")
    notice = worker.wait_for(NoticeGiven)
    assert isinstance(notice, NoticeGiven)
    assert notice.code == "store.damaged"
    assert eventually(lambda: state(library, folder / "heron.md") is DocumentState.SEARCHABLE)
    assert data.library.with_name("library.db.damaged").exists()


def test_damage_in_a_library_too_large_to_check_at_the_start_is_found_soon_after(
    start_worker: StartWorker, folder: Path, data: DataPaths, library: LibraryReader
) -> None:
    worker = start_worker("indexing")
    assert eventually(lambda: state(library, folder / "heron.md") is DocumentState.SEARCHABLE)
    worker.close()
    library.close()
    with closing(apsw.Connection(str(data.library))) as db:
        db.execute("create table filling (bytes blob)")
        db.execute("insert into filling values (zeroblob(?))", (CHECKED_BYTES,))
        page = 4096 * (int(db.execute("select rootpage from sqlite_master where name = 'words_data'").get) - 1)
    with data.library.open("r+b") as file:
        file.seek(page)
        file.write(b"\xff" * 4096)
    worker = start_worker("indexing")
    notice = worker.wait_for(NoticeGiven)
    assert isinstance(notice, NoticeGiven)
    assert notice.code == "store.damaged"
    assert eventually(lambda: is_found(data, "heron"))


def test_the_log_holds_no_text_of_a_document(
    start_worker: StartWorker, folder: Path, data: DataPaths, library: LibraryReader
) -> None:
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7\nsecretword " + b"endobj " * 100)
    start_worker("indexing")
    assert eventually(lambda: state(library, folder / "bad.pdf") is DocumentState.FAILED)
    assert eventually(lambda: state(library, folder / "heron.md") is DocumentState.SEARCHABLE)
    logged = "".join(log.read_text(encoding="utf-8") for log in data.logs.iterdir())
    assert "secretword" not in logged
    assert "heron lease" not in logged


def _progress(worker: Worker) -> IndexingProgressed:
    event = worker.wait_for(IndexingProgressed)
    assert isinstance(event, IndexingProgressed)
    return event


def test_pausing_interrupts_what_is_being_read_and_blames_nothing(
    start_worker: StartWorker, folder: Path, data: DataPaths, library: LibraryReader
) -> None:
    worker = start_worker("indexing")
    assert eventually(lambda: state(library, folder / "heron.md") is DocumentState.SEARCHABLE)
    slow = folder / "slow.md"
    slow.write_text(
        "\n\n".join(f"## Part {n}\n\nOwl number {n} pays no rent." for n in range(60_000)), encoding="utf-8"
    )
    assert eventually(lambda: attempts(data, slow) == 1)
    began = time.monotonic()
    worker.ask(PauseIndexing)
    assert time.monotonic() - began < 5.0
    assert (state(library, slow), attempts(data, slow)) == (DocumentState.WAITING, 0)


def test_an_ignored_file_says_how_it_is_taken_in(
    start_worker: StartWorker, folder: Path, library: LibraryReader
) -> None:
    (folder / ".carrelignore").write_text("owl*\n", encoding="utf-8")
    (folder / "owl.md").write_text("Owls pay no rent.", encoding="utf-8")
    worker = start_worker("indexing")
    assert eventually(lambda: state(library, folder / "owl.md") is DocumentState.LEFT_OUT)
    worker.send(RetryDocument, path=str(folder / "owl.md"))
    notice = worker.wait_for(NoticeGiven)
    assert isinstance(notice, NoticeGiven)
    assert ".carrelignore" in notice.text
    (folder / ".carrelignore").unlink()
    assert eventually(lambda: state(library, folder / "owl.md") is DocumentState.SEARCHABLE)


def attempts(data: DataPaths, path: Path) -> int:
    db = apsw.Connection(str(data.library), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        rows = db.execute("select attempts from documents where path = ?", (str(path),)).fetchall()
    finally:
        db.close()
    return int(rows[0][0]) if rows else -1  # type: ignore[arg-type]
