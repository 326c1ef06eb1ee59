"""The log file, where there is no room for it."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import logging, sys
from pathlib import Path
from desktop_app.logs import log_to_file
from desktop_app.paths import DataPaths
log_to_file(DataPaths(Path(sys.argv[1])).create(), "command")
(handler,) = logging.getLogger().handlers
handler.stream = open("/dev/full", "w")
logging.getLogger("carrel").error("a long word")
"""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk here that is always full")
def test_a_full_disk_is_not_told_in_the_words_of_a_program(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=False)
    assert "Logging error" not in ran.stderr


def test_what_is_logged_is_in_the_file(tmp_path: Path) -> None:
    program = PROGRAM.replace('handler.stream = open("/dev/full", "w")', "")
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True)
    assert "ERROR carrel: a long word" in (tmp_path / "logs" / "command.log").read_text(encoding="utf-8")
