"""The settings file: each value falls back alone, and another version's choices survive this one."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.settings import Settings


def test_what_was_saved_is_read(tmp_path: Path) -> None:
    chosen = replace(Settings(), appearance="dark", tray=True, gpu="off", gpu_layers=12)
    chosen.save(tmp_path / "settings.json")
    assert Settings.load(tmp_path / "settings.json") == chosen


@pytest.mark.parametrize(
    ("name", "value"), [("tray", 1), ("threads", True), ("gpu", "always"), ("threads", 999), ("model", 3)]
)
def test_a_value_that_does_not_fit_falls_back_alone(tmp_path: Path, name: str, value: object) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({name: value, "appearance": "dark"}), encoding="utf-8")
    assert Settings.load(file) == replace(Settings(), appearance="dark")


@pytest.mark.parametrize("content", ["", "{", "[1]", '"x"'])
def test_a_damaged_file_counts_as_none(tmp_path: Path, content: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(content, encoding="utf-8")
    assert Settings.load(file) == Settings()
    Settings().save(file)
    assert Settings.load(file) == Settings()


def test_choices_of_a_newer_version_stay_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"holograms": "on", "threads": 2}), encoding="utf-8")
    replace(Settings.load(file), threads=4).save(file)
    stored = json.loads(file.read_text(encoding="utf-8"))
    assert (stored["holograms"], stored["threads"]) == ("on", 4)
