"""An answer about one document as a whole, read by the chat model where it is able and the document fits.

Otherwise, and where what it writes is not supported, the document speaks in its own words.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from desktop_app.answering.answer_events import (
    SHOWN_PASSAGES,
    AnswerEvent,
    PassagesReady,
    Piece,
    as_written,
    with_figures,
)
from desktop_app.answering.chat_model import ChatModel, IsCancelled, PageSource
from desktop_app.answering.citations import resolve_citations
from desktop_app.answering.evidence import refusal, says_not_there
from desktop_app.answering.markers import take_markers
from desktop_app.answering.marking import marked_citations
from desktop_app.answering.prompt import Prompt, Reading, prompt_from_documents
from desktop_app.answering.whole_document import in_its_own_words
from desktop_app.answering.writing import Writing
from desktop_app.domain import Answer, Approach, Passage, Turn


class WholeDocument:
    """Answers with one loaded chat model; `reading` tells whether it can hold a document together."""

    def __init__(
        self,
        chat_model: ChatModel,
        reading: Reading,
        answer_tokens: int,
        pages: PageSource,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._chat_model = chat_model
        self._reading = reading
        self._answer_tokens = answer_tokens
        self._pages = pages
        self._clock = clock

    def answer(
        self, question: str, passages: Sequence[Passage], history: Sequence[Turn], is_cancelled: IsCancelled
    ) -> Iterator[AnswerEvent]:
        """Yield what happens, and the Answer last; `passages` are all of the document, in order."""
        begun = self._clock()
        empty = Answer(question, "", False, Approach.DOCUMENTS, "", passages=tuple(passages[:SHOWN_PASSAGES]))
        yield PassagesReady(empty.passages)
        prompt = self._prompt(question, passages, history) if self._reading.is_trusted else None
        if prompt is None:
            answer = self._in_own_words(empty, passages)
            yield Piece(answer.text)
            took = self._since(begun)
            yield replace(answer, first_token_ms=took, total_ms=took)
            return
        writing = Writing(self._chat_model, prompt, is_cancelled, self._clock)
        yield from as_written(writing)
        answer = self._checked(empty, writing, prompt, passages, is_stopped=is_cancelled() and not writing.ended)
        yield replace(with_figures(answer, writing, begun), total_ms=self._since(begun))

    def _prompt(self, question: str, passages: Sequence[Passage], history: Sequence[Turn]) -> Prompt | None:
        """Return a prompt that holds every sentence, None where the document is longer than the context."""
        room = self._chat_model.context
        if sum(self._chat_model.count_tokens(passage.chunk.text) for passage in passages) > room:
            return None
        whole = Reading(len(passages), room, self._reading.turns)
        prompt = prompt_from_documents(question, passages, history, self._chat_model, whole, self._answer_tokens)
        message = prompt.turns[-1].text
        lasts = (passage.chunk.text.split()[-1] for passage in passages)
        return prompt if len(prompt.sources) == len(passages) and all(last in message for last in lasts) else None

    def _checked(
        self, empty: Answer, writing: Writing, prompt: Prompt, passages: Sequence[Passage], *, is_stopped: bool
    ) -> Answer:
        cited = resolve_citations(empty.question, writing.text, prompt.sources)
        if is_stopped or (cited.supported and not says_not_there(take_markers(writing.text).text)):
            return replace(empty, text=cited.text, citations=marked_citations(cited, self._pages), stopped=is_stopped)
        return self._in_own_words(empty, passages)

    def _in_own_words(self, empty: Answer, passages: Sequence[Passage]) -> Answer:
        cited = in_its_own_words(passages)
        if cited is None:
            return replace(empty, text=refusal(empty.passages), refused=True)
        return replace(empty, text=cited.text, citations=marked_citations(cited, self._pages))

    def _since(self, begun: float) -> float:
        return (self._clock() - begun) * 1000
