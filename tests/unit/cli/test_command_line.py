"""Options that all commands share."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("before", [True, False], ids=["before the command", "after it"])
def test_the_data_folder_may_be_named_before_and_after_the_command(tmp_path: Path, before: bool) -> None:
    option = ["--data", str(tmp_path / "chosen"), "--json"]
    command = ["folder", "add", str(tmp_path)]
    arguments = [*option, *command] if before else [*command, *option]

    subprocess.run([sys.executable, "-m", "desktop_app", *arguments], check=True, capture_output=True)

    assert (tmp_path / "chosen" / "folders.json").is_file()


def test_a_removed_folder_is_listed_and_restored(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()

    def carrel(*arguments: str) -> list[dict[str, object]]:
        command = [sys.executable, "-m", "desktop_app", "--data", str(tmp_path / "data"), "--json", *arguments]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        return [{"exit": ran.returncode}, *(json.loads(line) for line in ran.stdout.splitlines())]

    carrel("folder", "add", str(notes))
    assert carrel("folder", "remove", str(notes)) == [{"exit": 0}, {"path": str(notes), "documents": 0, "chunks": 0}]
    assert [entry.get("path") for entry in carrel("folder", "list", "--removed")[1:]] == [str(notes)]
    assert carrel("folder", "restore", str(notes)) == [{"exit": 0}, {"path": str(notes)}]
    assert [entry.get("path") for entry in carrel("folder", "list")[1:]] == [str(notes)]
    again = carrel("folder", "restore", str(notes))
    assert again[0] == {"exit": 1}
    assert again[1]["error"]["code"] == "folder.not_removed"  # type: ignore[index]


@pytest.mark.parametrize("wrong", ["0", "-3", "nine"])
def test_a_count_below_one_is_wrong_usage(tmp_path: Path, wrong: str) -> None:
    command = [sys.executable, "-m", "desktop_app", "--data", str(tmp_path), "search", "deposit", f"-k={wrong}"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert f"'{wrong}' is no whole number from 1 on" in ran.stderr


def test_nobody_has_fewer_than_no_examples(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "desktop_app", "--data", str(tmp_path), "advise", "--examples"]
    codes = [subprocess.run([*command, typed], capture_output=True, check=False).returncode for typed in ("0", "-1")]
    assert codes == [0, 2]


def test_the_text_of_a_file_that_is_not_there_is_refused_as_such(tmp_path: Path) -> None:
    missing = tmp_path / "missing.pdf"
    command = [sys.executable, "-m", "desktop_app", "--data", str(tmp_path), "--json", "text", str(missing)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert json.loads(ran.stdout)["error"]["message"] == f"There is no file {missing}; check the path."
