"""An answer: while it is made, when it is there, when there is none, when it failed."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop_app.answer_table import TableGrown
from desktop_app.domain import Answer, Approach, Citation, Passage
from desktop_app.table_export import table_as_markdown
from desktop_app.ui.ask.answer_footer import AnswerFooter
from desktop_app.ui.ask.citation_card import CardGrid, citation_of
from desktop_app.ui.ask.feedback import Judgement
from desktop_app.ui.ask.growing_text import GrowingText
from desktop_app.ui.ask.table_box import TableBox
from desktop_app.ui.ask.text_block import TextBlock
from desktop_app.ui.ask.waiting_line import WaitingLine
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label

_LEFT = Qt.AlignmentFlag.AlignLeft
PASSAGES_OFFERED = 3
TRY_OTHERWISE = "Try other words, or ask more of your documents."
NOT_THERE = "Not in your documents"
NOT_WHERE_ASKED = "Not in the documents you chose"


class State(Enum):
    WAITING = "waiting"
    WRITING = "writing"
    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"


class AnswerBox(QFrame):
    """Tells what the person wants: a citation opened, the question asked again, the text copied.

    `feedback_given` tells what they think of it (-1, 0 or 1), and what it should have said.
    """

    citation_opened = Signal(Citation)
    again_wanted = Signal()
    other_way_wanted = Signal()
    every_document_wanted = Signal()
    everything_wanted = Signal()
    stop_wanted = Signal()
    export_wanted = Signal()
    copy_wanted = Signal(str)
    feedback_given = Signal(int, str)

    def __init__(self, theme: ThemeHolder, *, is_narrowed: bool = False) -> None:
        """`is_narrowed` says that the question looked in a few places only."""
        super().__init__()
        self.state = State.WAITING
        self.answer: Answer | None = None
        self._is_narrowed = is_narrowed
        self._passages: Sequence[Passage] = ()
        self._waiting = WaitingLine()
        self.text_block = TextBlock(theme, "Answer")
        self.text_block.hide()
        self._growing = GrowingText(self.text_block)
        self.text_block.marker_clicked.connect(self._on_marker_clicked)
        self.cards = CardGrid(theme)
        self.cards.opened.connect(self.citation_opened)
        self.disagreement = Label(kind="small", tone="warning", wraps=True)
        self.disagreement.hide()
        self._closest = Label("The closest passages, to judge for yourself:", kind="small")
        self._closest.hide()
        self.everything_button = Button("Look everywhere", self.everything_wanted.emit)
        self.everything_button.hide()
        self.footer = AnswerFooter(theme)
        self.footer.again_wanted.connect(self.again_wanted)
        self.footer.other_way_wanted.connect(self.other_way_wanted)
        self.footer.every_document_wanted.connect(self.every_document_wanted)
        self.footer.copy_wanted.connect(lambda: self.copy_wanted.emit(self._copied()))
        self._failure: Card | None = None
        self.table_box: TableBox | None = None
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3 * STEP)
        for part in (self._waiting, self.text_block, self.disagreement, self._closest, self.cards):
            self._column.addWidget(part)
        self._column.addWidget(self.everything_button, 0, _LEFT)
        self._column.addWidget(self.footer)
        self.judgement = Judgement(self.footer.thumbs, self._column)
        self.judgement.given.connect(self.feedback_given)

    # While it is made -------------------------------------------------------------------

    def begin(self, approach: Approach) -> None:
        """Show that the question was sent."""
        self._waiting.begin(searching=approach in (Approach.DOCUMENTS, Approach.BOTH))

    def show_passages(self, passages: Sequence[Passage]) -> None:
        """Say how many passages the model is about to read."""
        self._passages = passages
        self._growing.markers = self._provisional()
        if self.table_box:  # every document was read for nothing; now the usual way
            self.table_box.hide()
            self._waiting.begin(searching=True)
        self._waiting.show_passages(len(passages))

    def show_prompt_read(self, done: int, total: int) -> None:
        """Say how far the model has read."""
        self._waiting.show_prompt_read(done, total)

    def show_table_grown(self, grown: TableGrown) -> None:
        """Show what reading every document has brought so far."""
        self._waiting.hide()
        self._table().show_grown(grown)

    def _table(self) -> TableBox:
        if self.table_box is None:
            self.table_box = TableBox(self._theme)
            self.table_box.citation_opened.connect(self.citation_opened)
            self.table_box.export_wanted.connect(self.export_wanted)
            self.table_box.stop_wanted.connect(self.stop_wanted)
            self._column.insertWidget(self._column.indexOf(self.cards), self.table_box)
        return self.table_box

    def add_text(self, text: str) -> None:
        """Add what was just written."""
        if self.state is State.WAITING:
            self.state = State.WRITING
            self._waiting.hide()
            self.text_block.show()
        self._growing.add(text)

    def show_stopping(self) -> None:
        """Take away what moves, at once; the worker's last word may come later."""
        self._growing.end()
        self._waiting.hide()
        if self.table_box:
            self.table_box.stop_moving()
        self.text_block.set_answer(self.streamed, self._provisional())

    @property
    def streamed(self) -> str:
        """What was written so far."""
        return self._growing.text

    # When it is there -------------------------------------------------------------------

    def show_answer(self, answer: Answer) -> None:
        """Show the whole answer in place of what was streamed."""
        self._end(State.REFUSED if answer.refused else State.ANSWERED)
        self.answer = answer
        if answer.table is not None:
            self.text_block.set_answer(answer.text)
            self.text_block.show()
            self._table().show_answer(answer)
            self._table().show()
        elif answer.refused:
            self._show_refusal(answer)
        else:
            self.text_block.set_answer(answer.text, {citation.marker for citation in answer.citations})
            self.text_block.setVisible(bool(answer.text))
            self.cards.show_citations(answer.citations)
            self.disagreement.setText(answer.disagreement)
            self.disagreement.setVisible(bool(answer.disagreement))
        self.footer.show_answer(answer)

    def show_text(self, text: str) -> None:
        """Show an answer of which only the words could be read again."""
        self._end(State.ANSWERED)
        self.text_block.set_answer(text)
        self.text_block.show()
        self.footer.show_buttons()

    def show_failure(self, sentence: str, text: str = "") -> None:
        """Show what went wrong, below what had been written."""
        self._end(State.FAILED)
        self.text_block.set_answer(text)
        self.text_block.setVisible(bool(text))
        self._failure = Card(tone="warning", name="The answer failed")
        self._failure.column.addWidget(Label(sentence, wraps=True))
        self.try_again = Button("Try again", self.again_wanted.emit)
        self._failure.column.addWidget(self.try_again)
        self._failure.column.setAlignment(self.try_again, _LEFT)
        self._column.addWidget(self._failure)

    def select(self, citation: Citation | None) -> None:
        """Outline the card whose source is open."""
        self.cards.select(citation)
        if self.table_box:
            self.table_box.select(citation)

    def _copied(self) -> str:
        table = "" if self.answer is None or self.answer.table is None else f"\n\n{table_as_markdown(self.answer)}"
        return self.text_block.text + table

    def _show_refusal(self, answer: Answer) -> None:
        said = answer.text.removeprefix(NOT_THERE).lstrip(". ")
        if not said and not answer.passages:
            said = TRY_OTHERWISE
        self._closest.setVisible(bool(answer.passages) and not said)
        self.everything_button.setVisible(self._is_narrowed)
        heading = NOT_WHERE_ASKED if self._is_narrowed else NOT_THERE
        self.text_block.set_answer(f"**{heading}**" + (f"\n\n{said}" if said else ""))
        self.text_block.show()
        self.cards.show_citations([citation_of(passage) for passage in answer.passages[:PASSAGES_OFFERED]])

    def _end(self, state: State) -> None:
        self.state = state
        self._growing.end()
        self._waiting.hide()

    def _provisional(self) -> range:
        return range(1, len(self._passages) + 1)

    def _on_marker_clicked(self, marker: int) -> None:
        if self.answer is None:
            if 0 < marker <= len(self._passages):
                self.citation_opened.emit(citation_of(self._passages[marker - 1]))
            return
        for citation in self.answer.citations:
            if citation.marker == marker:
                self.citation_opened.emit(citation)
                return
