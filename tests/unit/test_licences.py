"""The parts Carrel is made of are told with their licences."""

import json
import sys
from pathlib import Path

import pytest

from desktop_app.licences import FOLDER, LIST, Part, as_json, installed_parts, parts


def test_every_dependency_is_told_with_a_licence() -> None:
    listed = {part.name.lower().replace("_", "-"): part for part in installed_parts()}
    assert {"pyside6-essentials", "torch", "numpy", "lxml", "rapidocr", "llama.cpp and ggml"} <= listed.keys()
    assert all(part.licence for part in listed.values())
    assert listed["numpy"].files


def test_tools_of_the_workshop_are_not_parts() -> None:
    assert {"mypy", "ruff", "pytest", "pyinstaller"}.isdisjoint(part.name.lower() for part in installed_parts())


def test_a_bundle_without_training_does_not_tell_its_parts() -> None:
    names = {part.name.lower() for part in installed_parts(["torch", "sentence_transformers", "peft", "transformers"])}
    assert {"torch", "sympy", "networkx", "peft"}.isdisjoint(names)
    assert "tokenizers" in names


def test_a_bundle_reads_the_list_it_was_built_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [Part("A part", "1.0", "MIT", ("a-part/LICENSE",))]
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / LIST).write_text(as_json(kept), encoding="utf-8")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert parts() == kept
    assert json.loads(as_json(kept))[0]["licence"] == "MIT"
