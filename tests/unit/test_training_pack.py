"""The training pack is asked for where torch is missing, and the sentence says where it goes."""

import sys
from pathlib import Path

import pytest

from desktop_app import __version__
from desktop_app.errors import TrainingPackMissing
from desktop_app.training_pack import (
    FOLDER,
    VERSION_FILE,
    fits_this_version,
    require_training_pack,
    training_pack,
    why_missing,
)


def test_outside_a_bundle_torch_is_there_and_is_not_imported_to_see_that() -> None:
    assert why_missing() == ""
    require_training_pack()


def test_where_it_is_missing_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    for name in [name for name in sys.modules if name.split(".")[0] == "torch"]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(TrainingPackMissing, match="carrel-training-pack") as refused:
        require_training_pack()
    assert str(training_pack()) in str(refused.value)
    assert training_pack().name == FOLDER


def test_the_pack_of_another_version_is_left_alone(tmp_path: Path) -> None:
    assert not fits_this_version(tmp_path)
    (tmp_path / VERSION_FILE).write_text("0.0.1", encoding="utf-8")
    assert not fits_this_version(tmp_path)
    (tmp_path / VERSION_FILE).write_text(__version__, encoding="utf-8")
    assert fits_this_version(tmp_path)
