"""Every document in scope read, one by one, for what a question asks of each of them.

A document whose passages have nothing to do with it costs a search and no word of the chat model.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from desktop_app.answer_table import AnswerTable, TableGrown
from desktop_app.answering.chat_model import IsCancelled
from desktop_app.answering.every_document import EveryDocumentQuestion, Kind, Wanted
from desktop_app.answering.every_document_table import HEADING, TableMaking, transposed
from desktop_app.answering.extraction import Extraction, FoundValue, find_member
from desktop_app.answering.labels import shared_things
from desktop_app.answering.marking import marked
from desktop_app.answering.subjects import Subject
from desktop_app.domain import Citation, DocumentRow, DocumentState, Page, Passage, Scope
from desktop_app.retrieval.retriever import QuestionEmbedder, Retriever, SearchIndex
from desktop_app.retrieval.words import words_to_look_up
from desktop_app.store.library_reader import LibraryReader

PASSAGES = 60  # of one document that are looked at for one thing
TOLD_EVERY = 0.2  # seconds, so that ten thousand quick documents don't flood the window
FEWEST_TIMED, LEAST_SECONDS = 3, 2.0  # documents and time before the time left can be told
MOST_SHARED = 12  # rows of a comparison by whatever both documents tell
READABLE = frozenset({DocumentState.SEARCHABLE, DocumentState.AWAY})
WAITING = "It is not read yet; ask again when it is."
NO_TEXT = "No words could be read in it."


@dataclass(frozen=True, slots=True)
class Read:
    """The whole table with its citations; `is_stopped` where not every document was read."""

    table: AnswerTable
    citations: tuple[Citation, ...]
    question: EveryDocumentQuestion
    is_stopped: bool


class EveryDocument:
    """Reads the documents of one library. Use from one thread."""

    def __init__(
        self,
        library: LibraryReader,
        index: SearchIndex,
        embedder: QuestionEmbedder,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._library = library
        self._index = index
        self._retriever = Retriever(index, _RememberingEmbedder(embedder))
        self._clock = clock

    def documents(self, scope: Scope) -> list[DocumentRow]:
        """Return the documents in scope that are or should be readable: by path, or in the order they were named."""
        inside = set(self._library.paths(scope))
        rows = [
            row for row in self._library.documents() if row.path in inside and row.state is not DocumentState.LEFT_OUT
        ]
        named = {path: place for place, path in enumerate(scope.paths)}
        return sorted(rows, key=lambda row: named[row.path]) if all(row.path in named for row in rows) else rows

    def read(
        self, question: EveryDocumentQuestion, scope: Scope, extraction: Extraction, is_cancelled: IsCancelled
    ) -> Iterator[TableGrown | Read]:
        """Yield the table as it grows, and all of it last, also where it was stopped."""
        documents = self.documents(scope)
        if not question.wanted:
            question = replace(question, wanted=self._shared(documents))
        making = TableMaking(question, len(documents))
        subject = self._subject(question, scope)
        begun = told_at = self._clock()
        told = 0
        yield self._grown(making, 0, begun)
        for row in documents:
            if is_cancelled() or not self._add(making, row, question, subject, extraction, is_cancelled):
                break
            if self._clock() - told_at >= TOLD_EVERY:
                yield self._grown(making, told, begun)
                told, told_at = len(making.rows), self._clock()
        if told < len(making.rows):
            yield self._grown(making, told, begun)
        is_stopped = len(making.rows) < len(documents)
        left = [(_name(row), row.path) for row in documents[len(making.rows) :]]
        table = making.table(left)
        compares = question.kind is Kind.COMPARE and not question.subject and len(documents) > 1
        yield Read(transposed(table) if compares else table, tuple(making.citations), question, is_stopped)

    def _add(
        self,
        making: TableMaking,
        row: DocumentRow,
        question: EveryDocumentQuestion,
        subject: Subject,
        extraction: Extraction,
        is_cancelled: IsCancelled,
    ) -> bool:
        """Read one document into the table; False where that was cancelled halfway."""
        if row.state not in READABLE or not row.chunks:
            waits = row.state is DocumentState.WAITING
            making.add_unreadable(_name(row), row.path, WAITING if waits else row.message or NO_TEXT)
            return True
        values: list[FoundValue | None] = []
        for wanted in question.wanted:
            passages = self._passages(wanted, row.path)
            if not values and not subject.fits(row.path, _texts(row, passages)):
                making.add(_name(row), row.path, [None] * len(question.wanted), f"Not about “{subject.name}”.")
                return True
            if wanted.question == question.subject:
                value = find_member(subject, passages)
            else:
                value = extraction.find(wanted, passages, question.subject, is_cancelled)
            if wanted.limit is not None and (value is None or not wanted.limit.allows(value.text)):
                note = "" if value is None else f"{wanted.label}: {value.text}, not {wanted.limit.text}."
                making.add(_name(row), row.path, [None] * len(question.wanted), note)
                return not is_cancelled()
            values.append(value)
            if is_cancelled():
                return False
        new = making.add(_name(row), row.path, values)
        for place in range(len(making.citations) - new, len(making.citations)):
            making.citations[place] = marked(making.citations[place], row.id, self)
        return True

    def page(self, document_id: int, number: int) -> Page | None:
        """Return a page with its lines, to mark quotes on."""
        return self._library.page_of(document_id, number)

    def _passages(self, wanted: Wanted, path: str) -> Sequence[Passage]:
        found = self._retriever.find(wanted.question, PASSAGES, Scope((path,))).passages
        return [passage for passage in found if passage.path == path]  # documents inside it are rows of their own

    def _shared(self, documents: Sequence[DocumentRow]) -> tuple[Wanted, ...]:
        """Return what all of these documents have a label for."""
        held = [self._passages(Wanted("", row.title), row.path) for row in documents if row.state in READABLE]
        things = shared_things(held, MOST_SHARED) if len(held) > 1 else []
        return tuple(Wanted(thing[:1].upper() + thing[1:], thing) for thing in things)

    def _subject(self, question: EveryDocumentQuestion, scope: Scope) -> Subject:
        """Return what the documents must be; where no document knows the noun, they may be anything."""
        is_asked_for = any(wanted.question == question.subject for wanted in question.wanted)
        subject = Subject(question.subject, is_asked_for=is_asked_for)
        if not subject.words or self._index.matching(words_to_look_up(" ".join(subject.words)), 1, scope):
            return subject
        return subject if is_asked_for else Subject("")

    def _grown(self, making: TableMaking, told: int, begun: float) -> TableGrown:
        read, seconds = len(making.rows), self._clock() - begun
        can_tell = read >= FEWEST_TIMED and seconds >= LEAST_SECONDS
        return TableGrown(
            HEADING,
            making.columns,
            tuple(making.rows[told:]),
            making.documents,
            read,
            making.unreadable,
            making.found,
            seconds / read * (making.documents - read) if can_tell else None,
        )


class _RememberingEmbedder:
    """Embeds a question once, however many documents it is asked of."""

    def __init__(self, embedder: QuestionEmbedder) -> None:
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed_question(self, text: str) -> NDArray[np.float32]:
        if text not in self._known:
            self._known[text] = self._embedder.embed_question(text)
        return self._known[text]


def _texts(row: DocumentRow, passages: Sequence[Passage]) -> list[str]:
    headings = dict.fromkeys(passage.chunk.heading for passage in passages)
    return [row.title, *headings, *(passage.chunk.text for passage in passages)]


def _name(row: DocumentRow) -> str:
    return PurePath(row.path).name or row.path
