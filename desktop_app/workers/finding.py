"""From what a person typed to passages: where to look, which files are meant, one question or two.

What a question names is a wish unless it is written as a filter (`in:`, `type:`): where nothing is
found that way, it is asked as it stands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from desktop_app.domain import Passage, Scope
from desktop_app.filter_words import as_filter, filters_of
from desktop_app.retrieval.filters import Filters, as_filters, paths_named, read_filters
from desktop_app.retrieval.naming import find_named, may_name_files
from desktop_app.retrieval.retriever import Found, Retriever
from desktop_app.retrieval.two_parts import parts_of, take_turns
from desktop_app.store.library_reader import LibraryReader


@dataclass(frozen=True, slots=True)
class Where:
    """A question without what it says of where to look, the scope that this leaves, and the files named, in order."""

    question: str
    scope: Scope
    named: tuple[str, ...] = ()


class Finding:
    """Finds passages in one library; `today` gives "last week" its meaning."""

    def __init__(
        self, library: LibraryReader, retriever: Retriever, today: Callable[[], date] = lambda: date.today()
    ) -> None:
        self._library = library
        self._retriever = retriever
        self._today = today

    def find(self, question: str, limit: int, scope: Scope) -> Found:
        """Return labelled passages for `question`; raise QuestionEmpty, and BadInput for a filter that can't be met."""
        found = self._find(question, limit, scope)
        return replace(found, passages=tuple(self._library.with_labels(found.passages)))

    def scope_of(self, entries: Sequence[str]) -> Scope:
        """Return the scope that paths and filters together mean; raise BadInput for a filter that can't be met."""
        scope = Scope(tuple(entry for entry in entries if as_filter(entry) is None))
        filters = as_filters(filters_of(entries), "", self._today())
        return self._narrowed(scope, filters) if filters else scope

    def where(self, question: str, scope: Scope) -> Where:
        """Return what the question says of where to look; raise BadInput for a filter that can't be met.

        A wish that no document meets is left in the question.
        """
        filters = read_filters(question, self._today())
        if filters:
            narrowed = self._narrowed(scope, filters)
            if not filters.is_wish or self._library.paths(narrowed):
                question, scope = filters.question, narrowed
        if may_name_files(question):
            named = find_named(question, self._library.paths(scope))
            if named.paths:
                said = question.casefold()
                paths = tuple(sorted(named.paths, key=lambda path: said.find(PurePath(path).stem.casefold())))
                return Where(named.question, replace(scope, paths=paths), paths)
        return Where(question, scope)

    def _find(self, question: str, limit: int, scope: Scope) -> Found:
        filters = read_filters(question, self._today())
        if not filters:
            return self._find_named(question, limit, scope)
        found = self._find_named(filters.question, limit, self._narrowed(scope, filters))
        return self._find_named(question, limit, scope) if filters.is_wish and not found.passages else found

    def _narrowed(self, scope: Scope, filters: Filters) -> Scope:
        paths: Sequence[str] = scope.paths
        if filters.places:
            paths = paths_named(filters.places, self._library.paths(scope))
        return Scope(
            paths,
            filters.suffixes or scope.suffixes,
            max(filters.since, scope.since),
            min(filter(None, (filters.before, scope.before)), default=0.0),
        )

    def _find_named(self, question: str, limit: int, scope: Scope) -> Found:
        """Answer a question that names files from them, if they hold anything within the scope."""
        if may_name_files(question):
            named = find_named(question, self._library.paths(scope))
            if named.paths:
                found = self._find_parts(named.question, limit, replace(scope, paths=named.paths))
                if found.passages:
                    return found
        return self._find_parts(question, limit, scope)

    def _find_parts(self, question: str, limit: int, scope: Scope) -> Found:
        parts = parts_of(question)
        if not parts:
            return self._retriever.find(question, limit, scope)
        each = [self._retriever.find(one, limit, scope) for one in (question, *parts)]
        return Found(
            tuple(_falling(take_turns([found.passages for found in each]))[:limit]),
            embed_ms=sum(found.embed_ms for found in each),
            search_ms=sum(found.search_ms for found in each),
            rerank_ms=sum(found.rerank_ms for found in each),
        )


def _falling(passages: Sequence[Passage]) -> list[Passage]:
    """Let no passage have a greater score than the one before it: scores order passages."""
    least = 1.0
    falling = []
    for passage in passages:
        least = min(least, passage.score)
        falling.append(replace(passage, score=least))
    return falling
