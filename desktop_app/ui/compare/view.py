"""The Compare view: a question set answered each way, and one paragraph that says which way to use."""

from pathlib import Path
from random import Random

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.ui.compare.advice_page import AdvicePage
from desktop_app.ui.compare.advising import Advising
from desktop_app.ui.compare.comparison_page import ComparisonPage
from desktop_app.ui.compare.making_sets import MakingSets
from desktop_app.ui.compare.question_editor import QuestionEditor
from desktop_app.ui.compare.running import RunningComparison
from desktop_app.ui.compare.side import CompareSide
from desktop_app.ui.compare.voting import VotingPage
from desktop_app.ui.context import View, WindowContext
from desktop_app.ui.theme import STEP
from desktop_app.ui.watching import watch
from desktop_app.ui.widgets.boxes import EmptyState
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.question import agrees
from desktop_app.workers.comparison_protocol import ComparisonRead, ComparisonsListed, QuestionCompared

FIRST_DRAFT, TRIED_QUESTIONS = 20, 10
EXPLANATION = (
    "A question set is a list of questions with their right answers: a file, the answers you approved in Ask, or"
    " drafts from your documents. Carrel answers each from the model alone, from your documents, with an adapter, or"
    " with both, and says which way suits you."
)


class CompareView(View):
    """Earlier comparisons at the left; at the right the one that is shown, or what is being made for the next one."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self._context = context
        self._path = ""
        self._number = 0
        self._shown: ComparisonRead | None = None
        self.running = RunningComparison(context.inference, self)
        self.advising = Advising(context.inference, self)
        self.page = ComparisonPage(context)
        self.editor = QuestionEditor()
        self.sets_made = MakingSets(context, self.editor, self)
        self.voting = VotingPage(context.theme, Random())
        self.advice = AdvicePage()
        origins = {
            "From a file…": self.start_new,
            "From my conversations": self.sets_made.take_conversations,
            f"Drafted from my documents ({FIRST_DRAFT})": self.draft,
        }
        self.side = CompareSide(origins, self.show_advice)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side)
        self._pages = QStackedWidget()
        self._empty = self._build_empty()
        for page in (self._empty, self.page, self.editor, self.voting, self.advice):
            self._pages.addWidget(page)
        row.addWidget(self._pages, 1)
        self._connect()

    def _connect(self) -> None:
        self.side.comparison_chosen.connect(self._on_chosen)
        self.running.listed.connect(self._on_listed)
        self.running.read.connect(self._on_read)
        self.running.compared.connect(self._on_compared)
        self.running.changed.connect(self._on_changed)
        self.running.exported.connect(lambda path: self._context.notices.tell(f"All answers are in {path}."))
        self.running.deleted.connect(self._on_deleted)
        self.running.changed_since.connect(self.page.since.show_change)
        self.running.failed.connect(lambda code, text: self._context.notices.warn(text, code))
        self.page.vote_wanted.connect(self.vote)
        self.page.export_wanted.connect(self._choose_export)
        self.page.delete_wanted.connect(self._ask_delete)
        self.page.again_wanted.connect(lambda: self.run(again=True))
        self.page.go_wanted.connect(self._on_go)
        self.page.earlier_chosen.connect(lambda earlier: self.running.compare_with(self._number, earlier))
        self.sets_made.opened.connect(lambda: self._pages.setCurrentWidget(self.editor))
        self.sets_made.ready.connect(self.choose_file)
        self.sets_made.closed.connect(self._show_comparison)
        self.voting.voted.connect(lambda row, column: self.running.vote(self._number, row, column))
        self.voting.left.connect(self._show_comparison)
        self.advice.asked.connect(self._ask_advice)
        self.advice.step_wanted.connect(self._on_step_wanted)
        self.advising.advised.connect(self.advice.show_advice)

    def shown(self) -> None:
        self.page.how.list_adapters()
        self.running.list()

    def start_new(self) -> None:
        """Let the person choose a file of questions."""
        chosen, _ = QFileDialog.getOpenFileName(self, "Choose a question set", "", "Question sets (*.jsonl *.csv)")
        if chosen:
            self.choose_file(chosen)

    def choose_file(self, path: str) -> None:
        """Compare on that file, with the approaches that are ticked."""
        self._path = path
        self.run()

    def draft(self, count: int = FIRST_DRAFT) -> None:
        """Let the model draft questions from the documents that are chosen."""
        self.sets_made.draft(count, self.page.how.scope.paths)

    def show_advice(self) -> None:
        """Ask which approach suits the person."""
        self._pages.setCurrentWidget(self.advice)
        self._ask_advice()

    def vote(self) -> None:
        """Ask which answers are preferred, without saying whose they are."""
        if self._shown is not None:
            self._pages.setCurrentWidget(self.voting)
            self.voting.begin(self._shown)

    def stop(self) -> None:
        self.running.stop()
        self.sets_made.drafting.stop()

    def run(self, *, again: bool = False) -> None:
        """Answer what is not answered yet; `again` answers everything anew."""
        if self.running.is_running or not self._path:
            return
        how = self.page.how
        model = self._context.settings.current.model
        self.running.begin(
            self._path, how.approaches, model, how.chosen_adapter, how.strength, how.scope.paths, again=again
        )

    def _build_empty(self) -> QWidget:
        choose = QWidget()
        column = QVBoxLayout(choose)
        column.setSpacing(2 * STEP)
        column.addWidget(Button("Choose a question set…", self.start_new, kind="primary"))
        column.addWidget(Button("Draft one from my documents", self.draft))
        column.addWidget(Button("Which approach? Ask me", self.show_advice))
        return EmptyState("compare", "Which approach suits your questions?", EXPLANATION, self._context.theme, choose)

    def _choose_export(self) -> None:
        name = f"{Path(self._path).stem}.md"
        chosen, _ = QFileDialog.getSaveFileName(self, "Export comparison", name, "Markdown (*.md);;CSV (*.csv)")
        if chosen:
            self.running.export(self._number, chosen)

    def _ask_delete(self) -> None:
        question = "Delete this comparison?"
        cost = "Its answers, votes and figures go; the questions stay where they are. This can't be undone."
        if agrees(self, question, cost, do="Delete", keep="Keep it"):
            self.running.delete(self._number)

    def _on_deleted(self, number: int) -> None:
        if number == self._number:
            self._number, self._shown = 0, None
            self._pages.setCurrentWidget(self._empty)
        self.running.list()

    def _on_go(self) -> None:
        if self.running.is_running:
            self.running.stop()
        else:
            self.run()

    def _show_comparison(self) -> None:
        self._pages.setCurrentWidget(self.page if self._number else self._empty)

    def _on_chosen(self, number: int) -> None:
        if not self.running.is_running:
            self._pages.setCurrentWidget(self.page)
            self.running.show(number)

    def _on_listed(self, event: ComparisonsListed) -> None:
        self.side.show_comparisons(event.comparisons, self._number)
        if not self._number and event.comparisons and not self.running.is_running:
            self.running.show(event.comparisons[0]["comparison"])

    def _on_read(self, event: ComparisonRead) -> None:
        is_other = event.comparison != self._number
        self._path, self._number, self._shown = event.path, event.comparison, event
        self.page.show_comparison(event)
        if is_other or self._pages.currentWidget() in (self._empty, self.editor):
            self._pages.setCurrentWidget(self.page)
        self.side.select(self._number)

    def _on_compared(self, event: QuestionCompared) -> None:
        if event.comparison == self._number:
            self.page.take(event)

    def _on_changed(self) -> None:
        is_running = self.running.is_running
        self.page.set_running(is_running)
        self.side.set_running(is_running)
        if not is_running:
            self.running.list()

    # Which approach? --------------------------------------------------------------------

    def _ask_advice(self) -> None:
        self.advising.ask(self.advice.needs, self.sets_made.approved_count())

    def _on_step_wanted(self, step: str) -> None:
        if step == "watch":
            chosen = QFileDialog.getExistingDirectory(self, "Watch a folder")
            if chosen:
                watch(self._context, [Path(chosen)])
        elif step == "train":
            self.view_wanted.emit("adapters")
        else:
            has_adapter = self.page.how.adapter.count() > 0
            self.page.how.choose(["documents", "adapter", "both"] if has_adapter else ["model", "documents"])
            self.draft(TRIED_QUESTIONS)
