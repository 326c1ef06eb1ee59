"""What finds and answers, put together: used by the inference worker and the command line.

Everything heavy is opened when it is first needed and kept: the question's embedder, the
chat model (one at a time), the library for reading.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock

from desktop_app.adapter_list import AdapterList
from desktop_app.answering.answer_events import AnswerEvent
from desktop_app.answering.answerer import Answerer
from desktop_app.answering.kept_passage import KeptPassage, kept_after
from desktop_app.answering.prompt import Reading, beginning, earlier_turns, reading_for
from desktop_app.catalogue import ModelCatalogue
from desktop_app.domain import AdapterUse, Answer, Approach, ModelCard, Page, Passage, Scope, Turn
from desktop_app.errors import CarrelError, ModelUnknown
from desktop_app.inference.chat_model import ChatModel
from desktop_app.inference.gpu import Placement
from desktop_app.inference.memory import resident_bytes
from desktop_app.inference.model_file import read_model_card
from desktop_app.inference.model_measuring import MeasuringStopped
from desktop_app.paths import DataPaths
from desktop_app.retrieval.neighbours import JoinNeighbours
from desktop_app.retrieval.retriever import Found, Retriever
from desktop_app.retrieval.versions import newest_first
from desktop_app.settings import Settings
from desktop_app.store.library_reader import LibraryReader
from desktop_app.store.search import SearchIndex
from desktop_app.weights import starter_model
from desktop_app.workers.chosen_adapters import ChosenAdapters, refusal_bias
from desktop_app.workers.chosen_model import measure_chosen, open_chosen
from desktop_app.workers.chosen_reranker import ChosenReranker
from desktop_app.workers.embedders import int8_copies
from desktop_app.workers.finding import Finding, Where
from desktop_app.workers.question_embedder import QuestionEmbedder
from desktop_app.workers.shipped_reader import ShippedReader
from desktop_app.workers.still_reading import tell_what_waits

WHOLE = 3


@dataclass(frozen=True, slots=True)
class Prepared:
    """A chat model that is ready with its adapters, and how its readiness to refuse is set right."""

    card: ModelCard
    chat_model: ChatModel
    adapters: tuple[AdapterUse, ...]
    refusal_bias: float | None
    answer_tokens: int


class Asking:
    """One person's models and library, ready to search and to answer. Use from one thread.

    `embedder` and `index` are the two halves of the search, for who wants to measure them alone;
    `answering` is held while the model writes, so that indexing gives way.
    """

    def __init__(self, paths: DataPaths, settings: Callable[[], Settings]) -> None:
        self._paths = paths
        self._settings = settings
        self._catalogue = ModelCatalogue(paths.models, starter_model())
        self._adapters = ChosenAdapters(AdapterList.of(paths))
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
        self._model: ChatModel | None = None
        self._kept: KeptPassage | None = None  # of the conversation that may go on
        self._placed: tuple[str, int] | None = None
        self._trouble = ""
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

    def model(self, name: str = "") -> tuple[ModelCard, float]:
        """Make the model of that name ready; return it and the seconds it took.

        An empty name means the one chosen in the settings.
        """
        begun = time.perf_counter()
        settings = self._settings()
        card = self._card(name or settings.model)
        is_placed = self._placed == (settings.gpu, settings.gpu_layers)
        if self._model is None or self._model.card.path != card.path or not is_placed:
            if self._model is not None:
                self._model.close()
                self._model = None
            self._adapters.forget()
            self._model, self._trouble = open_chosen(self._paths, settings, card)
            self._placed = settings.gpu, settings.gpu_layers
        return card, time.perf_counter() - begun

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
            ready = self.prepare(approach, model, adapters, scope or Scope())
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

    def prepare(self, approach: Approach, model: str, adapters: Sequence[AdapterUse], scope: Scope) -> Prepared:
        """Load the model and let the right adapters work in it; whoever writes with it holds `answering`."""
        card, _ = self.model(model)
        assert self._model is not None
        used = self._adapters.use(self._model, approach, adapters, scope)
        return Prepared(card, self._model, used, refusal_bias(used), self._settings().answer_tokens)

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

    @property
    def placement(self) -> Placement | None:
        """Where the loaded model is computed, None while there is none."""
        return self._model.placement if self._model else None

    def take_trouble(self) -> str:
        """Return, once, why the model is not computed where it was to be; "" where it is."""
        trouble, self._trouble = self._trouble, ""
        return trouble

    def measure(self, card: ModelCard, is_cancelled: Callable[[], bool]) -> None:
        """Measure how fast a model is here and keep it; nothing is kept of what was cancelled or failed."""
        try:
            measure_chosen(self._paths, self._settings(), card, is_cancelled)
        except (MeasuringStopped, CarrelError):
            return

    def read_ahead(self, history: Sequence[Turn], is_cancelled: Callable[[], bool]) -> None:
        """Let the loaded model read what the next question's prompt begins with, after this conversation."""
        if self._model is None:
            return
        most = self.reading(self._model.card).turns
        kept = self._kept.passage if self._kept and self._kept.history == tuple(history) else None
        self._model.prepare(earlier_turns(history, most), beginning(kept), is_cancelled=is_cancelled)

    def _kept_for(self, history: Sequence[Turn]) -> Passage | None:
        """Return the passage that the model has read ahead, or nearly, for the next question of this conversation."""
        if self._model is None or self._kept is None or self._kept.history != tuple(history):
            return None
        reading = self.reading(self._model.card)
        missing = self._model.missing(earlier_turns(history, reading.turns), beginning(self._kept.passage))
        # Where the person was quicker than the model, no more is left to read than for any other passage.
        return self._kept.passage if missing <= reading.tokens // 2 else None

    def memory(self, approach: Approach, used: Sequence[AdapterUse]) -> int:
        """Return what this process takes, without what is loaded and had no part in the answer."""
        idle = self._adapters.idle_bytes(used)
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
            self.model(model)
            assert self._model is not None
            self._model.use_adapters([])
            pieces = self._model.write(
                turns,
                max_tokens=max_tokens,
                is_cancelled=is_cancelled,
                on_prompt_read=lambda _done, _total: None,
                begin=begin,
            )
            return " ".join([begin, "".join(pieces).strip()]).strip()

    def usual_way(self, model: str, scope: Scope) -> tuple[Approach, tuple[AdapterUse, ...]]:
        """Return how to answer where nobody said how: with the adapter made for this very model, if it came with one.

        One that is bound to the folder asked about goes before it. Raises what finding the model raises.
        """
        usual = self._adapters.usual(self._card(model or self._settings().model), scope)
        return (Approach.BOTH, (usual,)) if usual else (Approach.DOCUMENTS, ())

    def _card(self, name: str) -> ModelCard:
        """Return the model of that name; a path may also name a file that was never added."""
        try:
            return self._catalogue.find(name)
        except ModelUnknown:
            if not Path(name).is_file():
                raise
            return read_model_card(Path(name))

    def page(self, document_id: int, number: int) -> Page | None:
        """Return a page with its lines, to mark quotes on."""
        return self.library.page_of(document_id, number)

    def close(self) -> None:
        self.embedder.close()
        self._reader.close()
        if self._model is not None:
            self._model.close()
        self.index.close()
        self.library.close()


class _Finder:
    """`Asking.find`, as answering knows it."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def find(self, question: str, limit: int, scope: Scope | None = None) -> Found:
        return self._asking.find(question, limit, scope or Scope())
