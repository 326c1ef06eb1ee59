"""What `.gitignore` and `.carrelignore` leave out, as git reads them, however hostile the pattern."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from desktop_app.indexing.disk import DiskView, look_at
from desktop_app.indexing.ignore_rules import IgnoreRules


def write(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def wanted(folder: Path, *only: Path) -> set[str]:
    view = DiskView()
    for path in only or (folder,):
        look_at(str(path), str(folder), view)
    return {os.path.relpath(path, folder) for path in view.files if not view.leaves_out(path)}


@pytest.mark.parametrize(
    ("lines", "path", "is_left_out"),
    [
        ("*.log", "deep/down/a.log", True),
        ("*.log\n!keep.log", "keep.log", False),
        ("!keep.log\n*.log", "keep.log", True),
        ("/draft.md", "inner/draft.md", False),
        ("doc/*.txt", "doc/a.txt", True),
        ("doc/*.txt", "doc/x/a.txt", False),
        ("a/**/b.md", "a/b.md", True),
        ("a/**/b.md", "a/x/y/b.md", True),
        ("x/**/a*b/**/c*d.md", "x/q/axb/z/cxd.md", True),
        ("x/**/a*b/**/c*d.md", "x/q/axb/z/cx.md", False),
        ("*.py[cod]", "x.pyc", True),
        ("# *.md", "a.md", False),
        ("plans ", "plans/a.md", True),
        ("build/", "build", False),
        ("build/", "inner/build/a.md", True),
        ("build/\n!build/a.md", "build/a.md", True),
        ("*\n!*/\n!*.md", "inner/a.md", False),
        ("*\n!*/\n!*.md", "inner/a.txt", True),
        ("日本*", "日本語.txt", True),
        ("[z-a]\n!\n[/]\n\\\n*.tmpl", "a.tmpl", True),
    ],
)
def test_patterns_mean_what_they_mean_to_git(tmp_path: Path, lines: str, path: str, is_left_out: bool) -> None:
    write(tmp_path / ".gitignore", lines + "\n")
    write(tmp_path / path)
    assert (path not in wanted(tmp_path)) is is_left_out
    assert (path not in wanted(tmp_path, tmp_path / path)) is is_left_out, "an event told of the file alone"
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    git = subprocess.run(["git", "-C", str(tmp_path), "check-ignore", "-q", path], check=False)
    assert (git.returncode == 0) is is_left_out


def test_deeper_files_and_carrelignore_have_the_last_word(tmp_path: Path) -> None:
    write(tmp_path / ".gitignore", "*.csv\nprivate/\n")
    write(tmp_path / ".carrelignore", "!prices.csv\n*.bak.md\n")
    write(tmp_path / "inner/.gitignore", "!rates.csv\n")
    for name in ("prices.csv", "other.csv", "old.bak.md", "inner/rates.csv", "inner/other.csv", "private/a.md", "a.md"):
        write(tmp_path / name)
    assert wanted(tmp_path) == {"prices.csv", "inner/rates.csv", "a.md"}


def test_a_watched_file_is_read_whatever_its_folder_says(tmp_path: Path) -> None:
    write(tmp_path / ".gitignore", "*.md\n")
    view = DiskView()
    file = str(write(tmp_path / "a.md"))
    look_at(str(tmp_path), str(tmp_path), view)
    look_at(file, file, view)
    assert (set(view.files), view.left_out) == ({file}, {})


def test_a_hostile_pattern_takes_no_time(tmp_path: Path) -> None:
    write(tmp_path / ".gitignore", "*a" * 240 + "b\n" + "**/a/**/a/**/ab\n" + "x" * 1_000_000)
    rules = IgnoreRules(str(tmp_path)).below(str(tmp_path))
    began = time.perf_counter()
    rules.source(f"{tmp_path}/{'a' * 250}", is_folder=False)
    rules.source(f"{tmp_path}/{'a/' * 500}a", is_folder=False)
    assert time.perf_counter() - began < 2.0
