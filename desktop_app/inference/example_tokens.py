"""Examples to learn from as tokens: exactly those that a conversation with the model gives.

The model's vocabulary and chat template are those of its GGUF file, read by llama.cpp, so that
training sees what chatting sees. No weights are loaded.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from desktop_app.domain import Turn
from desktop_app.inference.chat_template import ChatTemplate
from desktop_app.inference.gguf_header import read_gguf_header
from desktop_app.inference.llama_context import opened_vocabulary
from desktop_app.inference.model_file import CHAT_TEMPLATE, model_card, require_chat


class ExampleTokens:
    """Turns and answers into the tokens of one model."""

    def __init__(self, template: ChatTemplate, begin: Sequence[int]) -> None:
        self._template = template
        self._begin = list(begin)
        self.end = template.end_token()

    def prompt(self, turns: Sequence[Turn]) -> list[int]:
        """Return what the model reads before it answers the last of `turns`."""
        return self._template.tokens(turns)

    def answer(self, text: str) -> list[int]:
        """Return what it shall write then, with the token that ends its turn."""
        return [*self._template.answer_tokens(text), self.end]

    def text(self, text: str) -> list[int]:
        """Return plain text as the model reads it outside of a conversation."""
        return [*self._begin, *self._template.answer_tokens(text)]


@contextmanager
def opened_example_tokens(model: Path) -> Iterator[ExampleTokens]:
    """Open the vocabulary of the GGUF file `model`; raises what `check_chat_model` raises."""
    header = read_gguf_header(model)
    require_chat(model_card(model, header))
    with opened_vocabulary(model) as vocabulary:
        begin = [vocabulary.begin] if vocabulary.adds_begin else []
        yield ExampleTokens(ChatTemplate(header.text(CHAT_TEMPLATE), vocabulary), begin)
