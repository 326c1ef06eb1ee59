"""The list of watched folders is the person's: never lost, never doubled, never silently empty."""

import time
import unicodedata
from pathlib import Path

import pytest

from desktop_app.errors import BadInput, FolderMissing, FolderNotRemoved, FolderNotWatched
from desktop_app.folders import KEPT_SECONDS, WatchedFolders


@pytest.fixture
def folders(tmp_path: Path) -> WatchedFolders:
    return WatchedFolders(tmp_path / "folders.json")


def test_a_folder_is_watched_once_and_until_it_is_removed(folders: WatchedFolders, tmp_path: Path) -> None:
    first = folders.add(tmp_path, sample=True)
    assert folders.add(tmp_path) == first
    assert [(folder.path, folder.sample) for folder in folders.list()] == [(str(tmp_path), True)]
    folders.remove(tmp_path)
    assert folders.list() == []


def test_what_is_not_there_or_not_watched_is_said_so(folders: WatchedFolders, tmp_path: Path) -> None:
    with pytest.raises(FolderMissing):
        folders.add(tmp_path / "gone")
    with pytest.raises(FolderNotWatched):
        folders.remove(tmp_path)


@pytest.mark.parametrize("damage", ["{", "[1]", '[{"path": "/notes"}]', '[{"path": "/notes", "new": 1}]'])
def test_a_damaged_list_is_an_error_and_not_an_empty_list(folders: WatchedFolders, damage: str) -> None:
    folders.file.write_text(damage, encoding="utf-8")
    with pytest.raises(BadInput, match=r"folders\.json is damaged; mend or delete it"):
        folders.list()
    assert folders.file.read_text(encoding="utf-8") == damage


def test_a_removed_folder_can_be_restored_for_thirty_days(folders: WatchedFolders, tmp_path: Path) -> None:
    notes, other = tmp_path / "notes", tmp_path / "other"
    for folder in (notes, other):
        folder.mkdir()
        folders.add(folder, sample=folder is notes)
    folders.remove(notes)
    folders.remove(other)
    again = WatchedFolders(folders.file)  # as after a restart
    assert [folder.path for folder in again.removed()] == [str(other), str(notes)]
    notes.rmdir()  # an unplugged drive can be restored too
    assert again.restore(notes).sample
    assert [folder.path for folder in again.list()] == [str(notes)]
    assert [folder.path for folder in again.removed()] == [str(other)]
    later = WatchedFolders(folders.file, now=lambda: time.time() + KEPT_SECONDS + 1)
    assert later.removed() == []
    with pytest.raises(FolderNotRemoved):
        later.restore(other)


def test_a_folder_that_is_watched_again_is_no_longer_among_the_removed(folders: WatchedFolders, tmp_path: Path) -> None:
    folders.add(tmp_path)
    folders.remove(tmp_path)
    folders.add(tmp_path)
    assert folders.removed() == []


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_found_in_whatever_normal_form_it_is_typed(
    folders: WatchedFolders, tmp_path: Path, form: str
) -> None:
    on_disk = tmp_path / unicodedata.normalize("NFD" if form == "NFC" else "NFC", "Verträge") / "Miete"
    on_disk.mkdir(parents=True)
    typed = tmp_path / unicodedata.normalize(form, "Verträge") / "Miete"
    assert folders.add(typed).path == str(on_disk)
    folders.remove(typed)
    assert folders.restore(typed).path == str(on_disk)
