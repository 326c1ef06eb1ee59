"""The answer that is being made: its box shows what comes, and it is kept in the conversation where it was asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_app.domain import AdapterUse, Answer, Approach, Turn
from desktop_app.store.conversations import ConversationMessage, Conversations
from desktop_app.ui.ask.answer_box import AnswerBox
from desktop_app.ui.ask.asking import Asking


@dataclass(frozen=True, slots=True)
class How:
    """How a question is to be answered."""

    approach: Approach
    model: str
    adapters: tuple[AdapterUse, ...] = ()
    every_document: bool | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    conversation_id: int
    question: str
    how: How
    box: AnswerBox


class LiveAnswer(QObject):
    """At most one; it goes on while another conversation is looked at. `kept` tells that it is in the store."""

    kept = Signal(int, object, object)  # id of the conversation, ConversationMessage, AnswerBox

    def __init__(self, conversations: Conversations, asking: Asking, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._conversations, self._asking = conversations, asking
        self._asked: _Asked | None = None
        asking.passages_found.connect(lambda found: self._with_box(lambda box: box.show_passages(found)))
        asking.prompt_read.connect(lambda done, total: self._with_box(lambda box: box.show_prompt_read(done, total)))
        asking.table_grown.connect(lambda grown: self._with_box(lambda box: box.show_table_grown(grown)))
        asking.text_generated.connect(lambda text: self._with_box(lambda box: box.add_text(text)))
        asking.stopping.connect(lambda: self._with_box(AnswerBox.show_stopping))
        asking.answered.connect(self._on_answered)
        asking.stopped.connect(self.keep_unfinished)
        asking.failed.connect(self._on_failed)

    def begin(
        self,
        conversation_id: int,
        question: str,
        scope: Sequence[str],
        history: Sequence[Turn],
        how: How,
        box: AnswerBox,
    ) -> None:
        """Send the question; what comes is shown in `box`."""
        box.begin(how.approach)
        self._asked = _Asked(conversation_id, question, how, box)
        self._asking.ask(question, how.approach, how.model, how.adapters, scope, history, how.every_document)

    def box_in(self, conversation_id: int) -> AnswerBox | None:
        """Return the box of the answer that is being made in that conversation, None where there is none."""
        return self._asked.box if self._asked and self._asked.conversation_id == conversation_id else None

    def keep_unfinished(self) -> None:
        """Keep what was written so far of an answer that will not be finished."""
        if self._asked:
            how, text = self._asked.how, self._asked.box.streamed.strip()
            self._on_answered(
                Answer(self._asked.question, text, False, how.approach, how.model, stopped=True, adapters=how.adapters)
            )

    def _on_answered(self, answer: Answer) -> None:
        if asked := self._take():
            self._tell(asked, self._conversations.add_answer(asked.conversation_id, answer))
            asked.box.show_answer(answer)

    def _on_failed(self, code: str, sentence: str) -> None:
        if asked := self._take():
            text = asked.box.streamed.strip()
            self._tell(asked, self._conversations.add_failure(asked.conversation_id, code, sentence, text))
            asked.box.show_failure(sentence, text)

    def _tell(self, asked: _Asked, message: ConversationMessage) -> None:
        self.kept.emit(asked.conversation_id, message, asked.box)

    def _take(self) -> _Asked | None:
        asked, self._asked = self._asked, None
        return asked

    def _with_box(self, act: Callable[[AnswerBox], object]) -> None:
        if self._asked:
            act(self._asked.box)
