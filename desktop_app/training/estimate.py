"""What a training will take on this machine, from a measured step and not from a table."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.training.answer_loss import answer_loss
from desktop_app.training.base_model import BaseModel
from desktop_app.training.device import finish_computing, memory_in_use, telling_of_memory
from desktop_app.training.schedule import Schedule
from desktop_app.training.tokenised import Batches, TokenisedExample, micro_batches
from desktop_app.training.trainer import MOST_TOKENS
from desktop_app.training.training_settings import TrainingLimit, TrainingSettings

_CHECKS = 1.1  # the time that checks and checkpoints take beside the steps
_GENERAL = 4 / 3  # of the time for a token learnt from: a general one is read, and read once more without the adapter
_MOMENTS = 8  # bytes a trained weight: AdamW keeps two float32 values


@dataclass(frozen=True, slots=True)
class Estimate:
    """`steps` and `seconds` of the whole run, `memory` in bytes at its height."""

    steps: int
    seconds: float
    tokens_per_second: float
    memory: int


@dataclass(frozen=True, slots=True)
class StepCost:
    """What was measured: `seconds_per_pass` over all examples, checks included."""

    tokens_per_second: float
    seconds_per_pass: float
    memory: int


def measure_step(base: BaseModel, learn: Sequence[TokenisedExample], settings: TrainingSettings) -> StepCost:
    """Measure a way forward and back: the longest example for the memory, some middling ones together for the time."""
    batch = settings.batch
    by_length = sorted(learn, key=len)
    base.learn()
    memory = _measured(base, by_length[-1:])[1]
    first = max(0, (len(by_length) - batch) // 2)
    middling = by_length[first : first + batch][::-1]
    lengths = [len(example) for example in middling]
    part = micro_batches(range(len(middling)), lengths, MOST_TOKENS[base.device.type])[0]
    together = [middling[index] for index in part]
    # The first time, torch also makes itself ready for examples of that width.
    per_second = sum(map(len, together)) / min(_measured(base, together)[0] for _ in range(2))
    trained = sum(weight.numel() for weight in base.trainable)
    beside = _CHECKS * (1.0 + _GENERAL * settings.general_share if settings.keeps_general else 1.0)
    return StepCost(per_second, beside * sum(map(len, learn)) / per_second, memory + trained * _MOMENTS)


def estimate(
    base: BaseModel, learn: Sequence[TokenisedExample], settings: TrainingSettings, limit: TrainingLimit
) -> Estimate:
    """Return what a run of so many steps, epochs or seconds will take, by a measured step."""
    cost = measure_step(base, learn, settings)
    schedule = Schedule(limit, Batches([len(example) for example in learn], settings.batch, 0).steps_per_epoch)
    schedule.seconds_per_step = cost.seconds_per_pass / schedule.steps_per_epoch
    steps = schedule.steps_left()
    return Estimate(steps, steps * schedule.seconds_per_step, cost.tokens_per_second, cost.memory)


def _measured(base: BaseModel, examples: Sequence[TokenisedExample]) -> tuple[float, int]:
    """Return the seconds and, at the turning point, the bytes that learning from `examples` at once takes."""
    began = time.perf_counter()
    with telling_of_memory():
        loss = answer_loss(base, examples)
        memory = memory_in_use(base.device)
        loss.backward()  # type: ignore[no-untyped-call]
        finish_computing(base.device)
    for weight in base.trainable:
        weight.grad = None
    return max(time.perf_counter() - began, 1e-6), memory
