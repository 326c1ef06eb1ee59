"""Loading a chat model as the person wants it computed: with how many threads, and what of it on the graphics card."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from desktop_app.domain import ModelCard
from desktop_app.gpu_trial import GpuTrial
from desktop_app.inference.chat_model import ChatModel
from desktop_app.inference.gpu import find_gpus
from desktop_app.inference.model_measuring import measure_model
from desktop_app.inference.placing import ALL_THAT_FIT
from desktop_app.model_speeds import ModelSpeed, ModelSpeeds
from desktop_app.paths import DataPaths
from desktop_app.settings import GPU_OFF, Settings

DRIVER_FAILED = (
    "The graphics card's driver ended Carrel's process when it was tried, so the processor computes answers."
    " Settings › Graphics card tries it again when you choose Automatic."
)


def open_chosen(paths: DataPaths, settings: Settings, card: ModelCard) -> tuple[ChatModel, str]:
    """Return the loaded model, and what the person should know about where it is computed, "" for nothing.

    Raises what ChatModel.open raises.
    """
    measured = ModelSpeeds(paths.model_speeds).of(card)
    threads = settings.threads or (measured.threads if measured else 0)
    trial = GpuTrial(paths.gpu_trial)

    def load(layers: int) -> ChatModel:
        return ChatModel.open(Path(card.path), threads=threads, states=paths.prompt_states, gpu_layers=layers)

    if settings.gpu == GPU_OFF:
        return load(0), ""
    if trial.has_failed:
        return load(0), DRIVER_FAILED
    with trial.trying():
        model = load(settings.gpu_layers or _quickest(measured))
    return model, model.placement.trouble


def measure_chosen(
    paths: DataPaths, settings: Settings, card: ModelCard, is_cancelled: Callable[[], bool] = lambda: False
) -> None:
    """Measure how fast a model is here, on a graphics card too where the person wants one used, and keep it.

    Raises MeasuringStopped and what loading raises; nothing is kept then.
    """
    trial = GpuTrial(paths.gpu_trial)
    with_gpu = settings.gpu != GPU_OFF and not trial.has_failed
    with trial.trying() if with_gpu else nullcontext():
        speed = measure_model(Path(card.path), is_cancelled=is_cancelled, with_gpu=with_gpu)
    ModelSpeeds(paths.model_speeds).keep(card, speed)


def _quickest(measured: ModelSpeed | None) -> int:
    """Return the layers that were quickest with the card that is there now; not measured means all that fit."""
    if measured is None or not measured.gpu or measured.gpu not in {gpu.name for gpu in find_gpus()}:
        return ALL_THAT_FIT
    return measured.gpu_layers
