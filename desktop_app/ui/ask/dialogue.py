"""One open conversation: what was said, what is being answered, and its keeping.

Ties the store, the talk and the question that is on its way; knows nothing of the columns
around them. An answer goes on being written while another conversation is looked at, and is
kept where it was asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop_app.domain import Approach, Citation, Turn
from desktop_app.store.conversations import ConversationMessage, Conversations
from desktop_app.ui.ask.answer_box import AnswerBox
from desktop_app.ui.ask.asking import Asking
from desktop_app.ui.ask.export import export_table
from desktop_app.ui.ask.feedback import UP
from desktop_app.ui.ask.live_answer import How, LiveAnswer
from desktop_app.ui.ask.open_messages import OpenMessages
from desktop_app.ui.ask.question_bubble import QuestionBubble
from desktop_app.ui.ask.talk import Talk
from desktop_app.ui.notices import Notices
from desktop_app.ui.theme import ThemeHolder

WITH_DOCUMENTS = (Approach.DOCUMENTS, Approach.BOTH)


class Dialogue(QObject):
    """Asks, shows and keeps."""

    opened = Signal(int)  # id of the conversation, 0 for a new one
    kept = Signal()  # the store changed
    citation_opened = Signal(Citation)
    edit_wanted = Signal(int, str, list)  # id of the question's message, its text, its scope
    everything_wanted = Signal(str)  # a question that looked in a few places is to be asked of everything
    other_way_wanted = Signal(object)  # the AnswerBox whose question is to be asked another way

    def __init__(
        self,
        conversations: Conversations,
        talk: Talk,
        asking: Asking,
        theme: ThemeHolder,
        notices: Notices,
        how: Callable[[Approach | None], How],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversations, self._talk, self._asking = conversations, talk, asking
        self._theme, self._notices, self._how = theme, notices, how
        self.conversation_id = 0
        self.messages = OpenMessages(talk, self._widget)
        self._live = LiveAnswer(conversations, asking, self)
        self._live.kept.connect(self._on_kept)
        talk.earlier_wanted.connect(self.messages.show_earlier)

    def open(self, conversation_id: int) -> None:
        """Show a conversation; 0 begins a new one, which is kept with its first question."""
        live = self._live.box_in(self.conversation_id)
        if live in self._talk.messages:
            self._talk.release(live)  # it goes on being written
        self.conversation_id = conversation_id
        self.messages.show(self._conversations.messages(conversation_id) if conversation_id else ())
        if live := self._live.box_in(conversation_id):
            is_pair = bool(self.messages.all) and self.messages.all[-1].role == "assistant"
            self._talk.add(live, beside=is_pair)
            live.show()
        self.opened.emit(conversation_id)

    def ask(
        self,
        question: str,
        scope: Sequence[str],
        approach: Approach | None = None,
        *,
        every_document: bool | None = None,
    ) -> None:
        """Ask at the end of this conversation; without an approach, as the header has it.

        `every_document` says whether each document is read, None leaves that to the question's words.
        """
        if self._asking.is_busy:
            return
        history = self.messages.history()
        if not self.conversation_id:
            self.conversation_id = self._conversations.create(question).id
            self.opened.emit(self.conversation_id)
        self.messages.add(self._conversations.add_question(self.conversation_id, question, scope))
        self._begin(question, scope, history, self._how_every(approach, every_document))

    def ask_every_document(self, box: AnswerBox) -> None:
        """Ask the question of an answer once more, of every document that it was asked of."""
        if not self._asking.is_busy and box in self._talk.messages:
            question = self._question_of(box)
            self.ask(question.text, question.scope, every_document=True)

    def _how_every(self, approach: Approach | None, every_document: bool | None) -> How:
        how = self._how(approach)
        if every_document and how.approach not in WITH_DOCUMENTS:
            how = self._how(Approach.DOCUMENTS)
        return replace(how, every_document=every_document)

    def ask_another_way(self, box: AnswerBox, approach: Approach) -> None:
        """Ask the question of an answer once more; beside it if it is the last one, else at the end."""
        if self._asking.is_busy or box not in self._talk.messages:
            return
        place = self.messages.question_of(box)
        question = self.messages.all[place]
        if any(message.role == "user" for message in self.messages.all[place + 1 :]):
            self.ask(question.text, question.scope, approach)
        else:
            self._begin(question.text, question.scope, self.messages.history(place), self._how(approach), beside=True)

    def _begin(
        self, question: str, scope: Sequence[str], history: Sequence[Turn], how: How, *, beside: bool = False
    ) -> None:
        box = self._new_box(scope)
        self._talk.add(box, beside=beside)
        self._live.begin(self.conversation_id, question, scope, history, how, box)
        self.kept.emit()

    def ask_instead(
        self, message_id: int, question: str, scope: Sequence[str], *, every_document: bool | None = None
    ) -> None:
        """Ask another question in place of one that was asked; what followed it can be brought back."""
        if self._asking.is_busy:
            return
        place = self.messages.place_of(message_id)
        if place is None:
            self.ask(question, scope, every_document=every_document)
            return
        conversation_id = self.conversation_id
        later = len(self.messages.all) - place - 2
        if place == 0:
            self._conversations.retitle(conversation_id, self.messages.all[0].text, question)
        removed = self._conversations.rewind(conversation_id, message_id)
        self.messages.cut(place)
        self.ask(question, scope, every_document=every_document)
        if later > 0:
            self._offer_return(conversation_id, removed, later)

    def _offer_return(self, conversation_id: int, removed: Sequence[int], later: int) -> None:
        def bring_back() -> None:
            self._conversations.bring_back(removed)
            self.kept.emit()
            if self.conversation_id == conversation_id and not self._asking.is_busy:
                self.open(conversation_id)

        self._notices.tell(
            f"{later} later message{'' if later == 1 else 's'} made way for the new answer.",
            action="Bring back",
            act=bring_back,
        )

    def keep_unfinished(self) -> None:
        """Keep what was written so far of an answer that will not be finished; the program is closing."""
        self._live.keep_unfinished()

    def _on_kept(self, conversation_id: int, message: ConversationMessage, box: AnswerBox) -> None:
        if conversation_id == self.conversation_id:
            self.messages.take(message)
        else:
            box.deleteLater()
        self.kept.emit()

    # What is shown ----------------------------------------------------------------------

    def select(self, citation: Citation | None) -> None:
        """Outline the card whose source is open."""
        for widget in self._talk.messages:
            if isinstance(widget, AnswerBox):
                widget.select(citation)

    def _widget(self, message: ConversationMessage, scope: Sequence[str]) -> QWidget:
        if message.role == "user":
            bubble = QuestionBubble(message.text, message.scope, self._theme)
            bubble.edit_wanted.connect(lambda: self.edit_wanted.emit(message.id, message.text, list(message.scope)))
            return bubble
        box = self._new_box(scope)
        box.judgement.show(message.feedback, message.correction)
        if message.answer is not None:
            box.show_answer(message.answer)
        elif message.error:
            box.show_failure(message.error, message.text)
        else:
            box.show_text(message.text)
        return box

    def _new_box(self, scope: Sequence[str]) -> AnswerBox:
        box = AnswerBox(self._theme, is_narrowed=bool(scope))
        box.citation_opened.connect(self.citation_opened)
        box.again_wanted.connect(lambda: self._ask_again(box))
        box.other_way_wanted.connect(lambda: self.other_way_wanted.emit(box))
        box.every_document_wanted.connect(lambda: self.ask_every_document(box))
        box.everything_wanted.connect(lambda: self.everything_wanted.emit(self._question_of(box).text))
        box.stop_wanted.connect(self._asking.stop)
        box.export_wanted.connect(lambda: export_table(box.answer, box, self._notices))
        box.copy_wanted.connect(self._copy)
        box.feedback_given.connect(lambda feedback, correction: self._keep_feedback(box, feedback, correction))
        return box

    def _ask_again(self, box: AnswerBox) -> None:
        if box in self._talk.messages:
            question = self._question_of(box)
            every = True if box.answer is not None and box.answer.table is not None else None
            self.ask_instead(question.id, question.text, question.scope, every_document=every)

    def _keep_feedback(self, box: AnswerBox, feedback: int, correction: str) -> None:
        self._conversations.set_feedback(self.messages.judge(box, feedback, correction), feedback, correction)
        if feedback == UP or correction:
            self._notices.tell("Kept for comparing and training.", tone="good")

    def _question_of(self, box: AnswerBox) -> ConversationMessage:
        return self.messages.all[self.messages.question_of(box)]

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._notices.tell("The answer is on the clipboard.", tone="good")
