"""A LoRA layer computed as one function does what peft's own does, forwards and backwards."""

from pathlib import Path

import pytest
import torch

from desktop_app.training import base_model
from desktop_app.training.answer_loss import answer_loss
from desktop_app.training.base_model import BaseModel, open_base_model
from desktop_app.training.tokenised import TokenisedExample
from desktop_app.training.training_settings import TrainingSettings
from tests.samples.architecture_models import write_model_of

CPU = torch.device("cpu")
EXAMPLES = [TokenisedExample((1, 40, 50, 60, 33), (70, 80, 2)), TokenisedExample((1, 90, 50), (71, 2))]


def opened(path: Path, kind: str, dropout: float = 0.0) -> BaseModel:
    base = open_base_model(path, kind, TrainingSettings(rank=4, alpha=12, dropout=dropout), CPU)
    random = torch.Generator().manual_seed(7)
    for weight in base.trainable:
        weight.data = torch.randn(weight.shape, generator=random) * 0.2
    return base


def learnt(base: BaseModel) -> tuple[float, list[torch.Tensor]]:
    loss = answer_loss(base, EXAMPLES)
    loss.backward()  # type: ignore[no-untyped-call]
    gradients = [weight.grad for weight in base.trainable if weight.grad is not None]
    assert len(gradients) == len(base.trainable)
    return loss.item(), gradients


@pytest.mark.parametrize("kind", ["llama", "qwen2", "gemma3"])
def test_losses_and_gradients_are_those_of_peft(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_model_of(kind, tmp_path / "tiny.gguf")
    monkeypatch.setattr(base_model, "weight_type", lambda device: torch.float32)  # bfloat16 would hide what differs
    loss, gradients = learnt(opened(path, kind))
    monkeypatch.setattr(base_model, "compute_in_one", lambda model: None)
    expected, gradients_of_peft = learnt(opened(path, kind))
    assert loss == pytest.approx(expected, rel=1e-5)
    for mine, theirs in zip(gradients, gradients_of_peft, strict=True):
        assert torch.allclose(mine, theirs, rtol=1e-3, atol=1e-5)


def test_inputs_are_left_out_at_random_where_the_settings_say_so(tmp_path: Path) -> None:
    base = opened(write_model_of("llama", tmp_path / "tiny.gguf"), "llama", dropout=0.5)
    base.learn()
    losses = {answer_loss(base, EXAMPLES).item() for _ in range(4)}
    assert len(losses) > 1


def test_the_base_model_still_speaks_for_itself(tmp_path: Path) -> None:
    base = opened(write_model_of("llama", tmp_path / "tiny.gguf"), "llama")
    base.judge()
    with torch.no_grad(), base.without_adapter():
        alone = answer_loss(base, EXAMPLES).item()
    for weight in base.trainable:
        weight.data.zero_()
    with torch.no_grad():
        assert answer_loss(base, EXAMPLES).item() == pytest.approx(alone, rel=1e-3)
