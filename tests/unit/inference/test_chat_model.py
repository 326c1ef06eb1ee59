"""The chat model with the starter weights: answers, stops, remembers, refuses."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from desktop_app.domain import Turn
from desktop_app.errors import (
    ModelDamaged,
    ModelMissing,
    ModelTooLarge,
    ModelUnsupported,
    NoChatTemplate,
    QuestionTooLong,
)
from desktop_app.inference.chat_model import NO_PREFERENCE, ChatModel, check_chat_model
from desktop_app.inference.gguf_header import read_gguf_header
from desktop_app.inference.memory import fitting_context
from desktop_app.weights import starter_model
from tests.samples.gguf_files import write_tiny_model

QUESTION = [Turn("user", "Say in one short sentence what the capital of France is.")]
CONTEXT = 2048


@pytest.fixture(scope="module")
def model() -> Iterator[ChatModel]:
    opened = ChatModel.open(starter_model(), context=CONTEXT)
    yield opened
    opened.close()


class Cancel:
    """Says yes from the `after`-th time it is asked, and counts."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.asked = 0

    def __call__(self) -> bool:
        self.asked += 1
        return self.asked > self.after


def ask(
    model: ChatModel,
    turns: list[Turn],
    *,
    max_tokens: int = 24,
    cancel: Cancel | None = None,
    told: list[tuple[int, int]] | None = None,
    stop_words: tuple[str, ...] = (),
    temperature: float = 0.0,
    seed: int = 0,
    first: Mapping[str, float] = NO_PREFERENCE,
) -> list[str]:
    return list(
        model.write(
            turns,
            max_tokens=max_tokens,
            is_cancelled=cancel or (lambda: False),
            on_prompt_read=lambda done, total: told.append((done, total)) if told is not None else None,
            stop_words=stop_words,
            temperature=temperature,
            seed=seed,
            first=first,
        )
    )


def test_it_answers_and_tells_what_it_cost(model: ChatModel) -> None:
    pieces = ask(model, QUESTION)
    assert "Paris" in "".join(pieces)
    assert len(pieces) > 3
    run = model.last_run
    assert run.prompt_tokens == model.count_prompt(QUESTION)
    assert 0 < run.generated_tokens <= 24
    assert 0 < run.prompt_ms <= run.first_token_ms


def test_reusing_what_was_read_changes_no_answer(model: ChatModel) -> None:
    first = "".join(ask(model, QUESTION))
    turns = [*QUESTION, Turn("assistant", first), Turn("user", "And of Italy?")]
    reusing = ask(model, turns)
    reused = model.last_run.reused_tokens
    assert reused >= model.count_prompt(QUESTION)
    fresh = ChatModel.open(starter_model(), context=CONTEXT)
    try:
        assert ask(fresh, turns) == reusing
        assert fresh.last_run.reused_tokens == 0
    finally:
        fresh.close()


def test_the_same_question_again_reads_one_token(model: ChatModel) -> None:
    answer = ask(model, QUESTION)
    assert ask(model, QUESTION) == answer
    assert model.last_run.reused_tokens == model.last_run.prompt_tokens - 1


def test_reading_stops_in_the_middle_of_a_step_and_the_next_question_works(model: ChatModel) -> None:
    expected = ask(model, QUESTION)
    long = [Turn("user", " ".join(f"{number} apples" for number in range(400)))]
    told: list[tuple[int, int]] = []
    # The first question comes before the first step, the second in the middle of it.
    assert ask(model, long, cancel=Cancel(after=1), told=told) == []
    done, total = told[-1]
    assert done == told[0][0] < 30 < total
    assert model.last_run.generated_tokens == 0
    assert ask(model, QUESTION) == expected


def test_a_question_cancelled_before_it_began_reads_nothing(model: ChatModel) -> None:
    told: list[tuple[int, int]] = []
    turns = [Turn("user", "Zebras are what?")]
    assert ask(model, turns, cancel=Cancel(after=0), told=told) == []
    assert len(told) == 1


def test_writing_stops_between_two_tokens(model: ChatModel) -> None:
    written: list[str] = []
    for piece in model.write(
        QUESTION,
        max_tokens=100,
        is_cancelled=lambda: len(written) == 3,
        on_prompt_read=lambda done, total: None,
    ):
        written.append(piece)
    assert len(written) == 3
    assert model.last_run.generated_tokens <= 4


def test_leaving_an_answer_early_harms_nothing(model: ChatModel) -> None:
    expected = ask(model, QUESTION)
    answer = model.write(QUESTION, max_tokens=50, is_cancelled=lambda: False, on_prompt_read=lambda done, total: None)
    next(answer)
    answer.close()  # type: ignore[attr-defined]
    assert ask(model, QUESTION) == expected


