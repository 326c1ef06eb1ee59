"""The Compare view: a question set answered each way, and one paragraph that says which way to use."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.adapter_list import AdapterList
from desktop_app.domain import Approach
from desktop_app.errors import CarrelError
from desktop_app.ui.compare.answers_table import AnswersModel, AnswersTable
from desktop_app.ui.compare.figures_table import FiguresTable
from desktop_app.ui.compare.running import RunningComparison
from desktop_app.ui.context import View, WindowContext
from desktop_app.ui.sentences import counted
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.boxes import Card, EmptyState
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import ElidedLabel, Label, Rule, SectionLabel
from desktop_app.workers.comparison_protocol import ComparisonRead, ComparisonsListed, QuestionCompared

WIDTH = 59 * STEP
NUMBER_ROLE = Qt.ItemDataRole.UserRole + 1
APPROACHES = {
    Approach.MODEL: "Model only",
    Approach.DOCUMENTS: "Documents",
    Approach.ADAPTER: "Adapter",
    Approach.BOTH: "Both",
}
EXPLANATION = (
    "A question set is a file of questions with their right answers, as JSON lines or CSV. Carrel answers each of them"
    " from the model alone, from your documents, with an adapter, or with both, and says which way suits you."
)


class CompareView(View):
    """Earlier comparisons at the left; at the right the one that is shown, or running."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self._context = context
        self._path = ""
        self._number = 0
        self.running = RunningComparison(context.inference, self)
        self.answers = AnswersModel()
        self.figures = FiguresTable()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._build_side())
        self._pages = QStackedWidget()
        self._pages.addWidget(self._build_empty())
        self._pages.addWidget(self._build_comparison())
        row.addWidget(self._pages, 1)
        self.running.listed.connect(self._on_listed)
        self.running.read.connect(self._on_read)
        self.running.compared.connect(self._on_compared)
        self.running.changed.connect(self._on_changed)
        self.running.exported.connect(lambda path: context.notices.tell(f"All answers are in {path}."))
        self.running.failed.connect(lambda code, text: context.notices.warn(text, code))

    def shown(self) -> None:
        self._list_adapters()
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

    def stop(self) -> None:
        self.running.stop()

    def run(self, *, again: bool = False) -> None:
        """Answer what is not answered yet; `again` answers everything anew."""
        if self.running.is_running or not self._path:
            return
        asked = [approach.value for approach, box in self.boxes.items() if box.isChecked()]
        adapter = self.adapter.currentText() if self.adapter.isVisibleTo(self) else ""
        self.running.begin(self._path, asked, self._context.settings.current.model, adapter, again=again)

    def _build_side(self) -> QWidget:
        side = QFrame()
        side.setObjectName("side")
        side.setFixedWidth(WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(10, 14, 10, 14)
        column.setSpacing(2 * STEP)
        column.addWidget(Button("New question set…", self.start_new, kind="primary"))
        column.addSpacing(STEP)
        column.addWidget(SectionLabel("Question sets"))
        self.sets = QListWidget()
        self.sets.setAccessibleName("Earlier comparisons")
        self.sets.itemActivated.connect(self._on_chosen)
        self.sets.itemClicked.connect(self._on_chosen)
        column.addWidget(self.sets, 1)
        return side

    def _build_empty(self) -> QWidget:
        choose = Button("Choose a question set…", self.start_new, kind="primary")
        return EmptyState("compare", "Which approach suits your questions?", EXPLANATION, self._context.theme, choose)

    def _build_comparison(self) -> QWidget:
        page = QWidget()
        self._title = ElidedLabel(kind="title")
        self.progress = Label(tone="dim")
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self.progress)
        self.verdict = Label(wraps=True)
        self._verdict_card = Card(tone="accent", name="Verdict")
        self._verdict_card.column.addWidget(self.verdict)
        column = QVBoxLayout(page)
        column.setContentsMargins(26, 18, 26, 14)
        column.setSpacing(3 * STEP)
        column.addLayout(top)
        column.addWidget(self._verdict_card)
        column.addLayout(self._build_controls())
        column.addWidget(AnswersTable(self.answers, self._context.theme), 1)
        column.addWidget(Rule())
        column.addWidget(self.figures)
        return page

    def _build_controls(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(3 * STEP)
        self.boxes = {approach: QCheckBox(name) for approach, name in APPROACHES.items()}
        for approach, box in self.boxes.items():
            box.setChecked(approach in (Approach.MODEL, Approach.DOCUMENTS))
            row.addWidget(box)
        self.adapter = QComboBox()
        self.adapter.setAccessibleName("Adapter to compare with")
        self.adapter.view().setAccessibleName("Adapters")
        self.adapter.hide()
        row.addWidget(self.adapter)
        row.addStretch(1)
        self.export = Button("Export…", self._choose_export)
        self.again = Button("Ask again", lambda: self.run(again=True))
        self.again.setToolTip("Answer every question anew")
        self.go = Button("Compare", self._on_go, kind="primary")
        for button in (self.export, self.again, self.go):
            row.addWidget(button)
        return row

    def _list_adapters(self) -> None:
        try:
            cards = AdapterList.of(self._context.paths).list()
        except CarrelError as error:
            self._context.notices.warn(error)
            return
        chosen = self.adapter.currentText()
        self.adapter.clear()
        self.adapter.addItems([card.name for card in cards])
        self.adapter.setCurrentText(chosen)
        self.adapter.setVisible(bool(cards))

    def _choose_export(self) -> None:
        name = f"{Path(self._path).stem}.md"
        chosen, _ = QFileDialog.getSaveFileName(self, "Export comparison", name, "Markdown (*.md);;CSV (*.csv)")
        if chosen:
            self.running.export(self._number, chosen)

    def _on_go(self) -> None:
        if self.running.is_running:
            self.running.stop()
        else:
            self.run()

    def _on_chosen(self, item: QListWidgetItem) -> None:
        if not self.running.is_running:
            self.running.show(item.data(NUMBER_ROLE))

    def _on_listed(self, event: ComparisonsListed) -> None:
        self.sets.clear()
        for entry in event.comparisons:
            item = QListWidgetItem(f"{entry['set']}, {counted(entry['questions'], 'question')}")
            item.setToolTip(
                f"{entry['date'][:16].replace('T', ' ')}, {', '.join([entry['model'], *entry['adapters']])}"
            )
            item.setData(NUMBER_ROLE, entry["comparison"])
            self.sets.addItem(item)
        self._select_shown()
        if not self._number and event.comparisons and not self.running.is_running:
            self.running.show(event.comparisons[0]["comparison"])

    def _on_read(self, event: ComparisonRead) -> None:
        self._path, self._number = event.path, event.comparison
        for approach, box in self.boxes.items():
            box.setChecked(approach.value in event.approaches)
        self._title.setText(f"{event.name}, {counted(len(event.rows), 'question')}")
        self.verdict.setText(event.verdict)
        self._verdict_card.setVisible(bool(event.verdict))
        self.answers.show(event)
        self.figures.show_figures(event)
        self._show_progress(event.done, event.total)
        self._pages.setCurrentIndex(1)
        self._select_shown()

    def _select_shown(self) -> None:
        for row in range(self.sets.count()):
            item = self.sets.item(row)
            item.setSelected(item.data(NUMBER_ROLE) == self._number)

    def _on_compared(self, event: QuestionCompared) -> None:
        if event.comparison == self._number:
            self.answers.take(event)
            self._show_progress(event.done, event.total)

    def _on_changed(self) -> None:
        is_running = self.running.is_running
        self.go.setText("Stop" if is_running else "Compare")
        self.go.setAccessibleName(self.go.text())
        for control in (self.again, self.export, self.sets, *self.boxes.values(), self.adapter):
            control.setEnabled(not is_running)
        if not is_running:
            self.running.list()

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setText(f"{done:,} of {total:,} answers" if done < total else "")
