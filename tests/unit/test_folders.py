"""The list of watched folders is the person's: never lost, never doubled, never silently empty."""

from pathlib import Path

import pytest

from desktop_app.errors import BadInput, FolderMissing, FolderNotWatched
from desktop_app.folders import WatchedFolders


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
