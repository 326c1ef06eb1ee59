"""What a training run tells while it goes on."""

from dataclasses import dataclass
from enum import StrEnum


class Ending(StrEnum):
    """Why a run ended."""

    FINISHED = "finished"  # all steps, or all the time, that it was given
    TURNED = "turned"  # the check loss rose again: more would only learn the examples by heart
    STOPPED = "stopped"  # the person stopped it and keeps what was learnt
    LEFT = "left"  # it can go on later from its checkpoint


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step was learnt. `loss` is the mean per token of the answers, in nats; `memory` bytes in use.

    `steps` is how many there will be as far as can be told; `seconds` counts work, not pauses.
    """

    step: int
    steps: int
    epoch: float
    loss: float
    learning_rate: float
    tokens_per_second: float
    seconds: float
    seconds_left: float
    memory: int


@dataclass(frozen=True, slots=True)
class Checked:
    """The loss of the examples that are not learnt from; step 0 is the base model's own.

    `learn_loss` is the mean over the steps since the last check, None before the first step.
    """

    step: int
    check_loss: float
    learn_loss: float | None
    is_best: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """The last event of a run; the model now holds the adapter of the best step."""

    ending: Ending
    step: int
    best_step: int
    best_loss: float
    base_loss: float
    seconds: float


Progress = StepTaken | Checked | Ended
