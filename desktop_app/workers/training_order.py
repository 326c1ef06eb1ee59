"""What a person asked to be trained, as the window and the command line send it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from desktop_app.errors import BadInput
from desktop_app.training.preparation import Decision
from desktop_app.training.training_settings import TrainingLimit, TrainingSettings, learning_rate_for
from desktop_app.workers.training_preparing import read_decisions
from desktop_app.workers.training_protocol import TrainAdapter

_OF_THIS_TIME = ("request_id", "again", "goes_on")  # of a request; no part of the order that is kept


@dataclass(frozen=True, slots=True)
class TrainingOrder:
    """The limit may differ when a run that was left goes on, nothing else.

    `request` is the order as it was sent, to be sent again where the run is left.
    """

    examples: Path
    name: str
    model: str
    settings: TrainingSettings
    limit: TrainingLimit
    check: Path | None = None
    use_all: bool = False
    again: bool = False
    goes_on: bool = False
    search: bool = False
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    with_report: bool = True
    start: str = ""
    request: Mapping[str, Any] = field(default_factory=dict)

    def for_model_of(self, parameters: int) -> "TrainingOrder":
        """Return the order with the learning rate that suits so many weights, unless it says one itself."""
        if "learning_rate" in (self.request.get("settings") or {}):
            return self
        return replace(self, settings=replace(self.settings, learning_rate=learning_rate_for(parameters)))


def read_order(request: TrainAdapter) -> TrainingOrder:
    """Return the order that a request gives; raises BadInput for settings that make no sense."""
    try:
        settings = TrainingSettings(**(request.settings or {}))
    except TypeError as error:
        raise BadInput("A setting of the training is unknown or of the wrong kind.") from error
    if request.search and not request.minutes:
        raise BadInput("A search for settings needs its time: say how many minutes it may take.")
    if request.search and request.start:
        raise BadInput("Trying several settings needs a new adapter each time: search, or train one further.")
    return TrainingOrder(
        Path(request.path),
        request.name.strip(),
        request.model,
        settings,
        TrainingLimit(request.steps, request.minutes * 60, request.epochs),
        check=Path(request.check) if request.check else None,
        use_all=request.use_all,
        again=request.again,
        goes_on=request.goes_on,
        search=request.search,
        decisions=read_decisions(request.decisions),
        with_report=not request.without_report,
        start=request.start,
        request={name: value for name, value in asdict(request).items() if name not in _OF_THIS_TIME},
    )
