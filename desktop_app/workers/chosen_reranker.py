"""The reranker that the settings name, loaded when first used; without one the order stays as it is."""

from collections.abc import Callable, Sequence
from pathlib import Path

from desktop_app.domain import Passage
from desktop_app.inference.reranker import Reranker
from desktop_app.retrieval.rerank import Rerank
from desktop_app.settings import Settings


class ChosenReranker:
    """A stage of the search; raises RerankerUnusable where the chosen folder holds none."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self._loaded: tuple[str, Rerank] | None = None

    def __call__(self, question: str, passages: Sequence[Passage]) -> list[Passage]:
        settings = self._settings()
        if not settings.reranker:
            self._loaded = None
            return list(passages)
        if self._loaded is None or self._loaded[0] != settings.reranker:
            reranker = Reranker.open(Path(settings.reranker), threads=settings.threads)
            self._loaded = settings.reranker, Rerank(reranker)
        return self._loaded[1](question, passages)
