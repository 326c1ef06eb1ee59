"""Options that all commands share."""

from pathlib import Path

import pytest

from desktop_app.cli.command_line import DONE, run


@pytest.mark.parametrize("before", [True, False], ids=["before the command", "after it"])
def test_the_data_folder_may_be_named_before_and_after_the_command(tmp_path: Path, before: bool) -> None:
    option = ["--data", str(tmp_path / "chosen"), "--json"]
    command = ["folder", "add", str(tmp_path)]

    assert run([*option, *command] if before else [*command, *option]) == DONE

    assert (tmp_path / "chosen" / "folders.json").is_file()
