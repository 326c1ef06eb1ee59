"""Questions drafted from the library by the person's own chat model."""

from collections.abc import Callable, Iterator, Sequence
from random import Random

from desktop_app.domain import DocumentState, Scope, Turn
from desktop_app.errors import BadInput
from desktop_app.evaluation.drafting import draft_questions
from desktop_app.paths import DataPaths
from desktop_app.questions import Question
from desktop_app.store.library_reader import LibraryReader
from desktop_app.workers.asking import Asking

MOST_QUESTIONS = 200
_HOLDS_TEXT = frozenset({DocumentState.SEARCHABLE, DocumentState.AWAY})


def draft_from_library(
    paths: DataPaths,
    asking: Asking,
    count: int,
    scope: Scope,
    *,
    model: str = "",
    seed: int = 0,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Question | None]:
    """Yield up to `count` questions from the documents in `scope`, and None for each try that came to nothing.

    Raises BadInput where nothing there has been read yet, and what finding the model raises.
    """
    if not 0 < count <= MOST_QUESTIONS:
        raise BadInput(f"Draft between 1 and {MOST_QUESTIONS} questions at a time.")
    asking.models.load(model)
    texts = _texts(paths, scope)
    if not texts:
        raise BadInput("No document there has been read yet; watch a folder and let it be indexed, then draft again.")
    yield from draft_questions(texts, _Writer(asking, model, is_cancelled), count, Random(seed), is_cancelled)


def _texts(paths: DataPaths, scope: Scope) -> list[tuple[str, str]]:
    reader = LibraryReader(paths.library)
    try:
        wanted = set(reader.paths(scope))
        rows = [row for row in reader.documents() if row.path in wanted and row.state in _HOLDS_TEXT]
        return [(row.path, chunk.text) for row in rows for chunk in reader.chunks(row.path)]
    finally:
        reader.close()


class _Writer:
    """`Asking.write`, as drafting knows it."""

    def __init__(self, asking: Asking, model: str, is_cancelled: Callable[[], bool]) -> None:
        self._asking = asking
        self._model = model
        self._is_cancelled = is_cancelled

    def write(self, turns: Sequence[Turn], *, begin: str = "", max_tokens: int) -> str:
        return self._asking.write(
            turns, model=self._model, begin=begin, max_tokens=max_tokens, is_cancelled=self._is_cancelled
        )
