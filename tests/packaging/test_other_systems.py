"""What can be checked here of the bundles for Windows and macOS."""

import re
import subprocess
from pathlib import Path

import pytest
from windows_runtime import WANTED, windows_runtime

PACKAGING = Path(__file__).resolve().parent.parent.parent / "packaging"


def test_the_compilers_libraries_are_taken_from_where_the_compiler_has_them(tmp_path: Path) -> None:
    for name in WANTED:
        folder = tmp_path / "x64" / ("Microsoft.VC143.OpenMP" if "vcomp" in name else "Microsoft.VC143.CRT")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    found = windows_runtime("win32", {"VCToolsRedistDir": str(tmp_path)})
    assert [file.name for file in found] == list(WANTED)
    assert windows_runtime("linux", {}) == ()


def test_a_missing_library_stops_the_build_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"vcomp140\.dll"):
        windows_runtime("win32", {"VCToolsRedistDir": str(tmp_path)})


def test_the_installer_names_only_what_is_there() -> None:
    script = (PACKAGING / "windows" / "carrel.iss").read_text(encoding="utf-8")
    for name in re.findall(r"^(?:SetupIconFile|LicenseFile)=(.+)$", script, re.MULTILINE):
        assert (PACKAGING / "windows" / name.replace("\\", "/")).is_file()
    spec = (PACKAGING / "bundle" / "carrel.spec").read_text(encoding="utf-8")
    for program in set(re.findall(r"(carrel[\w-]*)\.exe", script)):
        assert f'"{program}"' in spec


def test_the_script_for_macos_is_a_shell_script() -> None:
    assert subprocess.run(["sh", "-n", PACKAGING / "macos" / "make_app.sh"], check=False).returncode == 0
