"""The adapter that a training begins with: found, checked, and its matrices put into the model that learns.

Whatever it was before (a name on the list, a GGUF file, a folder that peft saved), it is made one GGUF file
that is kept with the run: the adapter it came from may change or go meanwhile.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from desktop_app.adapter_list import AdapterList
from desktop_app.domain import AdapterCard, ModelCard
from desktop_app.errors import BadInput
from desktop_app.inference.adapter_card import read_adapter
from desktop_app.inference.adapter_state import read_adapter_state
from desktop_app.inference.gguf_header import read_gguf_header
from desktop_app.inference.passport import check_adapter, require_fitting
from desktop_app.inference.peft_folder import convert_peft_folder, is_peft_folder
from desktop_app.paths import DataPaths
from desktop_app.training.base_model import BaseModel
from desktop_app.training.training_settings import TrainingSettings
from desktop_app.workers.training_order import TrainingOrder

_SOURCE = "source"  # the folder beside an adapter that Carrel trained or converted: float32 there, F16 in the GGUF


@contextmanager
def opened_start(name_or_path: str, paths: DataPaths, model: ModelCard) -> Iterator[Path]:
    """Yield the adapter as a GGUF file that fits `model`, for as long as the context lasts.

    Raises AdapterError where there is none, or where it is damaged or another model's.
    """
    source = _found(name_or_path, paths)
    header = read_gguf_header(Path(model.path))
    with tempfile.TemporaryDirectory(prefix="carrel-start-") as temporary:
        file = source
        if is_peft_folder(source):
            file = Path(temporary) / "start.gguf"
            convert_peft_folder(source, file, header)
        require_fitting(check_adapter(file, model, header))
        yield file


def settings_from(start: Path, order: TrainingOrder) -> TrainingSettings:
    """Return the settings with the shape of the adapter `start`; raises BadInput where another was asked for."""
    card = read_adapter(start).card
    said = order.request.get("settings") or {}
    targets = _targets(card)
    for name, value in (("rank", card.rank), ("targets", targets)):
        if said.get(name, value) != value:
            raise BadInput(f"An adapter keeps its {name} when it is trained further, here {value}; leave it out.")
    alpha = said.get("alpha") or max(1, round(_strength(card) * card.rank))
    return replace(order.settings, rank=card.rank, alpha=alpha, targets=targets)


def begin_with(base: BaseModel, start: Path, model: ModelCard, settings: TrainingSettings) -> None:
    """Let `base` go on from the adapter `start`."""
    adapter = read_adapter(start)
    names = list(base.adapter_state())
    matrices = read_adapter_state(start, read_gguf_header(Path(model.path)), names)
    new = settings.alpha / settings.rank
    strengths = {
        name: (adapter.card.alpha / matrix.shape[1] if adapter.card.alpha else 1.0) / new
        for name, matrix in matrices.items()
        if name.endswith(".lora_B.weight")
    }
    base.begin_with(matrices, strengths)


def _found(name_or_path: str, paths: DataPaths) -> Path:
    path = Path(name_or_path).expanduser()
    if path.exists():
        return path
    listed = Path(AdapterList.of(paths).find(name_or_path).path)
    source = listed.parent / _SOURCE
    return source if is_peft_folder(source) else listed


def _strength(card: AdapterCard) -> float:
    """Return what llama.cpp multiplies the product of both matrices with: 1 where the file does not say alpha."""
    return card.alpha / card.rank if card.alpha else 1.0


def _targets(card: AdapterCard) -> str:
    """Return the layers that learn, as a setting: where only some of them are changed, the others begin as new."""
    if all(target.startswith("attn_") for target in card.targets):
        return "attention"
    return "feed-forward" if all(target.startswith("ffn_") for target in card.targets) else "all"
