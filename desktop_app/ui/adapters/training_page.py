"""From examples to an adapter: choose them, look through them, train, and read the report."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain import AdapterCard
from desktop_app.errors import WorkerCrashed
from desktop_app.questions import Question
from desktop_app.training_pack import why_missing
from desktop_app.ui.adapters.examples_panel import ExamplesPanel
from desktop_app.ui.adapters.left_trainings import LeftTraining, left_trainings
from desktop_app.ui.adapters.own_examples import from_approved, from_drafts, write_lines
from desktop_app.ui.adapters.training_panel import TrainingPanel
from desktop_app.ui.adapters.training_process import TrainingProcess
from desktop_app.ui.adapters.training_sources import TrainingSources
from desktop_app.ui.ask.kept_conversations import open_conversations
from desktop_app.ui.compare.drafting import Drafting
from desktop_app.ui.context import WindowContext
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.question import agrees
from desktop_app.workers.protocol import ProtocolError
from desktop_app.workers.training_protocol import AdapterTrained, ExamplesPrepared
from desktop_app.workers.wire import from_json

MOST_DRAFTS = 60
_STOPPED = "The training stopped unexpectedly. What it learnt until then is kept; Go on takes it up from there."
_ABOUT = "An adapter learns tone, form and habits from examples of yours."


class TrainingPage(QWidget):
    """`trained` carries the new adapter's card; the training goes on whatever the window shows."""

    trained = Signal(object)  # AdapterCard

    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self.setObjectName("contents")
        self._context = context
        self._path = ""
        self._start = ""  # the adapter that is trained further
        self._drafts: list[Question] = []
        self.process = TrainingProcess(context.training, self)
        self.drafting = Drafting(context.inference, self)
        self.sources = TrainingSources(why_missing())
        self.examples = ExamplesPanel(context.theme)
        self.training = TrainingPanel(context.theme)
        self._build()
        self._connect()

    def choose_source(self, start: str = "") -> None:
        """Choose examples, for a new adapter or to train `start` further, unless a training runs: then show that."""
        if self.process.is_running:
            return
        self._start = start
        self.sources.show_left(left_trainings(self._context.paths.training))
        title = f"Train “{start}” further" if start else "Train an adapter"
        said = f"A new adapter begins with what {start} has learnt, which stays as it is." if start else _ABOUT
        self._show(self.sources, title, said)

    def choose_file(self, path: str, name: str = "") -> None:
        """Look at a file of examples."""
        self._path = path
        name = self._start or name or Path(path).stem.replace("_", " ").replace("-", " ")
        self.examples.begin(name, can_search=not self._start)
        self._show(self.examples, "Look through the examples", Path(path).name)
        self._prepare({})

    def stop(self) -> None:
        """Esc: stop drafting; a training is not stopped by a slip."""
        self.drafting.stop()

    def _build(self) -> None:
        self._title = Label(kind="title", wraps=True)
        self._subtitle = Label(tone="dim", wraps=True)
        self._pages = QStackedWidget()
        for page in (self.sources, self.examples, self._on_top(self.training)):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(26, 18, 26, 18)
        column.setSpacing(3 * STEP)
        column.addWidget(self._title)
        column.addWidget(self._subtitle)
        column.addWidget(self._pages, 1)

    def _on_top(self, panel: QWidget) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
        column.addStretch(1)
        return page

    def _connect(self) -> None:
        self.sources.file_wanted.connect(self._on_file_wanted)
        self.sources.approved_wanted.connect(self._on_approved_wanted)
        self.sources.drafts_wanted.connect(self._on_drafts_wanted)
        self.sources.stop_wanted.connect(self.drafting.stop)
        self.sources.resume_wanted.connect(self._on_resume_wanted)
        self.sources.forget_wanted.connect(self._on_forget_wanted)
        self.examples.decided.connect(self._prepare)
        self.examples.start_wanted.connect(self._on_start_wanted)
        self.training.pause_wanted.connect(self.process.pause)
        self.training.resume_wanted.connect(self.process.resume)
        self.training.finish_wanted.connect(self.process.finish)
        self.training.leave_wanted.connect(self.process.leave)
        self.process.prepared.connect(self._on_prepared)
        self.process.estimated.connect(self.examples.cost.show_measured)
        self.process.not_estimated.connect(self.examples.cost.show_problem)
        self.process.progressed.connect(self._on_progressed)
        self.process.trained.connect(self._on_trained)
        self.process.left.connect(self._on_left)
        self.process.failed.connect(self._on_failed)
        self.process.changed.connect(lambda: self.training.set_paused(self.process.is_paused))
        self.drafting.drafted.connect(self._drafts.append)
        self.drafting.tried.connect(self._on_tried)
        self.drafting.ended.connect(self._on_drafted)
        self.drafting.failed.connect(lambda code, text: self._context.notices.warn(text, code))

    def _show(self, page: TrainingSources | ExamplesPanel | TrainingPanel, title: str, subtitle: str) -> None:
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._pages.setCurrentIndex((self.sources, self.examples, self.training).index(page))

    def _prepare(self, decisions: Mapping[str, Mapping[str, str]]) -> None:
        self.examples.set_busy(True)
        self.process.prepare(self._path, self._context.settings.current.model, decisions)

    def _begin(self, order: Mapping[str, Any]) -> None:
        self.training.begin()
        self._show(self.training, order["name"], "Training; you can go on asking meanwhile.")
        self.process.train(order)

    # What the person wants --------------------------------------------------------------

    def _on_file_wanted(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Choose examples", "", "Examples (*.jsonl *.json *.csv)")
        if chosen:
            self.choose_file(chosen)

    def _on_approved_wanted(self) -> None:
        conversations = open_conversations(self._context)
        try:
            lines = from_approved(conversations.approved_answers())
        finally:
            conversations.close()
        if not lines:
            self._context.notices.tell(
                "No answer has a thumb up yet, and none was corrected; do so under answers in Ask."
            )
            return
        file = self._context.paths.training / "approved-answers.jsonl"
        self.choose_file(str(write_lines(file, lines)), "My answers")

    def _on_drafts_wanted(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Draft examples from the documents in a folder")
        if chosen:
            self._drafts.clear()
            self.drafting.begin(MOST_DRAFTS, self._context.settings.current.model, [chosen])
            self.sources.show_working("Drafting questions with answers from these documents…")

    def _on_start_wanted(self, name: str, length: Mapping[str, Any]) -> None:
        self._begin(
            {
                "path": self._path,
                "name": name,
                "model": self._context.settings.current.model,
                "decisions": {key: dict(value) for key, value in self.examples.decisions.items()},
                "start": self._start,
                **length,
            }
        )

    def _on_resume_wanted(self, left: LeftTraining) -> None:
        self._begin({**left.order, "goes_on": True})

    def _on_forget_wanted(self, left: LeftTraining) -> None:
        cost = "What it learnt so far is deleted. Your examples stay where they are."
        if agrees(self, f"Forget the training of “{left.name}”?", cost, do="Forget it", keep="Keep it"):
            left.forget()
            self.choose_source()

    # What happened ----------------------------------------------------------------------

    def _on_prepared(self, prepared: ExamplesPrepared) -> None:
        self.examples.show_prepared(prepared)
        if self.examples.cost.measure_anew(prepared.counts["learn"]):
            model = self._context.settings.current.model
            self.process.estimate(self._path, model, self.examples.decisions)

    def _on_progressed(self, told: Mapping[str, Any]) -> None:
        if told.get("event") in ("prepared", "resumed"):
            counts = f"{told['learn']:,} to learn, {told['check']:,} to check, {told['kept_back']:,} kept back"
            self._subtitle.setText(f"Training on {counts}; you can go on asking meanwhile.")
        self.training.show_event(told)

    def _on_trained(self, event: AdapterTrained) -> None:
        try:
            card = from_json(AdapterCard, event.adapter)
        except ProtocolError:
            return
        self._context.notices.tell(f"The adapter {card.name} is ready.", tone="good")
        self.training.set_running(False)
        self.trained.emit(card)

    def _on_left(self) -> None:
        self._context.notices.tell("The training can go on later, from where it was left.")
        self.choose_source()

    def _on_failed(self, code: str, text: str) -> None:
        if self._pages.currentWidget() is self.examples:
            self.examples.show_problem(text)
        else:
            is_kept = code == WorkerCrashed.code and left_trainings(self._context.paths.training)
            self._context.notices.warn(_STOPPED if is_kept else text, code)
            self.choose_source()

    def _on_tried(self, tried: int) -> None:
        self.sources.show_working(f"{len(self._drafts)} drafted in {tried} tries…")

    def _on_drafted(self) -> None:
        self.sources.show_working("")
        lines = from_drafts(self._drafts)
        if lines:
            file = self._context.paths.training / "drafted-examples.jsonl"
            self.choose_file(str(write_lines(file, lines)), "Drafted examples")
        else:
            self._context.notices.tell("These documents gave no question with an answer; choose others.")
