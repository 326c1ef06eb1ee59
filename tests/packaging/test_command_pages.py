"""Manual page and completions tell every command, in the words of the command line itself."""

import shutil
import subprocess
from pathlib import Path

import pytest

from command_pages import bash_completion, fish_completion, manual_page
from desktop_app.cli.command_line import COMMANDS


def test_the_manual_page_tells_every_command() -> None:
    page = manual_page()
    for command in COMMANDS:
        name = command.__name__.rpartition(".")[2].replace("_files", "").replace("_", "\\-")
        assert f".B carrel {name}" in page
    assert "%(default)" not in page


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash here")
def test_bash_completes_commands_and_their_actions(tmp_path: Path) -> None:
    file = tmp_path / "carrel"
    file.write_text(bash_completion(), encoding="utf-8")

    def completed(*words: str) -> list[str]:
        script = f'source {file}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _carrel; echo "${{COMPREPLY[@]}}"'
        run = subprocess.run(["bash", "-c", script, "bash", *words], capture_output=True, text=True, check=True)
        return run.stdout.split()

    assert completed("carrel", "se") == ["search", "self-test"]
    assert completed("carrel", "adapter", "a") == ["add"]
    assert "--approach" in completed("carrel", "ask", "--a")


def test_fish_is_told_every_command() -> None:
    assert "-a self-test" in fish_completion()
