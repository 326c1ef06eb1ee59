"""What finds and answers, put together: used by the inference worker and the command line.

Everything heavy is opened when it is first needed and kept: the question's embedder, the
chat model (one at a time), the library for reading.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from filelock import FileLock

from desktop_app.answering.answer_events import AnswerEvent
from desktop_app.answering.answerer import Answerer
from desktop_app.answering.kept_passage import KeptPassage, kept_after
from desktop_app.answering.prompt import Reading, beginning, earlier_turns, reading_for
from desktop_app.domain import AdapterUse, Answer, Approach, ModelCard, Page, Passage, Scope, Turn
from desktop_app.inference.memory import resident_bytes
from desktop_app.paths import DataPaths
from desktop_app.retrieval.neighbours import JoinNeighbours
from desktop_app.retrieval.retriever import Found, Retriever
from desktop_app.retrieval.versions import newest_first
from desktop_app.settings import Settings
from desktop_app.store.library_reader import LibraryReader
from desktop_app.store.search import SearchIndex
from desktop_app.workers.chat_models import ChatModels
from desktop_app.workers.chosen_reranker import ChosenReranker
from desktop_app.workers.embedders import int8_copies
from desktop_app.workers.finding import Finding, Where
from desktop_app.workers.question_embedder import QuestionEmbedder
from desktop_app.workers.shipped_reader import ShippedReader
from desktop_app.workers.still_reading import tell_what_waits

WHOLE = 3


class Asking:
    """One person's models and library, ready to search and to answer. Use from one thread.

    `models` are what writes; `embedder` and `index` the two halves of the search, for who wants to
    measure them alone; `answering` is held while the model writes, so that indexing gives way.
    """

    def __init__(self, paths: DataPaths, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self.models = ChatModels(paths, settings)
        self.library = LibraryReader(paths.library)
        self.embedder = QuestionEmbedder(settings, int8_copies(paths))
        self.index = SearchIndex(paths.library, self.embedder.identity)
        self._finding = Finding(
            self.library,
            Retriever(
                self.index,
                self.embedder,
                [ChosenReranker(settings), newest_first, JoinNeighbours(self.library.chunk_of)],
            ),
        )
        self._reader = ShippedReader(settings)
        self._kept: KeptPassage | None = None  # of the conversation that may go on
        self.answering = FileLock(paths.answering_lock)

    def warm_up(self) -> None:
        """Begin to load embedder and reader on threads of their own, so that the first question waits less."""
        self.embedder.begin()
        self._reader.begin()

    def find(self, question: str, limit: int, scope: Scope) -> Found:
        """Return passages for `question`; where the library is not embedded with this embedder, by words alone."""
        return self._finding.find(question, limit, scope)

    def where(self, question: str, scope: Scope) -> Where:
        """Return where a question says itself that it is to be looked for; raise BadInput as `find` does."""
        return self._finding.where(question, scope)

    def scope_of(self, entries: Sequence[str]) -> Scope:
        """Return the scope that paths and filters (`type:pdf`) mean; raise BadInput for a filter that can't be met."""
        return self._finding.scope_of(entries)

    def answer(
        self,
        question: str,
        *,
        approach: Approach,
        model: str = "",
        adapters: Sequence[AdapterUse] = (),
        history: Sequence[Turn] = (),
        scope: Scope | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[AnswerEvent]:
        """Answer, piece by piece; indexing gives way meanwhile.

        `adapters`, by name or file, count for the approaches that use them; where none is named
        it is the one bound to the folder asked about, or the only one that fits the model.
        """
        settings = self._settings()
        with self.answering:
            ready = self.models.prepare(approach, model, adapters, scope or Scope())
            uses_documents = approach in (Approach.DOCUMENTS, Approach.BOTH)
            if not history and uses_documents:
                self.read_ahead((), is_cancelled)
            answerer = Answerer(
                retriever=_Finder(self),
                chat_model=ready.chat_model,
                model=ready.card.name,
                parameters=ready.card.parameters,
                passages=self.passages_read(question, scope or Scope(), ready.card),
                answer_tokens=settings.answer_tokens,
                pages=self,
                adapters=ready.adapters,
                refusal_bias=ready.refusal_bias,
                kept=self._kept_for(history),
                reader=self._reader,
                likeness=self.embedder.likeness,
            )
            for event in answerer.answer(
                question, approach=approach, history=history, scope=scope or Scope(), is_cancelled=is_cancelled
            ):
                if isinstance(event, Answer):
                    self._kept = kept_after(history, event, ready.chat_model.count_tokens)
                    if event.refused and uses_documents:
                        event = tell_what_waits(event, self.library.counts().waiting)
                    yield replace(event, memory_bytes=self.memory(approach, ready.adapters))
                else:
                    yield event

    def passages_read(self, question: str, scope: Scope, card: ModelCard) -> int:
        """Return how many passages a model reads, 0 for what is usual: all of one document, where it is able and quick.

        That is where the question is about one document alone, which is at most WHOLE times as long as what it
        reads otherwise: reading is most of the wait.
        """
        chosen = self._settings().passages_per_answer
        reading = self.reading(card)
        paths = self._finding.where(question, scope).scope.paths if reading.is_trusted else ()
        row = self.library.document(paths[0]) if len(paths) == 1 else None
        if row is None or sum(chunk.tokens for chunk in self.library.chunks(row.path)) > WHOLE * reading.tokens:
            return chosen
        return max(chosen, row.chunks)

    def reading(self, card: ModelCard) -> Reading:
        """Return how much a model of this size reads, as the settings have it."""
        return reading_for(card.parameters, self._settings().passages_per_answer)

    def read_ahead(self, history: Sequence[Turn], is_cancelled: Callable[[], bool]) -> None:
        """Let the loaded model read what the next question's prompt begins with, after this conversation."""
        if (model := self.models.loaded) is None:
            return
        most = self.reading(model.card).turns
        kept = self._kept.passage if self._kept and self._kept.history == tuple(history) else None
        model.ahead.read(earlier_turns(history, most), beginning(kept), is_cancelled=is_cancelled)

    def _kept_for(self, history: Sequence[Turn]) -> Passage | None:
        """Return the passage that the model has read ahead, or nearly, for the next question of this conversation."""
        model = self.models.loaded
        if model is None or self._kept is None or self._kept.history != tuple(history):
            return None
        reading = self.reading(model.card)
        missing = model.ahead.missing(earlier_turns(history, reading.turns), beginning(self._kept.passage))
        # Where the person was quicker than the model, no more is left to read than for any other passage.
        return self._kept.passage if missing <= reading.tokens // 2 else None

    def memory(self, approach: Approach, used: Sequence[AdapterUse]) -> int:
        """Return what this process takes, without what is loaded and had no part in the answer."""
        idle = self.models.idle_bytes(used)
        if approach not in (Approach.DOCUMENTS, Approach.BOTH):
            idle += self.embedder.bytes
        return max(0, resident_bytes() - idle)

    def write(
        self,
        turns: Sequence[Turn],
        *,
        model: str = "",
        begin: str = "",
        max_tokens: int,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> str:
        """Return what the model alone says next, its first words `begin` included; indexing gives way meanwhile."""
        with self.answering:
            chat_model, _ = self.models.load(model)
            chat_model.use_adapters([])
            pieces = chat_model.write(
                turns,
                max_tokens=max_tokens,
                is_cancelled=is_cancelled,
                on_prompt_read=lambda _done, _total: None,
                begin=begin,
            )
            return " ".join([begin, "".join(pieces).strip()]).strip()

    def page(self, document_id: int, number: int) -> Page | None:
        """Return a page with its lines, to mark quotes on."""
        return self.library.page_of(document_id, number)

    def close(self) -> None:
        self.embedder.close()
        self._reader.close()
        self.models.close()
        self.index.close()
        self.library.close()


class _Finder:
    """`Asking.find`, as answering knows it."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def find(self, question: str, limit: int, scope: Scope | None = None) -> Found:
        return self._asking.find(question, limit, scope or Scope())
