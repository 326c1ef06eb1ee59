"""A chat model without weights, for tests of what is asked of one and of what becomes of its words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from desktop_app.answering.chat_model import NO_PREFERENCE
from desktop_app.domain import Turn


@dataclass(frozen=True)
class FakeRun:
    prompt_tokens: int
    generated_tokens: int


@dataclass
class ScriptedModel:
    """Counts words as tokens, writes `says` word by word, and remembers what it was asked.

    `asked` is the whole of the latest prompt, `questions` the last turn of each.
    """

    says: str = ""
    context: int = 2048
    last_run: FakeRun | None = None
    asked: list[Turn] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    max_tokens: int = 0
    first: dict[str, float] = field(default_factory=dict)
    error: Exception | None = None

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def count_prompt(self, turns: Sequence[Turn]) -> int:
        return sum(self.count_tokens(turn.text) + 4 for turn in turns) + 2

    def write(
        self,
        turns: Sequence[Turn],
        *,
        max_tokens: int,
        is_cancelled: Callable[[], bool],
        on_prompt_read: Callable[[int, int], None],
        first: Mapping[str, float] = NO_PREFERENCE,
    ) -> Iterator[str]:
        self.asked, self.max_tokens, self.first = list(turns), max_tokens, dict(first)
        self.questions.append(turns[-1].text)
        total = self.count_prompt(turns)
        for done in (total // 2, total):
            if is_cancelled():
                return
            on_prompt_read(done, total)
        if self.error is not None:
            raise self.error
        written = 0
        try:
            for word in self.says.split(" ")[:max_tokens]:
                if is_cancelled():
                    return
                written += 1
                yield word if written == 1 else f" {word}"
        finally:
            self.last_run = FakeRun(total, written)
