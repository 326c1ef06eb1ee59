"""A base model and its examples made ready to train, memory asked for before anything is loaded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.domain import ModelCard
from desktop_app.inference.gguf_header import read_gguf_header
from desktop_app.training.base_model import BaseModel, open_base_model
from desktop_app.training.device import Device, best_device, free_memory, weight_type
from desktop_app.training.examples import Example
from desktop_app.training.tokenised import TokenisedExample
from desktop_app.training.trainer import MOST_TOKENS
from desktop_app.training.training_memory import ModelShape, choose_recomputed
from desktop_app.training.training_settings import TrainingSettings
from desktop_app.workers.training_examples import require_some, tokenise


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a Trainer takes."""

    base: BaseModel
    learn: list[TokenisedExample]
    check: list[TokenisedExample]
    general: list[TokenisedExample] = field(default_factory=list)


def load_for_training(
    model: ModelCard, learn_from: Sequence[Example], check_with: Sequence[Example], settings: TrainingSettings
) -> Loaded:
    """Read the examples as tokens and the model's weights.

    Raises BadInput where no example is left, TrainingOutOfMemory with figures before anything is
    loaded, and what opening the model raises.
    """
    path = Path(model.path)
    learn, check = (tokenise(part, path, settings.max_tokens) for part in (learn_from, check_with))
    require_some(learn)
    device = best_device()
    longest = max(map(len, learn))
    at_once = MOST_TOKENS[device.type] if device.type == "cpu" else settings.batch * longest
    tokens = max(longest, min(at_once, MOST_TOKENS[device.type]))
    recomputed = choose_layers(model, settings, tokens, device)
    base = open_base_model(path, model.architecture, settings, device)
    base.recomputed = recomputed
    return Loaded(base, learn, check)


def choose_layers(model: ModelCard, settings: TrainingSettings, tokens: int, device: Device) -> int:
    """Return which layers are computed twice, as the device's memory has it. Raises TrainingOutOfMemory.

    `tokens` are computed at once.
    """
    header = read_gguf_header(Path(model.path))
    shape = ModelShape(
        model.parameters,
        header.of_architecture("block_count"),
        header.of_architecture("embedding_length"),
        header.of_architecture("feed_forward_length"),
    )
    return choose_recomputed(
        shape,
        tokens=tokens,
        rank=settings.rank,
        weight_bytes=weight_type(device).itemsize,
        free=free_memory(device),
        saves_memory=settings.saves_memory,
        is_shared=device.type != "cuda",
    )
