"""Which embedders are run in int8, and how their copies are made."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from desktop_app.inference.embedder import Embedder
from desktop_app.inference.embedder_folder import embedder_identity
from desktop_app.inference.int8_model import Int8Copies, int8_pooling, refusal_of
from desktop_app.weights import starter_embedder
from desktop_app.workers.embedders import open_embedder
from desktop_app.workers.int8_export import make_copy

SMALL_TEXTS = ["the bees dance", "a lease of three months", "x"]


def copy_of_starter(target: Path) -> Path:
    """Copy the folder, its large weights as links."""

    def link_or_copy(source: str, copied: str) -> None:
        if Path(source).stat().st_size > 1_000_000:
            Path(copied).symlink_to(source)
        else:
            shutil.copyfile(source, copied)

    return Path(shutil.copytree(starter_embedder(), target, copy_function=link_or_copy))


@pytest.fixture(scope="module")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole embedder of another architecture, small and untrained: what a person might bring."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules
    from transformers import MPNetConfig, MPNetModel

    home = tmp_path_factory.mktemp("small")
    source = copy_of_starter(home / "source")
    config = MPNetConfig(
        vocab_size=30522, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64
    )
    (source / "model.safetensors").unlink()
    torch.manual_seed(1)
    MPNetModel(config).save_pretrained(source)
    transformer = modules.Transformer(str(source), max_seq_length=64)
    pooling = modules.Pooling(32, pooling_mode="cls")
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(str(home / "model"))
    return home / "model"


def test_the_starter_is_run_in_int8() -> None:
    assert int8_pooling(starter_embedder()) == "mean"


def test_what_is_more_than_transformer_and_pooling_is_left_to_torch(tmp_path: Path) -> None:
    folder = copy_of_starter(tmp_path / "dense")
    modules = json.loads((folder / "modules.json").read_text())
    modules.insert(2, {"idx": 2, "name": "2", "path": "2_Dense", "type": "sentence_transformers.models.Dense"})
    (folder / "modules.json").write_text(json.dumps(modules))
    assert int8_pooling(folder) == ""


@pytest.mark.parametrize("modes", [{"pooling_mode_max_tokens": True}, {"pooling_mode_cls_token": True}])
def test_other_ways_of_pooling_are_left_to_torch(tmp_path: Path, modes: dict[str, bool]) -> None:
    folder = copy_of_starter(tmp_path / "pooled")
    settings = json.loads((folder / "1_Pooling/config.json").read_text())
    (folder / "1_Pooling/config.json").write_text(json.dumps(settings | modes))
    assert int8_pooling(folder) == ""


def test_a_folder_without_a_quick_tokenizer_is_left_to_torch(tmp_path: Path) -> None:
    folder = copy_of_starter(tmp_path / "old")
    (folder / "tokenizer.json").unlink()
    assert int8_pooling(folder) == ""


def test_a_persons_embedder_gets_its_copy_on_first_use(small_folder: Path, tmp_path: Path) -> None:
    copies = Int8Copies(tmp_path / "kept", tmp_path / "shipped")
    identity = copies.identity(small_folder)
    opened = open_embedder(small_folder, copies, threads=1)
    assert opened.identity == copies.identity(small_folder) == identity != embedder_identity(small_folder)
    assert (opened.dimensions, opened.max_tokens) == (32, 64)
    cosines = np.sum(
        opened.embed_passages(SMALL_TEXTS) * Embedder.open(small_folder).embed_passages(SMALL_TEXTS), axis=1
    )
    assert cosines.min() > 0.98
    assert {path.suffix for path in copies.kept.iterdir()} <= {".onnx", ".lock"}
    # Damaged, it is made again.
    copies.file(small_folder).write_bytes(b"\0" * 50)
    again = open_embedder(small_folder, copies, threads=1)
    np.testing.assert_array_equal(again.embed_question("bees"), opened.embed_question("bees"))


def test_where_no_copy_can_be_made_torch_runs_it_under_its_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, copies = starter_embedder(), Int8Copies(tmp_path / "kept", tmp_path / "shipped")
    target = copies.file(folder)
    target.parent.mkdir()
    monkeypatch.setattr("desktop_app.inference.int8_export.LEAST_COSINE", 1.1)
    make_copy(folder, target)
    assert "UnfaithfulCopy" in refusal_of(target).read_text()
    assert not target.exists()
    assert copies.identity(folder) == embedder_identity(folder)
    assert open_embedder(folder, copies).identity == embedder_identity(folder)