def test_progress_ends_with_the_whole_prompt(model: ChatModel) -> None:
    told: list[tuple[int, int]] = []
    ask(model, [Turn("user", "What do bees eat?")], max_tokens=1, told=told)
    total = model.count_prompt([Turn("user", "What do bees eat?")])
    assert told[-1] == (total, total)


def test_a_stop_word_ends_the_answer_and_is_not_shown(model: ChatModel) -> None:
    text = "".join(ask(model, QUESTION, stop_words=("Paris",)))
    assert text == "".join(ask(model, QUESTION)).split("Paris")[0]


def test_how_an_answer_begins_can_be_made_likelier_or_less_likely(model: ChatModel) -> None:
    usual = ask(model, QUESTION)
    assert ask(model, QUESTION, first={"Not in your documents.": 50.0})[0] == "Not"
    assert ask(model, QUESTION, first={"Not in your documents.": -50.0}) == usual
    assert ask(model, QUESTION, first={"".join(usual): -50.0})[0] != usual[0]
    assert ask(model, QUESTION) == usual


def test_every_piece_is_whole_characters(model: ChatModel) -> None:
    pieces = ask(model, [Turn("user", "Repeat: 你好，世界 🎉 Größe")], max_tokens=40)
    assert all("\ufffd" not in piece for piece in pieces)


def test_chance_is_repeatable_by_its_seed(model: ChatModel) -> None:
    first, again, other = (ask(model, QUESTION, temperature=1.5, seed=seed) for seed in (1, 1, 2))
    assert first == again != other


def test_a_prompt_that_does_not_fit_is_refused_before_it_is_read(model: ChatModel) -> None:
    told: list[tuple[int, int]] = []
    with pytest.raises(QuestionTooLong):
        ask(model, [Turn("user", "word " * CONTEXT)], told=told)
    assert told == []


def test_an_answer_ends_where_the_context_does(tmp_path: Path) -> None:
    model = ChatModel.open(write_tiny_model(tmp_path / "tiny.gguf"), context=256)
    try:
        prompt = [Turn("user", "x" * (model.context - 60))]
        ask(model, prompt, max_tokens=1000)
        room = model.context - model.count_prompt(prompt)
        assert 0 < model.last_run.generated_tokens <= room + 1
    finally:
        model.close()


def test_the_context_is_the_models_own_where_that_is_shorter(tmp_path: Path) -> None:
    model = ChatModel.open(write_tiny_model(tmp_path / "tiny.gguf"))
    assert model.context == 512
    model.close()
    model.close()


def test_the_context_shrinks_with_the_free_memory_until_the_model_is_too_large() -> None:
    header = read_gguf_header(starter_model())
    assert fitting_context(header, 8192, free=10**10) == 8192
    assert 1024 <= fitting_context(header, 8192, free=header.bytes + 330_000_000) < 8192
    with pytest.raises(ModelTooLarge, match="GB"):
        fitting_context(header, 8192, free=header.bytes)


@pytest.mark.parametrize("opening", [ChatModel.open, check_chat_model], ids=["open", "check"])
class TestRefusals:
    """Opening and checking refuse the same files, for the same reasons."""

    def test_a_missing_file(self, opening: Callable[[Path], object], tmp_path: Path) -> None:
        with pytest.raises(ModelMissing):
            opening(tmp_path / "gone.gguf")

    def test_random_bytes(self, opening: Callable[[Path], object], tmp_path: Path) -> None:
        (tmp_path / "noise.gguf").write_bytes(bytes(range(256)) * 64)
        with pytest.raises(ModelDamaged):
            opening(tmp_path / "noise.gguf")

    def test_a_model_cut_in_the_middle(self, opening: Callable[[Path], object], tmp_path: Path) -> None:
        with starter_model().open("rb") as file:
            (tmp_path / "half.gguf").write_bytes(file.read(40_000_000))
        with pytest.raises(ModelDamaged, match="58 MB are missing"):
            opening(tmp_path / "half.gguf")

    def test_a_model_without_chat_template(self, opening: Callable[[Path], object], tmp_path: Path) -> None:
        with pytest.raises(NoChatTemplate):
            opening(write_tiny_model(tmp_path / "base.gguf", template=None))

    def test_a_model_with_a_broken_chat_template(self, opening: Callable[[Path], object], tmp_path: Path) -> None:
        with pytest.raises(NoChatTemplate):
            opening(write_tiny_model(tmp_path / "broken.gguf", template="{% if %}"))

    def test_an_architecture_that_llama_cpp_does_not_know(
        self, opening: Callable[[Path], object], tmp_path: Path
    ) -> None:
        with pytest.raises(ModelUnsupported):
            opening(write_tiny_model(tmp_path / "future.gguf", architecture="tomorrow"))


def test_tensors_that_contradict_the_header_are_damage(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="contradict"):
        ChatModel.open(write_tiny_model(tmp_path / "odd.gguf", wrong_shape=True))
