"""Where events can't be had, folders are looked through now and then, and the person is told."""

import os
import shutil
import subprocess
import sys
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from desktop_app.indexing.disk import stand_of
from desktop_app.indexing.file_systems import is_remote
from desktop_app.indexing.watcher import Watcher

TOP = Path(__file__).parents[3]
Partition = namedtuple("Partition", "mountpoint fstype opts")

EXHAUSTED = """
import sys, time
from pathlib import Path
Path("/proc/sys/user/max_inotify_watches").write_text("6")
from desktop_app.indexing.watcher import Watcher
root = Path(sys.argv[1])
(root / "a").mkdir()
notices = []
watcher = Watcher(lambda: None, notices.append)
watcher.watch([str(root)])
print(len(notices))
for number in range(12):
    (root / f"later {number}").mkdir()
until = time.monotonic() + 10
while not notices and time.monotonic() < until:
    watcher.take_changed()
    time.sleep(0.1)
print(notices[0])
print(watcher.polled == [str(root)])
watcher.close()
"""


@pytest.fixture
def notices() -> list[str]:
    return []


@pytest.fixture
def polling(notices: list[str]) -> Iterator[Watcher]:
    watcher = Watcher(lambda: None, notices.append, is_remote=lambda _: True, poll_seconds=0.2)
    yield watcher
    watcher.close()


def eventually(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_a_network_share_is_looked_through_now_and_then_and_that_is_said(
    polling: Watcher, notices: list[str], tmp_path: Path
) -> None:
    polling.watch([str(tmp_path)])
    assert notices == [
        f"{tmp_path.name} is on a network share, which does not tell what changes;"
        " Carrel looks there every 0 seconds instead."
    ]
    assert polling.take_changed() == []
    assert eventually(lambda: polling.take_changed() == [str(tmp_path)])
    assert eventually(lambda: polling.take_changed() == [str(tmp_path)])
    polling.watch([])
    time.sleep(0.3)
    assert polling.take_changed() == []


def test_a_share_that_is_slow_to_look_through_is_left_alone_the_longer(polling: Watcher, tmp_path: Path) -> None:
    polling.watch([str(tmp_path)])
    assert eventually(lambda: bool(polling.take_changed()))
    time.sleep(0.1)  # the look
    polling.take_changed()
    began = time.monotonic()
    assert eventually(lambda: bool(polling.take_changed()))
    assert time.monotonic() - began >= 1.5


def test_events_are_used_where_there_are_any(notices: list[str], tmp_path: Path) -> None:
    watcher = Watcher(lambda: None, notices.append, is_remote=lambda _: False)
    watcher.watch([str(tmp_path)])
    (tmp_path / "a.md").write_text("heron", encoding="utf-8")
    seen: list[str] = []
    assert eventually(lambda: bool(seen.extend(watcher.take_changed()) or str(tmp_path / "a.md") in seen))
    watcher.close()
    assert (notices, watcher.polled) == ([], [])


def test_a_folder_that_stands_in_for_the_watched_one_is_watched(notices: list[str], tmp_path: Path) -> None:
    root = tmp_path / "drive"
    root.mkdir()
    watcher = Watcher(lambda: None, notices.append, is_remote=lambda _: False)
    watcher.watch([str(root)])
    root.rename(tmp_path / "taken off")
    root.mkdir()
    watcher.watch([str(root)])
    (root / "a.md").write_text("heron", encoding="utf-8")
    seen: list[str] = []
    assert eventually(lambda: bool(seen.extend(watcher.take_changed()) or str(root / "a.md") in seen))
    watcher.close()


@pytest.mark.parametrize("standing", ["folder", "file in it"])
def test_what_stands_at_a_path_is_told_by_its_folder(tmp_path: Path, standing: str) -> None:
    folder, file = tmp_path / "papers", tmp_path / "papers" / "a.md"
    folder.mkdir()
    file.write_text("heron", encoding="utf-8")
    path = str(folder if standing == "folder" else file)
    before = stand_of(path)
    file.unlink()
    file.write_text("owl", encoding="utf-8")
    assert stand_of(path) == before is not None
    folder.rename(tmp_path / "old")
    assert stand_of(path) is None
    folder.mkdir()
    file.write_text("heron", encoding="utf-8")
    assert stand_of(path) not in (None, before)


def test_folders_that_the_system_watches_no_more_are_polled(tmp_path: Path) -> None:
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-r", "true"], check=False).returncode:
        pytest.skip("the limit of watches can be lowered only in a user namespace (unshare -r)")
    ran = subprocess.run(
        ["unshare", "-r", sys.executable, "-c", EXHAUSTED, str(tmp_path)],
        cwd=TOP,
        env={**os.environ, "PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    at_the_start, notice, is_polled = ran.stdout.splitlines()
    assert at_the_start == "0"
    assert notice.startswith("The system watches no more folders")
    assert is_polled == "True"


@pytest.mark.parametrize(
    ("path", "remote"),
    [("/home/ada/a.md", False), ("/mnt/nas/papers", True), ("/mnt/nas-local/a", False), ("/mnt/ssh/x", True)],
)
def test_shares_are_told_by_their_file_system(monkeypatch: pytest.MonkeyPatch, path: str, remote: bool) -> None:
    partitions = [
        Partition("/", "ext4", "rw"),
        Partition("/mnt/nas", "nfs4", "rw"),
        Partition("/mnt/ssh", "fuse.sshfs", "rw"),
    ]
    monkeypatch.setattr(psutil, "disk_partitions", lambda all: partitions)
    assert is_remote(path) is remote
