"""What is trained on a model of each architecture does the same in llama.cpp."""

from pathlib import Path

import numpy as np
import pytest
import torch

from desktop_app.errors import ModelUnsupported, TrainingUnfaithful
from desktop_app.inference import peft_folder
from desktop_app.inference.adapter_state import read_adapter_state
from desktop_app.inference.gguf_header import read_gguf_header
from desktop_app.inference.peft_folder import convert_peft_folder
from desktop_app.training.answer_loss import answer_logits, padded
from desktop_app.training.base_model import ARCHITECTURES, BaseModel, open_base_model, require_trainable
from desktop_app.training.faithfulness import Faithfulness
from desktop_app.training.general_texts import answered_by_itself, divergence
from desktop_app.training.peft_export import save_as_peft_folder
from desktop_app.training.tokenised import TokenisedExample
from desktop_app.training.training_settings import TrainingSettings
from desktop_app.workers.faithfulness import measure_faithfulness, require_faithful
from tests.samples.architecture_models import KINDS, architecture_of, write_model_of

CPU = torch.device("cpu")
END = 2


def examples() -> list[TokenisedExample]:
    random = torch.Generator().manual_seed(3)
    texts = [torch.randint(3, 259, (24,), generator=random).tolist() for _ in range(3)]
    return [TokenisedExample(tuple(text[:16]), tuple(text[16:])) for text in texts]


def with_random_adapter(model: Path, architecture: str) -> BaseModel:
    base = open_base_model(model, architecture, TrainingSettings(rank=4, alpha=8), CPU)
    random = torch.Generator().manual_seed(5)
    for weight in base.trainable:
        weight.data = torch.randn(weight.shape, generator=random) * 0.15
    return base


def exported(base: BaseModel, folder: Path, model: Path) -> Path:
    save_as_peft_folder(base, folder / "peft", "a model")
    convert_peft_folder(folder / "peft", folder / "adapter.gguf", read_gguf_header(model), half=True)
    return folder / "adapter.gguf"


def measured(kind: str, folder: Path) -> Faithfulness:
    model = write_model_of(kind, folder / f"{kind}.gguf")
    base = with_random_adapter(model, architecture_of(kind))
    return measure_faithfulness(base, examples(), model, exported(base, folder, model), threads=1)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_written_for_llama_cpp_can_be_trained_further(kind: str, tmp_path: Path) -> None:
    model = write_model_of(kind, tmp_path / f"{kind}.gguf")
    base = with_random_adapter(model, architecture_of(kind))
    written = exported(base, tmp_path, model)
    learnt = base.adapter_state()
    taken_up = read_adapter_state(written, read_gguf_header(model), learnt)
    assert taken_up.keys() == learnt.keys()
    for name, matrix in taken_up.items():
        assert np.allclose(matrix, learnt[name].numpy(), atol=1e-3), name


def test_every_architecture_that_is_trained_is_proven_here() -> None:
    assert {architecture_of(kind) for kind in KINDS} == ARCHITECTURES


@pytest.mark.parametrize("kind", KINDS)
def test_an_adapter_does_in_llama_cpp_what_was_trained(kind: str, tmp_path: Path) -> None:
    found = measured(kind, tmp_path)
    assert found.effect > 0.1
    assert found.noise < 1e-3  # 1e-6 in float32; some processors compute in bfloat16
    assert found.divergence < 1e-3
    require_faithful(found)


@pytest.mark.parametrize("kind", KINDS)
def test_the_base_model_answers_general_prompts_itself_whatever_was_learnt(kind: str, tmp_path: Path) -> None:
    model = write_model_of(kind, tmp_path / f"{kind}.gguf")
    base = with_random_adapter(model, architecture_of(kind))
    texts = answered_by_itself(base, [(3, 40, 50), (3, 41, 51, 61, 71)], END, lambda: None)
    batch = padded(texts, CPU)
    with torch.no_grad(), base.without_adapter():
        logits = answer_logits(base, batch)
    short_of_likeliest = logits.max(dim=-1).values - logits.gather(1, batch.answers[:, None])[:, 0]
    assert short_of_likeliest.max() < 0.1 * logits.std()  # 0 but for rounding: read at once, and token by token
    moved = divergence(base, texts)
    moved.backward()
    assert moved.item() > 0.1
    assert all(weight.grad is not None and torch.isfinite(weight.grad).all() for weight in base.trainable)


def test_rows_in_the_wrong_order_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peft_folder, "_PERMUTED", frozenset())
    monkeypatch.setattr(peft_folder, "_AS_THEY_ARE", frozenset({"llama"}))
    with pytest.raises(TrainingUnfaithful, match="not offered"):
        require_faithful(measured("llama", tmp_path))


def test_other_architectures_are_refused_by_name() -> None:
    with pytest.raises(ModelUnsupported, match="kind mamba"):
        require_trainable("mamba")
