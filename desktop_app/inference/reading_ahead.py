"""What a chat model reads before anybody asks, so that the next prompt costs only its rest."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import takewhile

from desktop_app.domain import Turn
from desktop_app.inference.chat_template import ChatTemplate
from desktop_app.inference.llama_context import LlamaContext, ReadingStopped
from desktop_app.inference.prompt_states import PromptStates


class ReadingAhead:
    """Reads into the cache of `llama`; `states` keeps what all first prompts begin with, None keeps nothing."""

    def __init__(self, llama: LlamaContext, template: ChatTemplate, states: PromptStates | None) -> None:
        self._llama = llama
        self._template = template
        self._states = states
        self._beginning: list[int] = []  # tokens that every first prompt begins with, once `read` was told

    def read(self, turns: Sequence[Turn], begin: str, *, is_cancelled: Callable[[], bool]) -> None:
        """Read what a prompt of `turns` and one more of the user's, beginning with `begin`, begins with.

        The next such prompt then costs only its rest. Without `turns` the beginning is the same
        for every first question, and is kept in the folder for states: it holds nothing of anybody's.
        Ends early, what was read staying of use, when `is_cancelled` says so.
        """
        shared = self._shared(turns, begin)
        if not shared or len(shared) >= self._llama.context:
            return
        with suppress(ReadingStopped):
            if turns:
                self._llama.read(shared, is_cancelled=is_cancelled, on_progress=_tell_nobody)
            else:
                self._beginning = shared
                self._read_beginning(is_cancelled)

    def missing(self, turns: Sequence[Turn], begin: str) -> int:
        """Return how many tokens that `read` would read for these are not in memory under the adapters at work."""
        shared = self._shared(turns, begin)
        return len(shared) - self._llama.held(shared)

    def recall(self, prompt: Sequence[int], *, is_cancelled: Callable[[], bool]) -> None:
        """Have the beginning of every first prompt in the cache, if `prompt` begins so. Raises ReadingStopped."""
        if self._beginning and list(prompt[: len(self._beginning)]) == self._beginning:
            self._read_beginning(is_cancelled)

    def _shared(self, turns: Sequence[Turn], begin: str) -> list[int]:
        """Return the tokens that all prompts begin with whose last turn begins with `begin`."""
        one, other = (self._template.tokens([*turns, Turn("user", begin + rest)]) for rest in ("a", "1"))
        return [first for first, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))]

    def _read_beginning(self, is_cancelled: Callable[[], bool]) -> None:
        """Bring it into the cache, from its state if there is one."""
        if self._llama.held(self._beginning) == len(self._beginning):
            return
        state = self._states.file(self._llama.adapters_used, self._beginning) if self._states else None
        if state is not None and state.is_file() and self._llama.restore(state, self._beginning):
            return
        self._llama.read(self._beginning, is_cancelled=is_cancelled, on_progress=_tell_nobody)
        if state is not None and self._states is not None:
            partial = self._states.new_file(state)
            if self._llama.save(partial):
                partial.replace(state)


def _tell_nobody(_done: int, _total: int) -> None:
    """What is read beforehand has nobody waiting for it."""
