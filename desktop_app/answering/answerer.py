"""One question answered: passages found, a prompt written and read, text cited and checked.

Everything heavy comes from outside. An adapter is the chat model's affair: `approach` here
only decides whether documents are read, and the answer remembers which adapters wrote it.
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
    written_by,
)
from desktop_app.answering.chat_model import ChatModel, IsCancelled, PageSource, Retriever
from desktop_app.answering.citations import Cited, resolve_citations
from desktop_app.answering.claim_check import ClaimCheck, Likeness
from desktop_app.answering.disagreement import with_disagreement
from desktop_app.answering.evidence import best_quote, is_supported, refusal, says_not_there
from desktop_app.answering.follow_up import searchable_question
from desktop_app.answering.markers import take_markers
from desktop_app.answering.marking import marked_citations
from desktop_app.answering.prompt import NOT_THERE, Prompt, prompt_from_documents, prompt_without_documents, reading_for
from desktop_app.answering.reader import NO_READER, NearestRead, Reader
from desktop_app.answering.refusing import Refusing
from desktop_app.answering.table_cell import asked_cell, quote_cell
from desktop_app.answering.writing import Writing
from desktop_app.domain import AdapterUse, Answer, Approach, Passage, Scope, Turn
from desktop_app.errors import QuestionEmpty


class Answerer:
    """Answers with one loaded chat model.

    `parameters` is the model's size, by which the prompt is cut; `passages` above 0 is the
    person's own choice of how many passages the model reads; `answer_tokens` the longest answer;
    `adapters` are those at work in the model. Where one of them learnt when to say NOT_THERE, `refusal_bias`
    is added to how likely it says so, in nats, and doubtful questions are not put to it; None leaves it alone.
    `kept` is a passage that the model has in memory as the first source after `history`. `reader` has a say in whether
    a small model is asked at all; with `likeness` claims are held against what they cite by meaning too.
    """

    def __init__(
        self,
        retriever: Retriever,
        chat_model: ChatModel,
        *,
        model: str,
        parameters: int,
        passages: int = 0,
        answer_tokens: int = 400,
        pages: PageSource | None = None,
        adapters: tuple[AdapterUse, ...] = (),
        refusal_bias: float | None = None,
        kept: Passage | None = None,
        reader: Reader = NO_READER,
        likeness: Likeness | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._retriever = retriever
        self._chat_model = chat_model
        self._model = model
        self._reading = reading_for(parameters, passages)
        self._answer_tokens = answer_tokens
        self._pages = pages
        self._adapters = adapters
        self._refusal_bias = refusal_bias
        learnt = refusal_bias is not None
        self._refusing = Refusing(self._reading.is_trusted or (bool(adapters) and not learnt), learnt)
        self._kept = kept
        self._reader = reader
        self._likeness = likeness
        self._clock = clock

    def answer(
        self,
        question: str,
        *,
        approach: Approach = Approach.DOCUMENTS,
        history: Sequence[Turn] = (),
        scope: Scope | None = None,
        is_cancelled: IsCancelled = lambda: False,
    ) -> Iterator[AnswerEvent]:
        """Yield what happens, and the Answer last. A cancelled one is an Answer too, with `stopped`.

        Raises QuestionEmpty and QuestionTooLong before anything is written.
        """
        if not question.strip():
            raise QuestionEmpty
        begin = self._clock()
        empty = written_by(Answer(question, "", False, approach, ""), self._model, self._adapters)
        if approach in (Approach.MODEL, Approach.ADAPTER):
            prompt = prompt_without_documents(question, history, self._chat_model, self._reading, self._answer_tokens)
            yield from self._write(empty, prompt, None, begin, is_cancelled)
            return
        searched = searchable_question(question, history)
        found = self._retriever.find(searched, max(SHOWN_PASSAGES, self._reading.passages), scope)
        empty = replace(empty, passages=found.passages, retrieve_ms=found.total_ms)
        yield PassagesReady(found.passages)
        shown = found.passages[: self._reading.passages]
        texts = [passage.chunk.text for passage in shown]
        similarity = max((passage.similarity for passage in shown), default=0.0)
        nearest = NearestRead(searched, texts, self._reader, similarity=similarity, stands_alone=searched == question)
        cell = None if self._reading.is_trusted else asked_cell(searched, shown)
        if is_cancelled():
            yield replace(empty, stopped=True, total_ms=self._since(begin))
        elif cell is not None:
            answer = self._with_citations(empty, quote_cell(found.passages[cell.passage], cell))
            took = self._since(begin)
            yield Piece(take_markers(answer.text).text.strip())
            yield replace(answer, first_token_ms=took, total_ms=took)
        elif self._refusing.before_writing(found.passages, nearest):
            took = self._since(begin)
            yield Piece(refusal(found.passages))
            yield replace(empty, text=refusal(found.passages), refused=True, first_token_ms=took, total_ms=took)
        else:
            prompt = prompt_from_documents(
                question, found.passages, history, self._chat_model, self._reading, self._answer_tokens, self._kept
            )
            yield from self._write(empty, prompt, nearest, begin, is_cancelled)

    def _write(
        self, empty: Answer, prompt: Prompt, nearest: NearestRead | None, begin: float, is_cancelled: IsCancelled
    ) -> Iterator[AnswerEvent]:
        first = {NOT_THERE: self._refusal_bias} if prompt.sources and self._refusal_bias is not None else {}
        writing = Writing(self._chat_model, prompt, is_cancelled, self._clock, first)
        yield from as_written(writing)
        answer = replace(
            with_figures(empty, writing, begin),
            text=take_markers(writing.text.strip()).text.strip(),
            stopped=is_cancelled() and not writing.ended,
        )
        if nearest is not None:
            answer = self._cite(answer, writing.text, prompt.sources, nearest)
        yield replace(answer, total_ms=self._since(begin))

    def _cite(self, answer: Answer, written: str, sources: Sequence[Passage], nearest: NearestRead) -> Answer:
        check = ClaimCheck(nearest, self._likeness) if self._likeness else None
        cited = resolve_citations(nearest.question, written, sources, is_trusted=self._reading.is_trusted, check=check)
        is_answer = not says_not_there(written) and is_supported(nearest.question, written, cited)
        if answer.stopped or (is_answer and cited.supported > cited.weak):
            return self._with_citations(answer, cited)
        is_refused = self._refusing.after_writing(written, sources, nearest)
        if is_answer and not is_refused:
            return self._with_citations(answer, cited)
        # The model found no words that hold: the document's own are better than an invention.
        quoted = None if is_refused else best_quote(nearest.question, sources)
        if quoted is None:
            return replace(answer, text=refusal(answer.passages), refused=True)
        return self._with_citations(answer, quoted)

    def _with_citations(self, answer: Answer, cited: Cited) -> Answer:
        cited, disagreement = with_disagreement(cited, answer.passages)
        return replace(
            answer,
            text=cited.text,
            citations=marked_citations(cited, self._pages),
            disagreement=disagreement,
            weak=cited.weak,
        )

    def _since(self, begin: float) -> float:
        return (self._clock() - begin) * 1000
