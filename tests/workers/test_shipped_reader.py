"""The reader that comes with Carrel: without its file, or where it can't read, all goes on by words alone."""

import json
import logging
import shutil
from pathlib import Path

import pytest

from desktop_app.answering.claim_check import ClaimCheck, Standing
from desktop_app.answering.doubt import is_doubtful
from desktop_app.answering.reader import NearestRead
from desktop_app.errors import ReaderUnusable
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.weights import models_folder, shipped_reader
from desktop_app.workers.embedders import int8_copies
from desktop_app.workers.question_embedder import QuestionEmbedder
from desktop_app.workers.shipped_reader import ShippedReader

TOWER = "The lighthouse of Mill Bay was built by Ada Stone in 1871. It is 31 metres high."


def test_the_manifest_describes_the_file_that_is_there() -> None:
    entry = json.loads((models_folder() / "manifest.json").read_text(encoding="utf-8"))["reader"]
    assert shipped_reader() == models_folder() / entry["file"]["path"]
    assert entry["licence"] == "CC-BY-SA-4.0"


@pytest.mark.parametrize("damage", ["missing", "cut off", "changed"])
def test_without_a_whole_file_answers_go_on_and_the_log_says_so_once(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = shipped_reader()
    copy = tmp_path / file.relative_to(models_folder())
    copy.parent.mkdir(parents=True)
    shutil.copy(file, copy)
    if damage == "missing":
        copy.unlink()
    elif damage == "cut off":
        copy.write_bytes(copy.read_bytes()[:-5])
    else:
        copy.write_bytes(b"x" + copy.read_bytes()[1:])
    monkeypatch.setenv("CARREL_MODELS", str(tmp_path))
    with pytest.raises(ReaderUnusable):
        shipped_reader()
    reader = ShippedReader(Settings)
    with caplog.at_level(logging.WARNING):
        assert [reader.read("Who built it?", [TOWER]), reader.read("Who built it?", [TOWER])] == [(), ()]
    assert len(caplog.records) == 1
    caplog.clear()


def test_a_reader_that_is_still_loading_is_waited_for() -> None:
    reader = ShippedReader(Settings)
    reader.begin()
    reader.begin()
    assert reader.read("How high is the lighthouse?", [TOWER])
    reader.close()


def test_only_english_is_read() -> None:
    assert ShippedReader(Settings).read("Who built the lighthouse?", [TOWER])
    assert ShippedReader(Settings).read("Wer hat den Turm gebaut und wann?", [TOWER]) == ()


@pytest.mark.parametrize("question", ["Who built the lighthouse of Mill Bay?", "How high is the lighthouse?"])
def test_what_stands_there_is_not_doubted_with_the_reader(question: str) -> None:
    nearest = NearestRead(question, [TOWER], ShippedReader(Settings))
    assert nearest.findings
    assert not is_doubtful(nearest)


def test_what_only_looks_answerable_is_doubted_with_the_reader() -> None:
    question = "Which harbours did Cleo Marsh never visit at Mill Bay in 1850?"
    assert is_doubtful(NearestRead(question, [TOWER], ShippedReader(Settings)))


def test_a_wrong_name_from_beside_the_right_one_is_not_supported_with_reader_and_embedder(tmp_path: Path) -> None:
    embedder = QuestionEmbedder(Settings, int8_copies(DataPaths(tmp_path)))
    text = "The lighthouse of Mill Bay was built by Ada Stone in 1871. Today Cleo Marsh keeps it, and it is high."
    nearest = NearestRead("Who built the lighthouse of Mill Bay?", [text], ShippedReader(Settings))
    check = ClaimCheck(nearest, embedder.likeness)
    standings = [check.standing(claim, text, 1.0, is_alone=True) for claim in ("Ada Stone.", "Cleo Marsh.")]
    assert standings[0] is Standing.SUPPORTED
    assert standings[1] is not Standing.SUPPORTED
    denied = "Ada Stone did not build the lighthouse."
    assert check.standing(denied, text, 0.9, is_alone=True) is Standing.UNSUPPORTED
