"""The loop: steps, checks, checkpoints, and when to stop.

A run is a generator of progress; whoever listens may stop listening at any time, and a run made
anew on the same folder goes on from its last checkpoint. Knows no files of examples, no
text and no processes.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from desktop_app.errors import TrainingDiverged
from desktop_app.training.answer_loss import answer_loss, answer_losses, count_answer_tokens
from desktop_app.training.base_model import BaseModel, watch_layers
from desktop_app.training.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from desktop_app.training.device import memory_in_use, telling_of_memory
from desktop_app.training.general_texts import GeneralTexts
from desktop_app.training.progress import Checked, Ended, Ending, Progress, StepTaken
from desktop_app.training.returned_memory import give_back_memory
from desktop_app.training.schedule import Schedule, learning_rate_share
from desktop_app.training.stopping import LeaveTraining, StopTraining
from desktop_app.training.tokenised import Batches, TokenisedExample, micro_batches
from desktop_app.training.training_settings import TrainingLimit, TrainingSettings
from desktop_app.training.turning import Turning

CHECKS = 20  # over a whole run, where they cost little
_CHECK_SHARE = 0.1  # of the time at most goes into checks
# A checkpoint may cost a hundredth of the time: 80 MB for SmolLM2 at rank 16, every half minute on a quick disk.
_SAVING_SHARE = 0.01
_SELDOM, _OFTEN = 120.0, 2.0  # seconds between two of them, at most and at least
_LARGEST_GRADIENT = 1.0  # norm; larger ones are cut
MOST_TOKENS = {"cpu": 512, "mps": 4096, "cuda": 16_384}  # computed at once, padding included


@dataclass(slots=True)
class _State:
    """What a checkpoint keeps beside tensors and schedule."""

    best_score: float = math.inf  # the check loss, and how far the general texts were moved: both are learnt
    best_loss: float = math.inf  # the check loss of that step
    best_step: int = 0
    base_loss: float = math.inf
    turning: Turning = field(default_factory=Turning)
    check_seconds: float = 0.0
    next_check: int = 0
    learnt_since_check: list[float] = field(default_factory=list)


class Trainer:
    """One run on one model, which shall say of the texts `general` what it says of them without the adapter.

    `give_way` is asked between layers: it may sleep, or raise StopTraining.
    """

    def __init__(
        self,
        base: BaseModel,
        learn: Sequence[TokenisedExample],
        check: Sequence[TokenisedExample],
        settings: TrainingSettings,
        limit: TrainingLimit,
        folder: Path,
        *,
        general: Sequence[TokenisedExample] = (),
        give_way: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base = base
        self._learn, self._check = learn, check
        self._lengths = [len(example) for example in learn]
        self._settings = settings
        self._folder = folder
        self._clock = clock
        self._paused = 0.0  # seconds that give_way slept, ever
        self._give_way = give_way
        self._batches = Batches(self._lengths, settings.batch, settings.seed)
        self._general = GeneralTexts(general, settings.seed, settings.general_share)
        self._schedule = Schedule(limit, self._batches.steps_per_epoch)
        self._optimizer = torch.optim.AdamW(
            base.trainable, lr=settings.learning_rate, weight_decay=settings.weight_decay
        )
        self._state = _State()
        self._best = base.adapter_state()
        self._saved_at = clock()
        self._seconds_between_saves = _OFTEN

    def run(self) -> Iterator[Progress]:
        """Train until the limit, the turn of the check loss, StopTraining or LeaveTraining; the last event is `Ended`.

        Goes on from the folder's checkpoint where there is one. Raises TrainingOutOfMemory,
        TrainingDiverged, CheckpointDamaged, and OSError where no checkpoint can be written.
        """
        unwatch = watch_layers(self._base, self._ask_to_give_way)
        try:
            with telling_of_memory():
                yield from self._run()
        finally:
            unwatch()

    def _run(self) -> Iterator[Progress]:
        ending = Ending.FINISHED
        try:
            if (kept := load_checkpoint(self._folder)) is not None:
                self._resume(kept)
            elif (first := self._check_when_due()) is not None:
                yield first
            self._base.learn()
            while not self._schedule.is_over:
                yield self._step()
                if (checked := self._check_when_due()) is not None:
                    yield checked
                    if self._state.turning.has_come:
                        ending = Ending.TURNED
                        break
                if self._clock() - self._saved_at > self._seconds_between_saves:
                    self._save()
        except StopTraining:
            ending = Ending.STOPPED
        except LeaveTraining:
            ending = Ending.LEFT
        self._save()
        if self._check and ending is not Ending.LEFT:
            self._base.load_adapter_state(self._best)
        yield self._ended(ending)

    def _step(self) -> StepTaken:
        began, paused = self._clock(), self._paused
        schedule, settings = self._schedule, self._settings
        rate = settings.learning_rate * learning_rate_share(schedule.done, settings.warm_up)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        chosen = self._batches.at(schedule.step)
        answers = count_answer_tokens([self._learn[index] for index in chosen])
        tokens = sum(self._lengths[index] for index in chosen)
        at_once = MOST_TOKENS[self._base.device.type]
        total = 0.0
        for part in micro_batches(chosen, self._lengths, at_once):
            loss = answer_loss(self._base, [self._learn[index] for index in part])
            (loss / answers).backward()  # type: ignore[no-untyped-call]
            total += loss.item()
            del loss
            give_back_memory()
        self._general.hold(self._base, schedule.step, tokens, at_once)
        norm = torch.nn.utils.clip_grad_norm_(self._base.trainable, _LARGEST_GRADIENT)
        if not torch.isfinite(norm):
            raise TrainingDiverged
        self._optimizer.step()
        self._optimizer.zero_grad()
        self._state.learnt_since_check.append(total / answers)
        seconds = self._clock() - began - (self._paused - paused)
        schedule.advance(seconds)
        return StepTaken(
            step=schedule.step,
            steps=schedule.step + schedule.steps_left(),
            epoch=schedule.step / self._batches.steps_per_epoch,
            loss=total / answers,
            learning_rate=rate,
            tokens_per_second=tokens / max(seconds, 1e-9),
            seconds=schedule.seconds,
            seconds_left=schedule.seconds_left,
            memory=memory_in_use(self._base.device),
        )

    def _check_when_due(self) -> Checked | None:
        """Compute the check loss where it is due, and remember the best; None where it is not."""
        state, schedule = self._state, self._schedule
        if not self._check or (schedule.step < state.next_check and not schedule.is_over):
            return None
        began, paused = self._clock(), self._paused
        losses = example_losses(self._base, self._check)
        moved = self._general.moved(self._base, MOST_TOKENS[self._base.device.type])
        self._base.learn()
        state.check_seconds = self._clock() - began - (self._paused - paused)
        schedule.seconds += state.check_seconds
        loss = sum(losses) / count_answer_tokens(self._check)
        state.turning.add(losses)
        score = loss + moved
        is_best = score < state.best_score
        if schedule.step == 0:
            state.base_loss = loss
        if is_best:
            state.best_score = score
            state.best_loss, state.best_step = loss, schedule.step
            self._best = self._base.adapter_state()
        learnt = state.learnt_since_check
        learn_loss = sum(learnt) / len(learnt) if learnt else None
        state.learnt_since_check = []
        state.next_check = schedule.step + self._steps_between_checks()
        give_back_memory()
        return Checked(schedule.step, loss, learn_loss, is_best)

    def _steps_between_checks(self) -> int:
        planned = self._schedule.step + self._schedule.steps_left()
        if not self._schedule.seconds_per_step:  # before the first step: soon, then as the cost is known
            return max(1, min(10, planned // CHECKS))
        rare_enough = self._state.check_seconds / (_CHECK_SHARE * self._schedule.seconds_per_step)
        return max(1, planned // CHECKS, math.ceil(rare_enough))

    def _ask_to_give_way(self) -> None:
        began = self._clock()
        self._give_way()
        self._paused += self._clock() - began

    def _save(self) -> None:
        began = self._clock()
        save_checkpoint(
            self._folder,
            Checkpoint(
                step=self._schedule.step,
                adapter=self._base.adapter_state(),
                best=self._best,
                optimizer=self._optimizer.state_dict(),
                random=torch.get_rng_state(),
                state={
                    "trainer": asdict(self._state),
                    "schedule": {
                        name: getattr(self._schedule, name) for name in ("step", "done", "seconds", "seconds_per_step")
                    },
                },
            ),
        )
        self._saved_at = self._clock()
        self._seconds_between_saves = min(_SELDOM, max(_OFTEN, (self._saved_at - began) / _SAVING_SHARE))

    def _resume(self, kept: Checkpoint) -> None:
        values: Any = kept.state
        self._base.load_adapter_state(kept.adapter)
        self._best = kept.best
        self._optimizer.load_state_dict(kept.optimizer)
        torch.set_rng_state(kept.random)
        self._state = _State(**{**values["trainer"], "turning": Turning(**values["trainer"]["turning"])})
        for name, value in values["schedule"].items():
            setattr(self._schedule, name, value)

    def _ended(self, ending: Ending) -> Ended:
        state = self._state
        best_step = state.best_step if self._check else self._schedule.step
        return Ended(ending, self._schedule.step, best_step, state.best_loss, state.base_loss, self._schedule.seconds)


def mean_loss(base: BaseModel, examples: Sequence[TokenisedExample]) -> float:
    """Return the mean loss per token of the answers, in nats, without learning anything."""
    return sum(example_losses(base, examples)) / count_answer_tokens(examples)


def example_losses(base: BaseModel, examples: Sequence[TokenisedExample]) -> list[float]:
    """Return the loss of each example's whole answer, in nats, without learning anything."""
    lengths = [len(example) for example in examples]
    order = sorted(range(len(examples)), key=lengths.__getitem__, reverse=True)
    base.judge()
    losses = [0.0] * len(examples)
    with torch.no_grad():
        for part in micro_batches(order, lengths, MOST_TOKENS[base.device.type]):
            for index, loss in zip(part, answer_losses(base, [examples[index] for index in part]), strict=True):
                losses[index] = loss
    return losses
