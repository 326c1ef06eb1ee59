"""What answering needs of a chat model, and of whatever else it is given."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from desktop_app.domain import Page, Passage, Scope, Turn

IsCancelled = Callable[[], bool]
NO_PREFERENCE: Mapping[str, float] = MappingProxyType({})
OnPromptRead = Callable[[int, int], None]  # tokens of the prompt read so far, and in all


class Run(Protocol):
    """What the last run of a chat model took."""

    @property
    def prompt_tokens(self) -> int: ...
    @property
    def generated_tokens(self) -> int: ...


class ChatModel(Protocol):
    """A chat model that is loaded. An adapter, where there is one, is its own affair."""

    @property
    def context(self) -> int:
        """How many tokens prompt and answer may have together."""
        ...

    @property
    def last_run(self) -> Run | None: ...

    def count_prompt(self, turns: Sequence[Turn]) -> int:
        """Return the tokens of the whole prompt, the chat template's own included."""
        ...

    def count_tokens(self, text: str) -> int: ...

    def write(
        self,
        turns: Sequence[Turn],
        *,
        max_tokens: int,
        is_cancelled: IsCancelled,
        on_prompt_read: OnPromptRead,
        first: Mapping[str, float] = NO_PREFERENCE,
    ) -> Iterator[str]:
        """Yield the answer piece by piece; end early when `is_cancelled` says so.

        `first` makes it likelier by so many nats that the answer begins as a text does.
        """
        ...


class Found(Protocol):
    """Passages, best first, and how long finding them took."""

    @property
    def passages(self) -> tuple[Passage, ...]: ...
    @property
    def total_ms(self) -> float: ...


class Retriever(Protocol):
    def find(self, question: str, limit: int, scope: Scope | None = None) -> Found: ...


class PageSource(Protocol):
    """Where pages with their lines come from, to mark a quote on the page."""

    def page(self, document_id: int, number: int) -> Page | None:
        """Return the page, or None where the document or the page is gone."""
        ...
