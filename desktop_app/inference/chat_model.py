"""A chat model from a GGUF file: turns in, text out, piece by piece.

Knows no documents, passages or citations.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from desktop_app.domain import AdapterCard, ModelCard, Passport, Turn
from desktop_app.errors import NoChatTemplate, QuestionTooLong
from desktop_app.inference.chat_template import ChatTemplate
from desktop_app.inference.gguf_header import GgufHeader, read_gguf_header
from desktop_app.inference.gpu import Placement
from desktop_app.inference.llama_context import READING_STEP, LlamaContext, ReadingStopped, opened_vocabulary
from desktop_app.inference.memory import SMALLEST_CONTEXT, fitting_context
from desktop_app.inference.model_file import CHAT_TEMPLATE, model_card, require_chat
from desktop_app.inference.passport import check_adapter, require_fitting
from desktop_app.inference.placing import open_placed
from desktop_app.inference.processor import processor_threads
from desktop_app.inference.prompt_states import PromptStates, file_stamp
from desktop_app.inference.reading_ahead import ReadingAhead
from desktop_app.inference.sampling import Sampling
from desktop_app.inference.text_assembly import TextAssembly

LONGEST_CONTEXT = 8192  # tokens, unless asked for: memory and reading time grow with it
# Enough to break the loops of a small model; 1.2 costs it right answers (SmolLM2 135M, 52 questions
# with their paragraph: 33 % right without, 35 % with 1.05, 33 % with 1.1, 29 % with 1.2).
REPEAT_PENALTY = 1.05
NO_PREFERENCE: Mapping[str, float] = MappingProxyType({})
_LARGE = 3_000_000_000  # parameters; a larger model reads smaller steps, to stop in time
_LARGE_STEP = 128


@dataclass(frozen=True, slots=True)
class Run:
    """What one answer cost. `reused_tokens` of the prompt were still in memory from the last one.

    Milliseconds count from the call: until the prompt was read, until the first text, and
    for all writing after the prompt.
    """

    prompt_tokens: int = 0
    reused_tokens: int = 0
    generated_tokens: int = 0
    prompt_ms: float = 0.0
    first_token_ms: float = 0.0
    write_ms: float = 0.0


class ChatModel:
    """A loaded model. Use it from one thread; `close` frees its memory. `ahead` reads before anybody asks."""

    def __init__(
        self,
        card: ModelCard,
        llama: LlamaContext,
        template: ChatTemplate,
        header: GgufHeader,
        states: PromptStates | None = None,
        placement: Placement | None = None,
    ) -> None:
        self.card = card
        self.placement = placement or Placement()
        self.ahead = ReadingAhead(llama, template, states)
        self._header = header
        self.context = llama.context
        self.last_run = Run()
        self._llama = llama
        self._template = template
        self._stop_words = template.end_texts()

    @classmethod
    def open(
        cls, path: Path, *, threads: int = 0, context: int = 0, states: Path | None = None, gpu_layers: int = 0
    ) -> "ChatModel":
        """Load the model; `threads` 0 takes the physical cores, `context` 0 the model's own up to 8192 tokens.

        `gpu_layers` go to the graphics card, ALL_THAT_FIT as far as its memory allows; `placement`
        says what became of that. `states` is the folder for what `ahead` keeps; without it nothing
        is kept. The context is shorter where memory is short. Raises ModelMissing, ModelDamaged,
        ModelUnsupported, NoChatTemplate and ModelTooLarge.
        """
        header = read_gguf_header(path)
        card = model_card(path, header)
        require_chat(card)
        wanted = min(card.context or LONGEST_CONTEXT, context or LONGEST_CONTEXT)
        fitting = fitting_context(header, wanted)
        step = _LARGE_STEP if card.parameters > _LARGE else READING_STEP

        def open_context(layers: int) -> LlamaContext:
            count = processor_threads(threads)
            return LlamaContext(path, context=fitting, threads=count, reading_step=step, gpu_layers=layers)

        llama, placement = open_placed(header, gpu_layers, fitting, step, open_context)
        try:
            template = ChatTemplate(header.text(CHAT_TEMPLATE), llama.vocabulary)
            kept = PromptStates(states, model=file_stamp(path), build=llama.build) if states else None
            return cls(card, llama, template, header, kept, placement)
        except NoChatTemplate:
            llama.close()
            raise

    def use_adapters(self, chosen: Sequence[tuple[AdapterCard, float]]) -> None:
        """Let exactly these adapters, each with its strength from 0 to 1.5, help to write from now on.

        An adapter's file is loaded once, on its first use; afterwards a change takes well under
        a millisecond, and the next prompt is read anew. None, or strengths of 0, give the model's own
        answers back. Raises AdapterMissing, AdapterDamaged, AdapterMismatch, AdapterUnsupported
        and BadInput, what was in use before still being so.
        """
        for card, strength in chosen:
            if strength > 0:
                require_fitting(self.check_adapter(Path(card.path)))
        self._llama.use_adapters([(Path(card.path), strength) for card, strength in chosen])

    @property
    def adapters_loaded(self) -> int:
        """How many adapters are in memory, at work or not."""
        return self._llama.adapters_loaded

    def check_adapter(self, path: Path) -> Passport:
        """Tell whether the adapter at `path` fits this model; raises AdapterMissing."""
        return check_adapter(path, self.card, self._header)

    def count_tokens(self, text: str) -> int:
        """Return how many tokens `text` has inside a turn."""
        return len(self._llama.vocabulary.tokenize(text, special=False))

    def count_prompt(self, turns: Sequence[Turn]) -> int:
        """Return how many tokens `write` would read for `turns`, the template's own included."""
        return len(self._template.tokens(turns))

    def write(
        self,
        turns: Sequence[Turn],
        *,
        max_tokens: int,
        is_cancelled: Callable[[], bool],
        on_prompt_read: Callable[[int, int], None],
        temperature: float = 0.0,
        seed: int = 0,
        repeat_penalty: float = REPEAT_PENALTY,
        stop_words: Sequence[str] = (),
        begin: str = "",
        first: Mapping[str, float] = NO_PREFERENCE,
    ) -> Iterator[str]:
        """Yield the next turn in pieces of whole characters, until the model ends it.

        Ends early after `max_tokens`, at a stop word (not yielded), when the context is
        full, or quietly when `is_cancelled` says so. `on_prompt_read` gets tokens done and
        in all. `repeat_penalty` keeps a small model from circling; it looks at the answer
        only, never at the prompt. With `begin` the turn goes on after these words; `first` makes
        it likelier, or with less than 0 less likely, by so many nats, that it begins as a text
        does (told by that text's first token). Raises QuestionTooLong, before anything is read,
        where the prompt leaves no room to answer.
        """
        began = time.perf_counter()
        prompt = self._prompt(turns, begin)
        if len(prompt) >= self.context:
            raise QuestionTooLong
        self.last_run = Run(prompt_tokens=len(prompt))
        try:
            self.ahead.recall(prompt, is_cancelled=is_cancelled)
            reused = self._llama.read(prompt, is_cancelled=is_cancelled, on_progress=on_prompt_read)
        except ReadingStopped:
            return
        read = time.perf_counter()
        assembly = TextAssembly((*self._stop_words, *stop_words))
        sampling = Sampling(temperature, seed, repeat_penalty, self._first_tokens(first))
        first_ms, generated = 0.0, 0
        try:
            for token in self._llama.write(sampling, is_cancelled=is_cancelled):
                generated += 1
                text = assembly.add(self._llama.vocabulary.piece(token))
                if text:
                    first_ms = first_ms or _milliseconds(began)
                    yield text
                if generated >= max_tokens or assembly.stopped:
                    break
            if rest := assembly.finish():
                yield rest
        finally:
            self.last_run = Run(
                prompt_tokens=len(prompt),
                reused_tokens=reused,
                generated_tokens=generated,
                prompt_ms=(read - began) * 1000,
                first_token_ms=first_ms,
                write_ms=_milliseconds(read),
            )

    def answer_scores(self, turns: Sequence[Turn], answer: str) -> list[float]:
        """Return the natural log-probability of each token of `answer` as the next turn, its end included.

        Raises QuestionTooLong where both together are longer than the context.
        """
        prompt = self._template.tokens(turns)
        tokens = [*prompt, *self._template.answer_tokens(answer), self._template.end_token()]
        if len(tokens) > self.context:
            raise QuestionTooLong
        return self._llama.score(tokens, len(prompt))

    def text_scores(self, text: str) -> list[float]:
        """Return the natural log-probability of each token of plain `text` but the first; cut to the context."""
        vocabulary = self._llama.vocabulary
        begin = [vocabulary.begin] if vocabulary.adds_begin else []
        tokens = [*begin, *vocabulary.tokenize(text, special=False)][: self.context]
        return self._llama.score(tokens, len(begin) or 1)

    def _prompt(self, turns: Sequence[Turn], begin: str) -> list[int]:
        tokens = self._template.tokens(turns)
        return [*tokens, *self._llama.vocabulary.tokenize(begin, special=False)] if begin else tokens

    def _first_tokens(self, texts: Mapping[str, float]) -> tuple[tuple[int, float], ...]:
        return tuple((self._llama.vocabulary.tokenize(text, special=False)[0], nats) for text, nats in texts.items())

    def close(self) -> None:
        """Free the model; closing twice is fine."""
        self._llama.close()


def check_chat_model(path: Path) -> ModelCard:
    """Return the card of a model that `ChatModel.open` would take, without loading it.

    Raises what `open` raises; only tensors that contradict each other are found by loading alone.
    """
    header = read_gguf_header(path)
    card = model_card(path, header)
    require_chat(card)
    fitting_context(header, min(card.context or SMALLEST_CONTEXT, SMALLEST_CONTEXT))
    with opened_vocabulary(path) as vocabulary:
        ChatTemplate(header.text(CHAT_TEMPLATE), vocabulary)
    return card


def _milliseconds(since: float) -> float:
    return (time.perf_counter() - since) * 1000
