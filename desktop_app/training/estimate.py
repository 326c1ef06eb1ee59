"""What a training will take on this machine, from a measured step and not from a table."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from desktop_app.training.answer_loss import answer_loss
from desktop_app.training.base_model import BaseModel
from desktop_app.training.schedule import Schedule
from desktop_app.training.tokenised import Batches, TokenisedExample
from desktop_app.training.training_settings import TrainingLimit, TrainingSettings

_CHECKS = 1.1  # the time that checks and checkpoints take beside the steps
_MOMENTS = 8  # bytes a trained weight: AdamW keeps two float32 values


@dataclass(frozen=True, slots=True)
class Estimate:
    """`steps` and `seconds` of the whole run, `memory` in bytes at its height."""

    steps: int
    seconds: float
    tokens_per_second: float
    memory: int


def estimate(
    base: BaseModel, learn: Sequence[TokenisedExample], settings: TrainingSettings, limit: TrainingLimit
) -> Estimate:
    """Measure one example's way forward and back, the longest for the memory and a middling one for the time."""
    by_length = sorted(learn, key=len)
    base.learn()
    memory = _measured(base, by_length[-1])[1]
    middle = by_length[len(by_length) // 2]
    seconds = _measured(base, middle)[0]
    per_second = len(middle) / seconds
    mean_length = sum(map(len, learn)) / len(learn)
    schedule = Schedule(limit, Batches([len(example) for example in learn], settings.batch, 0).steps_per_epoch)
    per_step = _CHECKS * min(settings.batch, len(learn)) * mean_length / per_second
    schedule.seconds_per_step = per_step
    steps = schedule.steps_left()
    trained = sum(weight.numel() for weight in base.trainable)
    return Estimate(steps, steps * per_step, per_second, memory + trained * _MOMENTS)


def _measured(base: BaseModel, example: TokenisedExample) -> tuple[float, int]:
    """Return the seconds and, at the turning point, the bytes that one example takes."""
    began = time.perf_counter()
    loss = answer_loss(base, [example])
    memory = psutil.Process().memory_info().rss
    loss.backward()  # type: ignore[no-untyped-call]
    for weight in base.trainable:
        weight.grad = None
    return max(time.perf_counter() - began, 1e-6), int(memory)
