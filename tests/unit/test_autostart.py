"""Starting at login: one entry where the system looks for it, none where the person wants none."""

import plistlib
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.autostart import (
    autostart_entry,
    desktop_entry,
    launch_agent,
    set_autostart,
    start_command,
    windows_command,
)
from desktop_app.errors import DataUnwritable
from tests.samples.ordinary_user import ordinary_user

ODD = ['/opt/an odd $place/`car"rel`', "--data", "/home/a\\b/100 %/data", "--hidden"]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the other systems' entries are only drawn up here")


@pytest.fixture
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config"


def test_the_entry_comes_and_goes(configuration: Path, tmp_path: Path) -> None:
    set_autostart(start_command(tmp_path / "data"))
    entry = configuration / "autostart" / "carrel.desktop"
    assert f'"{tmp_path / "data"}" "--hidden"' in entry.read_text(encoding="utf-8")
    set_autostart(None)
    set_autostart(None)
    assert not entry.exists()


def test_the_entry_starts_what_it_names(configuration: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    program = tmp_path / "pro gram"
    program.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" > {shlex.quote(str(told))}\n", encoding="utf-8")
    program.chmod(0o755)
    words = [str(program), "--data", '/a $HOME `b` \\ 100 % "c"', "--hidden"]
    entry = desktop_entry(words)
    exec_line = next(line for line in entry.splitlines() if line.startswith("Exec="))
    # What a launcher does: unescape the string, unquote the words as a shell does, then %% is %.
    unescaped = exec_line.removeprefix("Exec=").replace("\\\\", "\\")
    subprocess.run(["sh", "-c", unescaped.replace("%%", "%")], check=True)
    assert told.read_text(encoding="utf-8").splitlines() == words[1:]


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="desktop-file-utils is not installed")
@pytest.mark.parametrize("command", [ODD, start_command(Path("/home/person/data"))], ids=["odd", "plain"])
def test_the_entry_is_valid(tmp_path: Path, command: list[str]) -> None:
    file = tmp_path / "carrel.desktop"
    file.write_text(desktop_entry(command), encoding="utf-8")
    told = subprocess.run(["desktop-file-validate", file], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout


def test_a_relative_configuration_folder_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert autostart_entry({"XDG_CONFIG_HOME": "here"}) == Path.home() / ".config" / "autostart" / "carrel.desktop"


def test_a_folder_that_cannot_be_written_is_told(configuration: Path) -> None:
    configuration.mkdir(mode=0o500)
    with ordinary_user(), pytest.raises(DataUnwritable):
        set_autostart(["/bin/true"])


def test_a_file_in_the_folders_place_is_told(configuration: Path) -> None:
    configuration.write_bytes(b"")
    with pytest.raises(DataUnwritable):
        set_autostart(["/bin/true"])


def test_the_entries_of_other_systems_hold_the_command() -> None:
    agent = plistlib.loads(launch_agent(ODD).encode())
    assert agent["ProgramArguments"] == ODD
    assert agent["RunAtLoad"] is True
    assert windows_command([r"C:\Program Files\Carrel\carrel.exe", "--hidden"]) == (
        r'"C:\Program Files\Carrel\carrel.exe" "--hidden"'
    )
