"""A locked data folder: unreadable without the passphrase, unharmed by a wrong one."""

import hashlib
import hmac
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app import locked
from desktop_app.errors import DataLocked, LockDamaged, PassphraseWrong
from desktop_app.paths import DataPaths
from desktop_app.store.database import open_database
from desktop_app.store.keys import is_plain
from desktop_app.store.locking import lock_databases, open_databases
from desktop_app.workers.child import ChildProcess
from desktop_app.workers.protocol import PassagesFound, Search

PASSPHRASE = "correct horse battery"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    db = open_database(tmp_path / "library.db")
    db.execute("create table words (text)")
    db.execute("insert into words values ('seventeen white herons')")
    db.close()
    return tmp_path


def lock(folder: Path, passphrase: str = PASSPHRASE) -> bytes:
    key, kept = locked.new_lock(passphrase)
    locked.write_lock(folder, kept, key)
    lock_databases(folder, key)
    return key


def forget(folder: Path) -> None:
    """Be a new process, which was given no key."""
    locked._keys.pop(folder.absolute())


def words(folder: Path) -> list[str]:
    db = open_database(folder / "library.db")
    try:
        return [str(row[0]) for row in db.execute("select text from words")]
    finally:
        db.close()


def test_locked_words_are_on_the_disk_no_more(folder: Path) -> None:
    assert b"white herons" in (folder / "library.db").read_bytes()
    lock(folder)
    assert not is_plain(folder / "library.db")
    assert all(b"white herons" not in file.read_bytes() for file in folder.iterdir())


def test_without_the_passphrase_nothing_opens(folder: Path) -> None:
    lock(folder)
    forget(folder)
    with pytest.raises(DataLocked):
        words(folder)


def test_a_wrong_passphrase_is_refused_and_harms_nothing(folder: Path) -> None:
    lock(folder)
    forget(folder)
    before = {file: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(PassphraseWrong):
        locked.unlock(folder, "incorrect horse")
    assert {file: file.read_bytes() for file in folder.iterdir()} == before
    locked.unlock(folder, PASSPHRASE)
    assert words(folder) == ["seventeen white herons"]


def test_new_databases_of_a_locked_folder_are_locked_too(folder: Path) -> None:
    lock(folder)
    db = open_database(folder / "conversations.db")
    db.execute("create table said (text)")
    db.close()
    assert not is_plain(folder / "conversations.db")


def test_a_lock_that_was_interrupted_goes_on(folder: Path) -> None:
    key, kept = locked.new_lock(PASSPHRASE)
    locked.write_lock(folder, kept, key)  # and then the power went
    assert words(folder) == ["seventeen white herons"]
    assert lock_databases(folder, key) == [folder / "library.db"]
    assert lock_databases(folder, key) == []
    assert words(folder) == ["seventeen white herons"]


def test_the_lock_can_be_taken_away(folder: Path) -> None:
    key = lock(folder)
    open_databases(folder, key)
    locked.remove_lock(folder)
    assert is_plain(folder / "library.db")
    assert words(folder) == ["seventeen white herons"]


def test_another_passphrase_opens_the_same_databases_and_the_old_one_no_more(folder: Path) -> None:
    lock(folder)
    before = (folder / "library.db").read_bytes()
    with pytest.raises(PassphraseWrong):
        locked.change_passphrase(folder, "incorrect horse", "a new one altogether")
    locked.change_passphrase(folder, PASSPHRASE, "a new one altogether")
    forget(folder)
    with pytest.raises(PassphraseWrong):
        locked.unlock(folder, PASSPHRASE)
    locked.unlock(folder, "a new one altogether")
    assert words(folder) == ["seventeen white herons"]
    assert (folder / "library.db").read_bytes() == before


def test_a_lock_of_the_first_edition_opens_and_can_be_changed(folder: Path) -> None:
    key = hashlib.scrypt(PASSPHRASE.encode(), salt=b"0" * 16, n=2**14, r=8, p=1, dklen=32)
    check = hmac.new(key, b"carrel: the key fits", "sha256").hexdigest()
    kept = {"edition": 1, "salt": (b"0" * 16).hex(), "check": check, "n": 2**14, "r": 8, "p": 1}
    locked.write_lock(folder, json.dumps(kept), key)
    lock_databases(folder, key)
    for before, after in ((PASSPHRASE, "a new one altogether"), ("a new one altogether", PASSPHRASE)):
        forget(folder)
        locked.change_passphrase(folder, before, after)
    forget(folder)
    assert locked.unlock(folder, PASSPHRASE) == key
    assert words(folder) == ["seventeen white herons"]


def test_a_damaged_lock_is_told(folder: Path) -> None:
    lock(folder)
    (folder / locked.LOCK).write_text("{", encoding="utf-8")
    with pytest.raises(LockDamaged):
        locked.unlock(folder, PASSPHRASE)


def test_a_worker_hears_the_key_over_its_pipe(tmp_path: Path) -> None:
    paths = DataPaths(tmp_path / "data").create()
    key = lock(paths.root)
    arguments = ["-m", "desktop_app.workers.inference", "--data", str(paths.root)]
    with ChildProcess(arguments, tmp_path / "inference.log") as child:
        found = list(child.ask(Search(child.next_id(), "herons", 1), total=60))
        assert child.pid is not None
        if sys.platform == "linux":
            for told in ("cmdline", "environ"):
                assert key.hex().encode() not in Path(f"/proc/{child.pid}/{told}").read_bytes()
    assert isinstance(found[0], PassagesFound)


def test_the_commands_lock_and_refuse_and_open(tmp_path: Path) -> None:
    def carrel(typed: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "desktop_app", "--data", str(tmp_path), *arguments]
        return subprocess.run(command, input=f"{typed}\n", capture_output=True, text=True, timeout=60, check=False)

    assert carrel("short", "lock", "set").returncode == 1
    assert not locked.is_locked(tmp_path)
    assert carrel(PASSPHRASE, "lock", "set").returncode == 0
    refused = carrel("something else", "documents")
    assert refused.returncode == 1
    assert "not the passphrase" in refused.stderr
    assert carrel(PASSPHRASE, "documents").returncode == 0
    assert carrel(f"{PASSPHRASE}\nshort", "lock", "change").returncode == 1
    assert carrel(f"{PASSPHRASE}\nquite another one", "lock", "change").returncode == 0
    assert carrel(PASSPHRASE, "documents").returncode == 1
    assert carrel(f"quite another one\n{PASSPHRASE}", "lock", "change").returncode == 0
    assert carrel(PASSPHRASE, "lock", "remove").returncode == 0
    assert not locked.is_locked(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps other people out by the folder's own rights")
def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        paths = DataPaths(tmp_path / "data").create()
        open_database(paths.library).close()
        paths.settings.write_text("{}", encoding="utf-8")
        modes = {path: path.stat().st_mode & 0o777 for path in (paths.root, paths.library, paths.settings, paths.logs)}
    finally:
        os.umask(before)
    assert modes == {paths.root: 0o700, paths.library: 0o600, paths.settings: 0o600, paths.logs: 0o700}
