"""What was learnt is written so that llama.cpp does the same, in F16 where that is enough."""

from pathlib import Path

import pytest
import torch

from desktop_app.domain import ModelCard
from desktop_app.errors import AdapterDamaged
from desktop_app.inference.model_file import read_model_card
from desktop_app.training.base_model import BaseModel, open_base_model
from desktop_app.training.tokenised import TokenisedExample
from desktop_app.training.training_settings import TrainingSettings
from desktop_app.workers.training_export import export_adapter
from tests.samples.architecture_models import write_model_of

SAMPLES = [TokenisedExample(tuple(range(10, 30)), tuple(range(40, 48)))]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> ModelCard:
    return read_model_card(write_model_of("llama", tmp_path_factory.mktemp("model") / "tiny.gguf"))


def learnt(model: ModelCard, lower: float, upper: float) -> BaseModel:
    """Return a model with an adapter whose lower matrices are about as large as `lower`, the upper as `upper`."""
    base = open_base_model(Path(model.path), "llama", TrainingSettings(rank=4, alpha=8), torch.device("cpu"))
    random = torch.Generator().manual_seed(5)
    state = {
        name: torch.randn(weight.shape, generator=random) * (upper if "lora_B" in name else lower)
        for name, weight in base.adapter_state().items()
    }
    base.load_adapter_state(state)
    return base


def test_an_adapter_is_written_in_half_precision(model: ModelCard, tmp_path: Path) -> None:
    exported = export_adapter(learnt(model, 0.2, 0.2), model, "Tone", tmp_path / "tone", SAMPLES)
    assert exported.faithfulness.holds
    assert (exported.card.name, (exported.peft_folder / "adapter_config.json").is_file()) == ("Tone", True)
    half = Path(exported.card.path).stat().st_size
    exported = export_adapter(learnt(model, 1e4, 4e-6), model, "Tone", tmp_path / "large", SAMPLES)
    assert exported.faithfulness.holds, "what is too large for half precision is written in full"
    assert Path(exported.card.path).stat().st_size > 1.5 * half


def test_nothing_is_left_of_an_adapter_that_can_not_be_written(model: ModelCard, tmp_path: Path) -> None:
    base = learnt(model, 0.2, float("inf"))
    with pytest.raises(AdapterDamaged):
        export_adapter(base, model, "Tone", tmp_path / "tone", SAMPLES)
    assert not (tmp_path / "tone").exists()
