"""One run of the chat model: its text as it comes, when it began, and when it is enough.

Small models go on after they have answered: they write the next question themselves, or the
same sentence again. That is cut off here.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from desktop_app.answering.chat_model import NO_PREFERENCE, ChatModel, IsCancelled, OnPromptRead
from desktop_app.answering.prompt import Prompt
from desktop_app.answering.prompt_progress import PromptProgress, with_progress
from desktop_app.sentences import split_sentences

# The prompt's own frame, begun anew: the answer is over.
_FRAME = re.compile(r"\n\s*(?:(?:question|sources?)\s*:|\[\d+\] [^\n]{0,120}:)", re.IGNORECASE)
_SHORTEST_REPEAT = 12  # characters; "Yes." may well be said twice


class Writing:
    """`events` yields progress and text; the other attributes are final when it has ended.

    `ended` tells that the model, or the rules here, ended the text, and not the person.
    `first_at` is the clock's time of the first text, 0 where there was none.
    """

    def __init__(
        self,
        chat_model: ChatModel,
        prompt: Prompt,
        is_cancelled: IsCancelled,
        clock: Callable[[], float],
        first: Mapping[str, float] = NO_PREFERENCE,
    ) -> None:
        self.text = ""
        self.ended = False
        self.first_at = 0.0
        self.prompt_tokens = 0
        self.generated_tokens = 0
        self.tokens_per_second: float | None = None
        self._chat_model = chat_model
        self._prompt = prompt
        self._is_cancelled = is_cancelled
        self._clock = clock
        self._first = first

    def events(self) -> Iterator[PromptProgress | str]:
        """Yield how far the prompt is read, then the text as it is written."""
        events = with_progress(self._start, self._is_cancelled)
        last_at = 0.0
        for event in events:
            if isinstance(event, PromptProgress):
                yield event
                continue
            last_at = self._clock()
            self.first_at = self.first_at or last_at
            before, self.text = len(self.text), self.text + event
            end = _end_of_answer(self.text)
            self.text = self.text[:end]
            if len(self.text) > before:
                yield self.text[before:]
            if end is not None:
                self.ended = True
                break
        events.close()  # the model stops computing now, not when the generator is collected
        self.ended = self.ended or not self._is_cancelled()
        self._measure(last_at)

    def _start(self, is_cancelled: IsCancelled, on_prompt_read: OnPromptRead) -> Iterator[str]:
        return self._chat_model.write(
            self._prompt.turns,
            max_tokens=self._prompt.max_tokens,
            is_cancelled=is_cancelled,
            on_prompt_read=on_prompt_read,
            first=self._first,
        )

    def _measure(self, last_at: float) -> None:
        run = self._chat_model.last_run
        if run is None:
            return
        self.prompt_tokens, self.generated_tokens = run.prompt_tokens, run.generated_tokens
        if self.generated_tokens > 1 and last_at > self.first_at:
            self.tokens_per_second = (self.generated_tokens - 1) / (last_at - self.first_at)


def _end_of_answer(text: str) -> int | None:
    """Where the answer ends, if what follows is no part of it any more."""
    if frame := _FRAME.search(text):
        return frame.start()
    if text[-1:] not in ".!?\n":
        return None
    spans = split_sentences(text)
    last = " ".join(text[slice(*spans[-1])].split()) if spans else ""
    if len(last) >= _SHORTEST_REPEAT and any(" ".join(text[start:end].split()) == last for start, end in spans[:-1]):
        return spans[-2][1]
    return None
