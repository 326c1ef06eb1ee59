"""The search for settings, on a real model: trials that stop when their time is over and go on later."""

import json
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from desktop_app.errors import TrainingDiverged
from desktop_app.training.base_model import BaseModel
from desktop_app.training.checkpoint import load_checkpoint
from desktop_app.training.progress import Ended, StepTaken
from desktop_app.training.settings_search import Trial, candidates, search, seconds_for_winner
from desktop_app.training.stopping import LeaveTraining, StopTraining
from desktop_app.training.trainer import Trainer, mean_loss
from desktop_app.training.training_settings import TrainingLimit, TrainingSettings
from desktop_app.workers.training_loading import Loaded

_CHOSEN = "chosen.json"


class TrainingSearch:
    """Finds settings for one run in `folder`; afterwards the winner's state lies there to go on from."""

    def __init__(
        self,
        loaded: Loaded,
        settings: TrainingSettings,
        limit: TrainingLimit,
        folder: Path,
        give_way: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.base: BaseModel = loaded.base
        self.settings, self.limit = settings, limit
        self.trials: list[Trial] = []
        self.was_left = False
        self._loaded = loaded
        self._folder = folder
        self._give_way = give_way
        self._clock = clock
        self._given = settings

    def run(self) -> Iterator[Trial]:
        """Yield each trial; a search that was interrupted finds its trials where they were.

        Without examples to check with nothing can be told apart, and the settings stay as given.
        """
        if not self._loaded.check:
            return
        tried = candidates(self._given)
        winner_limit = TrainingLimit(seconds=seconds_for_winner(self.limit.seconds, len(tried)))

        def train(number: int, settings: TrainingSettings, seconds: float) -> float:
            try:
                return self._train(number, settings, seconds, winner_limit)
            except TrainingDiverged:
                return math.inf

        if not (self._folder / _CHOSEN).is_file():
            try:
                for trial in search(tried, self.limit.seconds, train):
                    self.trials.append(trial)
                    yield trial
            except LeaveTraining:
                self.was_left = True
                return
            except StopTraining:
                winner_limit = TrainingLimit(steps=1)  # no more than was learnt in the trial
            self._choose()
        chosen = json.loads((self._folder / _CHOSEN).read_text(encoding="utf-8"))
        self.settings, self.limit = TrainingSettings(**chosen), winner_limit
        self.base = self.base.renewed(self.settings)

    def _train(self, number: int, settings: TrainingSettings, seconds: float, limit: TrainingLimit) -> float:
        """Train until `seconds` in all and return the check loss. Raises what the person wants meanwhile."""
        wanted: list[Exception] = []
        is_enough = False

        def give_way() -> None:
            if is_enough:
                raise LeaveTraining
            try:
                self._give_way()
            except (LeaveTraining, StopTraining) as error:
                wanted.append(error)
                raise LeaveTraining from error

        self.base = self.base.renewed(settings)
        folder = self._trial_folder(number)
        kept = load_checkpoint(folder)
        is_enough = kept is not None and kept.state["schedule"]["seconds"] >= seconds
        trainer = Trainer(
            self.base,
            self._loaded.learn,
            self._loaded.check,
            settings,
            limit,
            folder,
            general=self._loaded.general,
            give_way=give_way,
            clock=self._clock,
        )
        ended = None
        for event in trainer.run():
            if isinstance(event, StepTaken):
                is_enough = event.seconds >= seconds
            elif isinstance(event, Ended):
                ended = event
        if wanted:
            raise wanted[0]
        loss = mean_loss(self.base, self._loaded.check)
        return min(loss, ended.best_loss) if ended else loss

    def _choose(self) -> None:
        """Move what the winner learnt to where the run goes on, and remember its settings."""
        last = max(self.trials, key=lambda trial: (trial.round, -trial.check_loss), default=None)
        if last is not None:
            for checkpoint in self._trial_folder(last.number).glob("checkpoint-*"):
                checkpoint.rename(self._folder / checkpoint.name)
        settings = last.settings if last is not None else self._given
        writing = self._folder / f"{_CHOSEN}.writing"
        writing.write_text(json.dumps(_as_json(settings)), encoding="utf-8")
        writing.replace(self._folder / _CHOSEN)

    def _trial_folder(self, number: int) -> Path:
        return self._folder / f"trial-{number}"


def _as_json(settings: TrainingSettings) -> dict[str, object]:
    return {name: getattr(settings, name) for name in TrainingSettings.__dataclass_fields__}
