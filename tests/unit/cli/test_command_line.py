"""Options that all commands share."""

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
