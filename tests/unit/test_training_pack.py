"""The training pack is asked for where torch is missing, and the sentence says where it goes."""

import sys
from pathlib import Path

import pytest

from desktop_app.errors import TrainingPackMissing
from desktop_app.training_pack import FOLDER, has_training_pack, require_training_pack, training_pack


def test_outside_a_bundle_torch_is_there_and_is_not_imported_to_see_that() -> None:
    assert has_training_pack()
    require_training_pack()


def test_where_it_is_missing_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    for name in [name for name in sys.modules if name.split(".")[0] == "torch"]:
        monkeypatch.delitem(sys.modules, name)
    assert not has_training_pack()
    with pytest.raises(TrainingPackMissing, match="carrel-training-pack") as refused:
        require_training_pack()
    assert str(training_pack()) in str(refused.value)
    assert training_pack().name == FOLDER
