"""The inference worker: finds passages and writes answers.

    python -m desktop_app.workers.inference --data DIR

Requests: LoadModel, CheckModel, CheckAdapter, AddAdapter, Search, Ask, and those about comparisons. A model that
crashes takes this process with it and nothing else.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from desktop_app.answer_table import TableGrown
from desktop_app.answering.answer_events import PassagesReady, Piece
from desktop_app.answering.prompt_progress import PromptProgress
from desktop_app.domain import AdapterUse, Answer, Approach, ModelCard, Turn
from desktop_app.errors import BadInput
from desktop_app.inference.chat_model import ChatModel, check_chat_model
from desktop_app.settings import Settings
from desktop_app.workers.adapters import AdapterAdding
from desktop_app.workers.asking import Asking
from desktop_app.workers.comparing import Comparing
from desktop_app.workers.comparison_requests import COMPARISON_REQUESTS, ComparisonRequests
from desktop_app.workers.opening import open_worker
from desktop_app.workers.protocol import (
    AdapterAdded,
    AdapterChecked,
    AddAdapter,
    AnswerFinished,
    Ask,
    CheckAdapter,
    CheckModel,
    DocumentsRead,
    LoadModel,
    Message,
    ModelChecked,
    ModelLoaded,
    NoticeGiven,
    PassagesFound,
    PromptRead,
    Search,
    TextGenerated,
)
from desktop_app.workers.routing import Routing
from desktop_app.workers.serve import IsCancelled
from desktop_app.workers.wire import from_json, to_json


class InferenceWorker:
    """Answers requests with what `open_asking` opens at the first of them."""

    def __init__(
        self,
        open_asking: Callable[[], Asking],
        open_adding: Callable[[], AdapterAdding],
        open_comparing: Callable[[Asking], Comparing],
    ) -> None:
        self._open = open_asking
        self._open_adding = open_adding
        self._comparisons = ComparisonRequests(lambda: open_comparing(self.asking))
        self._asking: Asking | None = None
        self._routing: Routing | None = None
        self._told_of: object = None  # where the model is computed, as it was told last
        self._to_measure: list[ModelCard] = []  # models that are being added
        self._to_read_ahead: Sequence[Turn] | None = None  # the conversation that may go on

    def rest(self, is_waited_for: Callable[[], bool]) -> None:
        """Use the time until the next request: read what its prompt will begin with, measure new models."""
        history, self._to_read_ahead = self._to_read_ahead, None
        if history is not None and not is_waited_for():
            self.asking.read_ahead(history, is_waited_for)
        while self._to_measure and not is_waited_for():
            self.asking.models.measure(self._to_measure.pop(), is_waited_for)

    @property
    def asking(self) -> Asking:
        if self._asking is None:
            self._asking = self._open()
        return self._asking

    @property
    def routing(self) -> Routing:
        if self._routing is None:
            self._routing = Routing(self.asking)
        return self._routing

    def handle(self, request: Message, is_cancelled: IsCancelled) -> Iterator[Message]:
        """Yield the events that answer `request`."""
        match request:
            case CheckModel(request_id=id_, path=path):
                card = check_chat_model(Path(path))
                self._to_measure.append(card)
                yield ModelChecked(id_, to_json(card))
            case CheckAdapter(request_id=id_, path=path, model=name):
                yield AdapterChecked(id_, to_json(self._open_adding().check(Path(path), name)))
            case AddAdapter(request_id=id_, path=path):
                yield AdapterAdded(id_, to_json(self._open_adding().add(Path(path))))
            case LoadModel(request_id=id_, model=name):
                self.asking.warm_up()
                model, seconds = self.asking.models.load(name)
                self._to_read_ahead = ()
                yield from self._tell_of_model(id_, model, seconds)
            case Search(request_id=id_, question=question, limit=limit, scope=scope):
                found = self.asking.find(question, limit, self.asking.scope_of(scope or ()))
                yield PassagesFound(id_, [to_json(passage) for passage in found.passages])
            case Ask(model=name):
                yield from self._answer(request, is_cancelled)
                if self._told_of != self.asking.models.placement:  # the answer came of another model, or elsewhere
                    yield from self._tell_of_model(0, *self.asking.models.load(name))
            case _ if isinstance(request, COMPARISON_REQUESTS):
                yield from self._comparisons.handle(request, is_cancelled)
            case _:
                raise BadInput

    def _tell_of_model(self, id_: int, model: ChatModel, seconds: float) -> Iterator[Message]:
        """Yield which model is ready and where it is computed, and what the person should know of that."""
        if (placement := self.asking.models.placement) is None:
            return
        self._told_of = placement
        yield ModelLoaded(id_, to_json(model.card), seconds, placement.gpu, placement.layers, placement.of)
        if trouble := self.asking.models.take_trouble():
            yield NoticeGiven(0, "gpu.unused", trouble)

    def _answer(self, request: Ask, is_cancelled: IsCancelled) -> Iterator[Message]:
        history = [Turn(turn["role"], turn["text"]) for turn in request.history or ()]
        events = self.routing.answer(
            request.question,
            approach=Approach(request.approach),
            every_document=request.every_document,
            model=request.model,
            adapters=[from_json(AdapterUse, adapter) for adapter in request.adapters or ()],
            history=history,
            scope=self.asking.scope_of(request.scope or ()),
            is_cancelled=is_cancelled,
        )
        for event in events:
            match event:
                case PassagesReady(passages=passages):
                    yield PassagesFound(request.request_id, [to_json(passage) for passage in passages])
                case PromptProgress(done=done, total=total):
                    yield PromptRead(request.request_id, done, total)
                case TableGrown():
                    yield DocumentsRead(request.request_id, to_json(event))
                case Piece(text=text):
                    yield TextGenerated(request.request_id, text)
                case Answer():
                    if event.approach in (Approach.DOCUMENTS, Approach.BOTH) and not event.stopped:
                        said = Turn("user", event.question), Turn("assistant", event.text)
                        self._to_read_ahead = (*history, *said)
                    yield AnswerFinished(request.request_id, to_json(event))


def main() -> None:
    paths, channel = open_worker("inference")

    def settings() -> Settings:
        return Settings.load(paths.settings)

    worker = InferenceWorker(
        lambda: Asking(paths, settings),
        lambda: AdapterAdding(paths, settings().model),
        lambda asking: Comparing(paths, settings, asking),
    )
    while (request := channel.next_request()) is not None:
        channel.run(worker.handle, request)
        worker.rest(lambda: channel.is_waited_for)


if __name__ == "__main__":
    main()
