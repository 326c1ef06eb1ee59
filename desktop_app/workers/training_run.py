"""One training run from a file of examples to an adapter on the list, put together.

Used by the training worker; importing it imports torch. What happens is told as plain dictionaries, one per line of
`carrel adapter train --json`; the same are kept in the run's folder.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from desktop_app.adapter_list import AdapterList
from desktop_app.catalogue import ModelCatalogue
from desktop_app.domain import AdapterCard, ModelCard
from desktop_app.errors import BadInput, TrainingBusy
from desktop_app.inference.model_file import file_sha256, read_model_card
from desktop_app.paths import DataPaths
from desktop_app.training.base_model import require_trainable
from desktop_app.training.checkpoint import newest_step
from desktop_app.training.estimate import estimate
from desktop_app.training.frozen import read_frozen
from desktop_app.training.past import past_losses
from desktop_app.training.progress import Checked, Ended, Ending, Progress, StepTaken
from desktop_app.training.run_folder import Description, RunFolder
from desktop_app.training.settings_search import search_hint
from desktop_app.training.stopping import LeaveTraining, StopTraining
from desktop_app.training.trainer import Trainer
from desktop_app.training.training_settings import TrainingSettings
from desktop_app.weights import starter_model
from desktop_app.workers.general_texts import read_general_texts
from desktop_app.workers.training_examples import prepare_file, with_check_file
from desktop_app.workers.training_export import Exported, export_adapter
from desktop_app.workers.training_loading import Loaded, load_for_training
from desktop_app.workers.training_order import TrainingOrder
from desktop_app.workers.training_preparing import all_hints
from desktop_app.workers.training_report import report_training
from desktop_app.workers.training_search import TrainingSearch
from desktop_app.workers.training_start import begin_with, opened_start, settings_from
from desktop_app.workers.training_threads import LeftThreads

Told = dict[str, Any]

HISTORY = "training"  # the folder beside an adapter with what it was trained from, and how it went


@dataclass(slots=True)
class TrainingRun:
    """One run of one order. After `run`, `adapter` is the new one, None where it was left to go on later."""

    paths: DataPaths
    order: TrainingOrder
    chosen_model: str
    give_way: Callable[[], None]
    clock: Callable[[], float] = time.monotonic
    adapter: AdapterCard | None = None
    summary: Told = field(default_factory=dict)

    def run(self) -> Iterator[Told]:
        """Do all of it, telling each step. Raises CarrelErrors; a run that met one can go on later."""
        model = self._model()
        require_trainable(model.architecture)
        self.order = self.order.for_model_of(model.parameters)
        folder = RunFolder(self.paths.training / _plain(self.order.name))
        with _held(folder):
            yield from self._begin(folder, model)
            told = None
            settings, limit = self.order.settings, self.order.limit
            threads = LeftThreads()
            frozen = read_frozen(folder.path)
            loaded = load_for_training(model, frozen.learn, frozen.check, settings)
            threads.adjust(at_once=True)
            base, learn, check = loaded.base, loaded.learn, loaded.check
            if folder.start is not None:
                begin_with(base, folder.start, model, settings)
            try:
                loaded = self._with_general_texts(loaded, model)
            except LeaveTraining:
                return
            yield self._record(folder, {"event": "loaded", "learn": len(learn), "check": len(check)})
            cost = estimate(base, learn, settings, limit)
            hints = [search_hint(cost.steps)] if self.order.search else []
            yield self._record(folder, {"event": "estimate", **asdict(cost), "hints": [*filter(None, hints)]})
            if self.order.search:
                searching = TrainingSearch(loaded, settings, limit, folder.path, self.give_way, self.clock)
                for trial in searching.run():
                    yield self._record(folder, {"event": "trial", **_finite(asdict(trial))})
                if searching.was_left:
                    return
                base, settings, limit = searching.base, searching.settings, searching.limit
            trainer = Trainer(
                base,
                learn,
                check,
                settings,
                limit,
                folder.path,
                general=loaded.general,
                give_way=self.give_way,
                clock=self.clock,
            )
            for event in trainer.run():
                threads.adjust()
                told = event
                yield self._record(folder, _as_told(event))
            if isinstance(told, Ended) and told.ending is not Ending.LEFT:
                kept = AdapterList.of(self.paths).new_folder(self.order.name)
                exported = export_adapter(base, model, self.order.name, kept, check or learn)
                self._keep(folder, model, exported, told, settings)
                folder.move_history(kept / HISTORY)
                yield {"event": "exported", "path": str(kept)}
                del base, loaded, trainer  # the largest there is in memory
                if self.order.with_report:
                    yield from self._report(model, kept / HISTORY)

    def _with_general_texts(self, loaded: Loaded, model: ModelCard) -> Loaded:
        """Add what keeps the model as it was, where that is wanted. Raises LeaveTraining."""
        if not self.order.settings.keeps_general:
            return loaded
        try:
            return replace(loaded, general=read_general_texts(loaded.base, Path(model.path), self.give_way))
        except StopTraining as wanted:
            self.give_way = _raising(wanted)  # the trainer keeps the best of an earlier session
            return loaded

    def _begin(self, folder: RunFolder, model: ModelCard) -> Iterator[Told]:
        """Freeze the run, or take up one that was left."""
        if folder.exists and self.order.again:
            folder.remove()
        if folder.exists:
            if folder.start is not None:
                self.order = replace(self.order, settings=settings_from(folder.start, self.order))
            # The file they came from may have gone meanwhile: the examples are frozen.
            is_same = self.order.goes_on or not self.order.examples.exists()
            if not is_same and not folder.description().is_same(self._description(model)):
                raise BadInput(
                    f"A training called {self.order.name} was left unfinished with other examples or settings;"
                    " choose another name, or forget that training first (on the command line: --again)."
                )
            past = past_losses(folder.events(), newest_step(folder.path))
            yield {"event": "resumed", **read_frozen(folder.path).counts, **past}
            return
        if not self.order.start:
            yield from self._freeze(folder, model, None)
            return
        with opened_start(self.order.start, self.paths, model) as start:
            self.order = replace(self.order, settings=settings_from(start, self.order))
            yield from self._freeze(folder, model, start)

    def _freeze(self, folder: RunFolder, model: ModelCard, start: Path | None) -> Iterator[Told]:
        longest = min(self.order.settings.max_tokens, model.context or self.order.settings.max_tokens)
        prepared = prepare_file(
            self.order.examples,
            Path(model.path),
            longest=longest,
            use_all=self.order.use_all,
            decisions=self.order.decisions,
        )
        if self.order.check:
            prepared = with_check_file(prepared, self.order.check)
        folder.begin(self._description(model), prepared, {**self.order.request, "model": model.path}, start)
        told = {"event": "prepared", **prepared.counts, "found": prepared.found, "hints": all_hints(prepared)}
        yield self._record(folder, told)

    def _report(self, model: ModelCard, history: Path) -> Iterator[Told]:
        assert self.adapter is not None
        reporting = report_training(self.adapter, model, history, self.summary, self.give_way)
        while True:
            try:
                done, total = next(reporting)
            except StopIteration as finished:
                self.summary["report"] = asdict(finished.value) if finished.value else None
                return
            yield {"event": "report", "done": done, "total": total}

    def _keep(
        self, folder: RunFolder, model: ModelCard, exported: Exported, ended: Ended, settings: TrainingSettings
    ) -> None:
        """Put the adapter on the list, and note how it was made."""
        self.adapter = AdapterList.of(self.paths).add(exported.card)
        self.summary = {
            "name": self.adapter.name,
            "path": self.adapter.path,
            "peft_folder": str(exported.peft_folder),
            "base": model.name,
            "base_sha256": model.sha256,
            "bytes": self.adapter.bytes,
            "divergence": asdict(exported.faithfulness),
            "settings": asdict(settings),
            "start": self.order.start,
            "start_sha256": file_sha256(folder.start) if folder.start else "",
            "trials": _trials(folder),
            **read_frozen(folder.path).counts,
            **{name: value for name, value in _as_told(ended).items() if name != "event"},
        }

    def _model(self) -> ModelCard:
        models = ModelCatalogue(self.paths.models, starter_model())
        asked = self.order.model or self.chosen_model
        path = Path(asked).expanduser()
        card = read_model_card(path) if asked and path.is_file() else models.find(asked)
        return card if card.sha256 else replace(card, sha256=file_sha256(Path(card.path)))

    def _description(self, model: ModelCard) -> Description:
        files = [self.order.examples, *([self.order.check] if self.order.check else [])]
        try:
            content = sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
        except OSError as error:
            raise BadInput(f"The examples {error.filename} can't be read; check the path.") from error
        decisions = sorted((identity, asdict(each)) for identity, each in self.order.decisions.items())
        settings = {
            **asdict(self.order.settings),
            "use_all": self.order.use_all,
            "decisions": decisions,
            "start": self.order.start,
        }
        return Description(self.order.name, model.path, model.sha256, content, settings)

    def _record(self, folder: RunFolder, told: Told) -> Told:
        folder.record(told)
        return told


@contextmanager
def _held(folder: RunFolder) -> Iterator[None]:
    folder.lock.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise TrainingBusy from error
    try:
        yield
    finally:
        lock.release()


def _raising(error: Exception) -> Callable[[], None]:
    def give_way() -> None:
        raise error

    return give_way


def _as_told(event: Progress) -> Told:
    match event:
        case StepTaken():
            return {"event": "step", **asdict(event)}
        case Checked():
            return {"event": "check", **asdict(event)}
        case Ended():
            return {"event": "ended", **_finite(asdict(event))}


def _finite(told: Told) -> Told:
    """Return what JSON can hold: None for a loss that was never computed, or grew without end."""
    return {name: None if value == math.inf else value for name, value in told.items()}


def _trials(folder: RunFolder) -> list[Told]:
    """Return the trials of a search from the run's history, each once: an interrupted one tells them again."""
    trials = {(told["round"], told["number"]): told for told in folder.events() if told.get("event") == "trial"}
    return [{name: value for name, value in trial.items() if name != "event"} for trial in trials.values()]


def _plain(name: str) -> str:
    plain = "".join(sign if sign.isalnum() else "-" for sign in name).strip("-")[:60]
    if not plain:
        raise BadInput("The adapter needs a name with a letter or a digit in it.")
    return plain
