"""The messages of the open conversation, and those of them that stand in the talk.

A long conversation shows its end; what came before is brought into the talk when it is asked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop_app.domain import Answer, Turn
from desktop_app.store.conversations import ConversationMessage
from desktop_app.ui.ask.talk import Talk

SHOWN_AT_ONCE = 24  # messages; each takes 6 ms to build and half a megabyte


class OpenMessages:
    """`make` builds the widget of a message; it is handed the scope of the question it belongs to."""

    def __init__(self, talk: Talk, make: Callable[[ConversationMessage, Sequence[str]], QWidget]) -> None:
        self._talk, self._make = talk, make
        self._all: list[ConversationMessage] = []
        self._hidden = 0  # so many of them are not in the talk yet

    @property
    def all(self) -> Sequence[ConversationMessage]:
        """Every message, oldest first."""
        return self._all

    @property
    def last_answer(self) -> Answer | None:
        """The latest answer, None where there is none yet."""
        return next((message.answer for message in reversed(self._all) if message.answer is not None), None)

    @property
    def last_scope(self) -> Sequence[str]:
        """Where the latest question looked; empty for everything."""
        return next((message.scope for message in reversed(self._all) if message.role == "user"), ())

    def show(self, messages: Sequence[ConversationMessage]) -> None:
        """Replace everything, also in the talk."""
        self._talk.clear()
        self._all = list(messages)
        self._hidden = max(0, len(self._all) - SHOWN_AT_ONCE)
        for place in range(self._hidden, len(self._all)):
            is_pair = place > self._hidden and self._all[place - 1].role == self._all[place].role == "assistant"
            self._talk.add(self._widget(place), beside=is_pair)
        self._talk.offer_earlier(self._hidden)

    def show_earlier(self) -> None:
        """Bring more of a long conversation into the talk, above what is there."""
        first = max(0, self._hidden - SHOWN_AT_ONCE)
        self._talk.add_above([self._widget(place) for place in range(first, self._hidden)])
        self._hidden = first
        self._talk.offer_earlier(first)

    def add(self, message: ConversationMessage) -> None:
        """Put a message at the end, and its widget into the talk."""
        self.take(message)
        self._talk.add(self._widget(len(self._all) - 1))

    def take(self, message: ConversationMessage) -> None:
        """Put a message at the end whose widget stands in the talk already."""
        self._all.append(message)

    def cut(self, place: int) -> None:
        """Take away the messages from `place` on."""
        self._talk.drop_from(place - self._hidden)
        del self._all[place:]

    def place_of(self, message_id: int) -> int | None:
        """Return where a message stands, None where it does not."""
        return next((place for place, message in enumerate(self._all) if message.id == message_id), None)

    def question_of(self, box: QWidget) -> int:
        """Return where the question of an answer stands: before it, or before the answer it stands beside."""
        return self._question_before(self._hidden + self._talk.messages.index(box))

    def judge(self, box: QWidget, feedback: int, correction: str) -> int:
        """Note what the person thinks of an answer; returns its message's id."""
        place = self._hidden + self._talk.messages.index(box)
        self._all[place] = replace(self._all[place], feedback=feedback, correction=correction)
        return self._all[place].id

    def history(self, end: int | None = None) -> list[Turn]:
        """Return what was said before the message at `end`."""
        return [Turn(said.role, said.text) for said in self._all[:end] if said.text and not said.error]

    def _widget(self, place: int) -> QWidget:
        return self._make(self._all[place], self._all[self._question_before(place + 1)].scope)

    def _question_before(self, end: int) -> int:
        place = end - 1
        while place > 0 and self._all[place].role != "user":
            place -= 1
        return place
