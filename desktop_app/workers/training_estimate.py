"""What a training would take on this machine, told before anybody starts it; importing this imports torch."""

from collections.abc import Iterator
from pathlib import Path

from desktop_app.errors import BadInput
from desktop_app.paths import DataPaths
from desktop_app.training.base_model import require_trainable, watch_layers
from desktop_app.training.estimate import measure_step
from desktop_app.training.split import Part
from desktop_app.training.stopping import LeaveTraining
from desktop_app.training.training_settings import TrainingSettings
from desktop_app.workers.serve import IsCancelled
from desktop_app.workers.training_examples import prepare_file
from desktop_app.workers.training_loading import load_for_training
from desktop_app.workers.training_preparing import model_for, read_decisions
from desktop_app.workers.training_protocol import EstimateTraining, TrainingEstimated
from desktop_app.workers.training_threads import LeftThreads


def estimate_request(
    paths: DataPaths, request: EstimateTraining, is_cancelled: IsCancelled
) -> Iterator[TrainingEstimated]:
    """Load the model, measure a step on the examples, and forget both; nothing where it was cancelled meanwhile.

    Raises TrainingOutOfMemory, BadInput, and what finding and opening the model raise.
    """
    try:
        settings = TrainingSettings(**(request.settings or {}))
    except TypeError as error:
        raise BadInput("A setting of the training is unknown or of the wrong kind.") from error
    model = model_for(paths, request.model)
    require_trainable(model.architecture)
    longest = min(settings.max_tokens, model.context or settings.max_tokens)
    decisions = read_decisions(request.decisions)
    prepared = prepare_file(Path(request.path), Path(model.path), longest=longest, decisions=decisions)
    threads = LeftThreads()
    if is_cancelled():
        return
    loaded = load_for_training(model, prepared.part(Part.LEARN), (), settings)
    if is_cancelled():
        return
    threads.adjust(at_once=True)

    def ask_for_the_end() -> None:
        if is_cancelled():
            raise LeaveTraining

    unwatch = watch_layers(loaded.base, ask_for_the_end)  # a step takes seconds, and a decision waits for its end
    try:
        cost = measure_step(loaded.base, loaded.learn, settings)
    except LeaveTraining:
        return
    finally:
        unwatch()
    yield TrainingEstimated(
        request.request_id, len(loaded.learn), cost.seconds_per_pass, cost.tokens_per_second, cost.memory
    )
