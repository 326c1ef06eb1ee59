"""Which way a question is answered: from the few best passages, from one document as a whole, or by reading every one.

The worker and the command line ask here; what measures approaches asks `Asking` itself, whose way is
always the first.
"""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace

from desktop_app.answer_table import TableGrown
from desktop_app.answering.answer_events import AnswerEvent, written_by
from desktop_app.answering.every_document import (
    EveryDocumentQuestion,
    Kind,
    as_every_document_question,
    may_ask_many,
    read_every_document_question,
)
from desktop_app.answering.every_document_table import summary
from desktop_app.answering.extraction import Extraction
from desktop_app.answering.whole_document import asks_for_whole, may_ask_for_whole
from desktop_app.answering.whole_reading import WholeDocument
from desktop_app.domain import AdapterUse, Answer, Approach, Passage, Scope, Turn
from desktop_app.errors import BadInput, QuestionEmpty
from desktop_app.workers.asking import Asking
from desktop_app.workers.every_document import READABLE, EveryDocument
from desktop_app.workers.finding import Where

# Of more documents than this only the person says that each is to be read: it may take many minutes.
MOST_UNASKED = 500
WITH_DOCUMENTS = (Approach.DOCUMENTS, Approach.BOTH)


class Routing:
    """Answers with what `asking` holds. Use from one thread."""

    def __init__(self, asking: Asking, clock: Callable[[], float] = time.perf_counter) -> None:
        self._asking = asking
        self._every = EveryDocument(asking.library, asking.index, asking.embedder)
        self._clock = clock

    def answer(
        self,
        question: str,
        *,
        approach: Approach,
        every_document: bool | None = None,
        model: str = "",
        adapters: Sequence[AdapterUse] = (),
        history: Sequence[Turn] = (),
        scope: Scope | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[AnswerEvent | TableGrown]:
        """Answer, piece by piece; `every_document` says whether each is read, None leaves it to the question's words.

        Raises what `Asking.answer` raises, and BadInput where every document is to be read without documents.
        """
        if not question.strip():
            raise QuestionEmpty
        scope = scope or Scope()
        if every_document and approach not in WITH_DOCUMENTS:
            raise BadInput("Asking every document needs the approach documents or both; choose one of them.")
        in_vain: Answer | None = None
        may_be_other = bool(every_document) or may_ask_many(question) or may_ask_for_whole(question)
        if every_document is not False and approach in WITH_DOCUMENTS and may_be_other:
            where = self._asking.where(question, scope)
            asked = self._asked(where, is_certain=bool(every_document))
            if asked is not None:
                table = yield from self._read_every(
                    question, asked, where.scope, approach, model, adapters, is_cancelled
                )
                if every_document or asked.kind is not Kind.LIST or not _says_nothing(table):
                    yield table
                    return
                in_vain = table  # only the question's words asked for a table: another way may know more
            whole = self._whole_document(where)
            if whole:
                yield from self._read_whole(
                    question, whole, where.scope, approach, model, adapters, history, is_cancelled
                )
                return
        for event in self._asking.answer(
            question,
            approach=approach,
            model=model,
            adapters=adapters,
            history=history,
            scope=scope,
            is_cancelled=is_cancelled,
        ):
            yield in_vain if in_vain is not None and isinstance(event, Answer) and event.refused else event

    def _asked(self, where: Where, *, is_certain: bool) -> EveryDocumentQuestion | None:
        names_files = len(where.named) > 1
        if is_certain:
            return as_every_document_question(where.question, names_files=names_files)
        asked = read_every_document_question(where.question, names_files=names_files)
        if asked is None or not 1 < len(self._every.documents(where.scope)) <= MOST_UNASKED:
            return None
        return asked

    def _whole_document(self, where: Where) -> Sequence[Passage]:
        """Return all of the one document that a question is about as a whole, in order; nothing for other questions."""
        if not asks_for_whole(where.question):
            return ()
        documents = [row for row in self._every.documents(where.scope) if row.state in READABLE and row.chunks]
        if len(documents) != 1:
            return ()
        row, library = documents[0], self._asking.library
        chunks = library.chunks(row.path)
        passages = [Passage(row.id, row.path, row.title, chunk, 1.0, similarity=1.0, overlap=1.0) for chunk in chunks]
        return library.with_labels(passages)

    def _read_whole(
        self,
        question: str,
        passages: Sequence[Passage],
        scope: Scope,
        approach: Approach,
        model: str,
        adapters: Sequence[AdapterUse],
        history: Sequence[Turn],
        is_cancelled: Callable[[], bool],
    ) -> Iterator[AnswerEvent]:
        with self._asking.answering:
            ready = self._asking.models.prepare(approach, model, adapters, scope)
            reader = WholeDocument(
                ready.chat_model,
                self._asking.reading(ready.card),
                ready.answer_tokens,
                self._asking,
            )
            for event in reader.answer(question, passages, history, is_cancelled):
                if isinstance(event, Answer):
                    memory = self._asking.memory(approach, ready.adapters)
                    answer = written_by(event, ready.card.name, ready.adapters)
                    yield replace(answer, approach=approach, memory_bytes=memory)
                else:
                    yield event

    def _read_every(
        self,
        question: str,
        asked: EveryDocumentQuestion,
        scope: Scope,
        approach: Approach,
        model: str,
        adapters: Sequence[AdapterUse],
        is_cancelled: Callable[[], bool],
    ) -> Generator[TableGrown, None, Answer]:
        """Yield the table as it grows; return the answer."""
        begun = self._clock()
        with self._asking.answering:
            ready = self._asking.models.prepare(approach, model, adapters, scope)
            extraction = Extraction(ready.chat_model, self._asking.reading(ready.card), ready.refusal_bias)
            for event in self._every.read(asked, scope, extraction, is_cancelled):
                if isinstance(event, TableGrown):
                    yield event
                    continue
                answer = Answer(
                    question,
                    summary(event.question, event.table, is_stopped=event.is_stopped),
                    refused=not event.citations and not event.is_stopped,
                    approach=approach,
                    model="",
                    citations=event.citations,
                    stopped=event.is_stopped,
                    total_ms=(self._clock() - begun) * 1000,
                    memory_bytes=self._asking.memory(approach, ready.adapters),
                    prompt_tokens=extraction.prompt_tokens,
                    generated_tokens=extraction.generated_tokens,
                    table=event.table,
                )
                return written_by(answer, ready.card.name, ready.adapters)
        raise AssertionError("the documents always end with the table")


def _says_nothing(answer: Answer) -> bool:
    return answer.refused and not answer.stopped
