"""“Which approach?”: five questions, one recommendation with reasons both ways, and buttons that do the next step."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from desktop_app.domain import Approach
from desktop_app.ui.sentences import counted, file_size
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.segmented import SegmentedControl
from desktop_app.workers.comparison_protocol import AdviceGiven

TITLES = {
    Approach.DOCUMENTS: "Begin with your documents",
    Approach.ADAPTER: "Begin with an adapter",
    Approach.BOTH: "Use your documents and an adapter together",
}
STEPS = {"watch": "Watch a folder…", "train": "Train an adapter…", "try": "Try it on ten questions…"}
MOST_EXAMPLES = 1_000_000


class AdvicePage(QWidget):
    """`asked` whenever an answer changed; `step_wanted` tells "watch", "train" or "try"."""

    asked = Signal()
    step_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.changes = SegmentedControl(
            "Does the knowledge change?",
            [("often", "Often", "Every few weeks"), ("seldom", "Seldom", "Hardly within a year"),
             ("unsure", "Look at my folders", "Carrel sees how often your documents change")],
            "unsure",
        )  # fmt: skip
        self.wish = SegmentedControl(
            "What do you miss in the answers?",
            [("facts", "Facts", "What stands in your documents"), ("form", "Tone or format", "How it is said"),
             ("both", "Both", "Facts, said in a certain way")],
        )  # fmt: skip
        self.sources = SegmentedControl(
            "Must the sources be shown?", [("yes", "Yes", "Every answer names its page"), ("no", "No", "")]
        )
        self.pace = SegmentedControl(
            "How fast must it be?",
            [("seconds", "A few seconds are fine", ""), ("at once", "At once", "The first word within a second")],
        )
        self.examples = QSpinBox()
        self.examples.setRange(0, MOST_EXAMPLES)
        self.examples.setAccessibleName("Good examples of questions with answers that you have")
        self.examples.setFixedWidth(30 * STEP)
        self.buttons: dict[str, Button] = {}
        self.title = Label(kind="title")
        self._sentences = QVBoxLayout()
        self._sentences.setSpacing(STEP)
        self._steps = QHBoxLayout()
        self._seen = Label(kind="small", wraps=True)
        self._build()
        for choice in (self.changes, self.wish, self.sources, self.pace):
            choice.value_chosen.connect(lambda _value: self.asked.emit())
        self.examples.valueChanged.connect(lambda _value: self.asked.emit())

    @property
    def needs(self) -> dict[str, object]:
        """The answers, as the request has them."""
        return {
            "changes": self.changes.value,
            "wish": self.wish.value,
            "examples": self.examples.value(),
            "sources": self.sources.value == "yes",
            "pace": self.pace.value,
        }

    def show_advice(self, advice: AdviceGiven) -> None:
        """Say what is recommended, why, why not, and offer what to do."""
        self._card.show()
        self.title.setText(TITLES.get(Approach(advice.approach), ""))
        _empty(self._sentences)
        _empty(self._steps)
        for heading, sentences in (("For it", advice.reasons), ("Against it", advice.doubts)):
            if sentences:
                self._sentences.addWidget(Label(heading, kind="heading"))
            for sentence in sentences:
                self._sentences.addWidget(Label(f"–  {sentence}", wraps=True))
        self.buttons = {}
        for place, step in enumerate(advice.steps):
            button = Button(STEPS[step], self._teller(step), kind="" if place else "primary")
            self.buttons[step] = button
            self._steps.addWidget(button)
        self._steps.addStretch(1)
        self._seen.setText(_seen_sentence(advice.seen))

    def _build(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(6 * STEP)
        form.setVerticalSpacing(3 * STEP)
        for question, choice in (
            ("Does the knowledge change?", self.changes),
            ("What do you miss in the answers?", self.wish),
            ("Must the sources be shown?", self.sources),
            ("How fast must it be?", self.pace),
            ("How many good examples have you got?", self.examples),
        ):
            form.addRow(Label(question), choice)
        self._card = Card(tone="accent", name="Recommendation")
        for part in (self.title, self._sentences, self._steps, self._seen):
            if isinstance(part, QWidget):
                self._card.column.addWidget(part)
            else:
                self._card.column.addLayout(part)
        self._card.column.setSpacing(3 * STEP)
        self._card.hide()
        inside = QWidget()
        inside.setObjectName("contents")
        inside.setMaximumWidth(200 * STEP)
        column = QVBoxLayout(inside)
        column.setContentsMargins(26, 18, 26, 14)
        column.setSpacing(4 * STEP)
        column.addWidget(Label("Which approach?", kind="title"))
        text = "Documents, an adapter, or both: five answers and a look at this machine give a first recommendation."
        column.addWidget(Label(text, tone="dim", wraps=True))
        column.addLayout(form)
        column.addWidget(self._card)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("Which approach?")
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _teller(self, step: str) -> Callable[[], None]:
        return lambda: self.step_wanted.emit(step)


def _seen_sentence(seen: dict[str, object]) -> str:
    documents, folders = int(str(seen["documents"])), int(str(seen["folders"]))
    machine = f"{file_size(float(str(seen['memory_bytes'])))} of memory, {counted(int(str(seen['cores'])), 'core')}"
    return (
        f"Seen here: {counted(documents, 'document')} in {counted(folders, 'folder')},"
        f" {float(str(seen['changed'])) * 100:.0f} % of them changed within a month;"
        f" {counted(int(str(seen['approved'])), 'approved answer')},"
        f" {counted(int(str(seen['adapters'])), 'adapter')}; {machine}, {seen['gpu'] or 'no graphics card'}."
    )


def _empty(layout: QVBoxLayout | QHBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
