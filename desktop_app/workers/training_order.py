"""What a person asked to be trained, as the window and the command line send it."""

from dataclasses import dataclass
from pathlib import Path

from desktop_app.errors import BadInput
from desktop_app.training.training_settings import TrainingLimit, TrainingSettings
from desktop_app.workers.training_protocol import TrainAdapter


@dataclass(frozen=True, slots=True)
class TrainingOrder:
    """The limit may differ when a run that was left goes on, nothing else."""

    examples: Path
    name: str
    model: str
    settings: TrainingSettings
    limit: TrainingLimit
    check: Path | None = None
    use_all: bool = False
    again: bool = False


def read_order(request: TrainAdapter) -> TrainingOrder:
    """Return the order that a request gives; raises BadInput for settings that make no sense."""
    try:
        settings = TrainingSettings(**(request.settings or {}))
    except TypeError as error:
        raise BadInput("A setting of the training is unknown or of the wrong kind.") from error
    return TrainingOrder(
        Path(request.path),
        request.name.strip(),
        request.model,
        settings,
        TrainingLimit(request.steps, request.minutes * 60, request.epochs),
        check=Path(request.check) if request.check else None,
        use_all=request.use_all,
        again=request.again,
    )
