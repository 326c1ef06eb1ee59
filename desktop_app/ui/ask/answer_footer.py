"""The small line under an answer: what holds it up, what it cost, and what to do with it."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from desktop_app.domain import Answer, Approach
from desktop_app.sentences import split_sentences
from desktop_app.ui.ask.feedback import Thumbs
from desktop_app.ui.sentences import counted
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.buttons import IconButton
from desktop_app.ui.widgets.labels import Label

SIDE_BY_SIDE = 110 * STEP  # pixels; where there are fewer, the words would stand in a column of single ones
FEWEST_WORDS = 3  # of a statement; "Yes." needs no source
_MARKER = re.compile(r"\[\d+\]")
_LEADING = re.compile(r"\A\s*(?:\[\d+\]\s*)+")  # "It does. [1] It also": the marker belongs to the first


class AnswerFooter(QWidget):
    """`copy_wanted`, `again_wanted`, `every_document_wanted` and `other_way_wanted` are its buttons; then `thumbs`."""

    copy_wanted = Signal()
    again_wanted = Signal()
    other_way_wanted = Signal()
    every_document_wanted = Signal()

    def __init__(self, theme: ThemeHolder) -> None:
        super().__init__()
        self.label = Label(kind="small", wraps=True)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.copy_button = IconButton("copy", "Copy this answer", theme, self.copy_wanted.emit, size=16)
        self.again_button = IconButton("again", "Ask this question again", theme, self.again_wanted.emit, size=16)
        self.other_way_button = IconButton(
            "compare", "Ask this question another way, beside this answer", theme, self.other_way_wanted.emit, size=16
        )
        self.every_button = IconButton(
            "table", "Ask this of every document, one by one", theme, self.every_document_wanted.emit, size=16
        )
        self.thumbs = Thumbs(theme)
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP)
        for button in (
            self.copy_button, self.again_button, self.every_button, self.other_way_button, self.thumbs,
        ):  # fmt: skip
            row.addWidget(button)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(STEP)
        self._layout.addWidget(self.label, 1)
        self._layout.addWidget(buttons, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < SIDE_BY_SIDE
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._layout.setDirection(direction)

    def show_answer(self, answer: Answer) -> None:
        """Say what is known of this answer."""
        self.label.setText(" · ".join(part for part in (support(answer), written_with(answer), cost(answer)) if part))
        # A table is nothing to learn from: what was right in it are single cells.
        self.thumbs.setVisible(bool(answer.text) and not answer.stopped and answer.table is None)
        self.every_button.setVisible(answer.table is None)
        self.show()

    def show_buttons(self) -> None:
        """Offer the buttons where nothing else is known."""
        self.show()


def support(answer: Answer) -> str:
    """Return what the answer rests on, in one honest clause."""
    if answer.approach is Approach.ADAPTER:
        return "No document was read"
    if answer.approach is Approach.MODEL:
        return "From the model alone, no document was read"
    if answer.table is not None and not answer.citations:
        return "No document is quoted"
    if answer.table is not None:
        files = len({citation.path for citation in answer.citations})
        return f"{counted(len(answer.citations), 'quote')} found word for word in {counted(files, 'document')}"
    if answer.stopped and not answer.citations:
        return "Stopped before its end"
    if answer.refused:
        return f"Looked at {counted(len(answer.passages), 'passage')}" if answer.passages else "No passage came close"
    if not answer.citations:
        return "No sentence cites a source: check it yourself"
    quoted = [citation for citation in answer.citations if citation.spans]
    files = len({citation.path for citation in quoted})
    parts = [f"{counted(len(quoted), 'quote')} found word for word in {counted(files, 'document')}"] if quoted else []
    if answer.weak:
        parts.append(f"{counted(answer.weak, 'sentence')} only partly in the source")
    if bare := sentences_without_source(answer.text):
        parts.append(f"{counted(bare, 'sentence')} without a source")
    return ", ".join(parts)


def written_with(answer: Answer) -> str:
    """Return which adapters wrote it and how strongly; the model's name alone says nothing new.

    Nothing where the documents speak for themselves.
    """
    speaks_for_itself = bool(answer.citations) and not answer.generated_tokens and not answer.stopped
    if not answer.adapters or speaks_for_itself:
        return ""
    uses = " and ".join(f"{use.name} at {use.strength:g}" for use in answer.adapters)
    return f"{answer.model} with {uses}"


def sentences_without_source(text: str) -> int:
    """Return how many statements carry no marker; what only leads up to a list is none."""
    sentences = [text[start:end] for start, end in split_sentences(text)]
    bare = 0
    for place, sentence in enumerate(sentences):
        following = sentences[place + 1] if place + 1 < len(sentences) else ""
        own = _LEADING.sub("", sentence) if place else sentence
        is_cited = _MARKER.search(own) or _LEADING.match(following)
        if not is_cited and len(own.split()) >= FEWEST_WORDS and not own.rstrip("*_ ").endswith(":"):
            bare += 1
    return bare


def cost(answer: Answer) -> str:
    """Return the time to the first word and the speed, as far as they were measured; of a table all of the time."""
    if answer.table is not None:
        return f"{counted(answer.table.read, 'file')} in {answer.total_ms / 1000:,.1f} s" if answer.total_ms else ""
    parts = []
    if answer.first_token_ms and answer.generated_tokens:
        parts.append(f"{answer.first_token_ms / 1000:.1f} s to the first word")
    if answer.tokens_per_second:
        parts.append(f"{answer.tokens_per_second:.0f} tokens/s")
    return " · ".join(parts)
