"""Starter weights are found where they are whole, and missed where they are not."""

from pathlib import Path, PurePosixPath

import pytest

from desktop_app.errors import WeightsMissing
from desktop_app.weights import (
    CHAT_MODEL,
    EMBEDDER,
    MODELS_VARIABLE,
    WeightsFile,
    starter_embedder,
    starter_model,
    starter_weights,
)

# "weights" and its sha256
SMALL = WeightsFile(
    "small.bin", "package/small.bin", 7, "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c"
)


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of models/."""
    monkeypatch.setenv(MODELS_VARIABLE, str(tmp_path))
    return tmp_path


def fill_with_sparse_files(models: Path) -> None:
    for weights in starter_weights():
        for file in weights.files:
            target = models / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as sparse:
                sparse.truncate(file.bytes)


def test_weights_are_found_where_every_file_has_its_size(models: Path) -> None:
    fill_with_sparse_files(models)

    assert starter_model() == models / "SmolLM2-135M-Instruct.Q4_1.gguf"
    assert starter_embedder() == models / "all-MiniLM-L6-v2"


def test_a_file_cut_short_makes_the_weights_missing(models: Path) -> None:
    fill_with_sparse_files(models)
    with (models / "all-MiniLM-L6-v2" / "model.safetensors").open("r+b") as file:
        file.truncate(1000)

    with pytest.raises(WeightsMissing, match="make weights"):
        starter_embedder()
    starter_model()  # is not affected


def test_an_empty_folder_says_what_to_do(models: Path) -> None:
    with pytest.raises(WeightsMissing, match="make weights"):
        starter_model()


def test_a_changed_file_of_the_right_size_is_not_whole(tmp_path: Path) -> None:
    (tmp_path / "small.bin").write_bytes(b"Weights")

    assert SMALL.is_present(tmp_path)
    assert not SMALL.is_whole(tmp_path)

    (tmp_path / "small.bin").write_bytes(b"weights")
    assert SMALL.is_whole(tmp_path)


def test_the_manifest_lists_one_of_each_kind_and_stays_in_its_folder() -> None:
    listed = starter_weights()

    assert sorted(weights.kind for weights in listed) == sorted([CHAT_MODEL, EMBEDDER])
    for file in (file for weights in listed for file in weights.files):
        path = PurePosixPath(file.path)
        assert not path.is_absolute()
        assert ".." not in path.parts
        assert len(file.sha256) == 64
