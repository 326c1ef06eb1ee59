"""What can be checked here of the bundles for Windows and macOS."""

import plistlib
import re
import subprocess
from pathlib import Path

import pytest
import yaml

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


def test_the_app_for_macos_has_a_window() -> None:
    information = plistlib.loads((PACKAGING / "macos" / "Info.plist").read_bytes())
    assert information["LSBackgroundOnly"] is False  # else PyInstaller sets it for programs with a console


def test_what_the_installer_puts_into_the_path_it_takes_out_again() -> None:
    script = (PACKAGING / "windows" / "carrel.iss").read_text(encoding="utf-8")
    assert 'ValueData: "{olddata};{app}"' in script
    assert "StringChangeEx(Path, ';' + ExpandConstant('{app}'), '', True)" in script
    assert script.count("begin\n") == script.count("end;\n")


@pytest.mark.parametrize(
    "name",
    [".github/workflows/bundle.yml", "packaging/macos/make_app.sh", "packaging/windows/README.md"],
)
def test_recipes_name_only_what_is_in_the_repository(name: str) -> None:
    text = (PACKAGING.parent / name).read_text(encoding="utf-8").replace("\\", "/")
    named = set(re.findall(r"packaging/[\w/.-]*\w", text))
    assert named
    assert [path for path in named if not (PACKAGING.parent / path).exists()] == []


def test_the_workflow_builds_on_all_three_systems_what_make_builds() -> None:
    workflow = yaml.safe_load((PACKAGING.parent / ".github" / "workflows" / "bundle.yml").read_text(encoding="utf-8"))
    makefile = (PACKAGING.parent / "Makefile").read_text(encoding="utf-8")
    assert workflow["jobs"].keys() == {"linux", "windows", "macos"}
    for job in workflow["jobs"].values():
        lines = [line for step in job["steps"] for line in step.get("run", "").splitlines()]
        assert any("self-test" in line or "test-bundle" in line for line in lines)
        targets = [target for line in lines if " make " in f" {line}" for target in line.split("make ")[1].split()]
        assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
