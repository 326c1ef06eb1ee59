"""Adapters beside the starter model: they change answers, leave no trace, and come and go freely."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from desktop_app.domain import AdapterCard, Turn
from desktop_app.errors import AdapterDamaged, AdapterError, AdapterMismatch, AdapterMissing, BadInput
from desktop_app.inference.adapter_card import read_adapter
from desktop_app.inference.chat_model import ChatModel
from desktop_app.weights import starter_model
from tests.samples.adapter_files import random_matrices, write_adapter
from tests.samples.gguf_files import write_tiny_model

QUESTION = [Turn("user", "Say in one short sentence what the capital of France is.")]
WORDS = 16


@pytest.fixture(scope="module")
def model() -> Iterator[ChatModel]:
    opened = ChatModel.open(starter_model(), context=1024)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> list[AdapterCard]:
    folder = tmp_path_factory.mktemp("adapters")
    return [
        read_adapter(write_adapter(folder / f"{seed}.gguf", random_matrices(starter_model(), seed=seed, size=0.1))).card
        for seed in range(2)
    ]


@pytest.fixture(scope="module")
def untouched(model: ChatModel) -> str:
    """The base model's answer, from before any adapter was loaded."""
    return answer(model)


def answer(model: ChatModel, words: int = WORDS) -> str:
    return "".join(model.write(QUESTION, max_tokens=words, is_cancelled=lambda: False, on_prompt_read=lambda *_: None))


def test_an_adapter_changes_the_answer_and_strength_zero_restores_it(
    model: ChatModel, untouched: str, cards: list[AdapterCard]
) -> None:
    model.use_adapters([(cards[0], 1.0)])
    changed = answer(model)
    assert changed != untouched
    model.use_adapters([(cards[0], 0.0)])
    assert answer(model) == untouched
    model.use_adapters([(cards[0], 1.0)])
    assert answer(model) == changed
    model.use_adapters([])
    assert answer(model) == untouched


def test_each_strength_and_each_set_writes_its_own_answer(
    model: ChatModel, untouched: str, cards: list[AdapterCard]
) -> None:
    first, second = cards
    sets = [[(first, 0.5)], [(first, 1.5)], [(second, 1.0)], [(first, 1.0), (second, 1.0)]]
    answers = []
    for chosen in sets:
        model.use_adapters(chosen)
        answers.append(answer(model))
    assert len({untouched, *answers}) == len(sets) + 1
    for chosen, expected in zip(reversed(sets), reversed(answers), strict=True):
        model.use_adapters(chosen)
        assert answer(model) == expected


def test_nothing_of_the_conversation_is_reused_across_adapters(
    model: ChatModel, untouched: str, cards: list[AdapterCard]
) -> None:
    model.use_adapters([])
    answer(model)
    answer(model)
    assert model.last_run.reused_tokens > 0
    for chosen in ([(cards[0], 1.0)], [(cards[0], 0.9)], [(cards[1], 0.9)], []):
        model.use_adapters(chosen)
        answer(model)
        assert model.last_run.reused_tokens == 0
        model.use_adapters(chosen)
        answer(model)
        assert model.last_run.reused_tokens > 0


def test_a_change_that_is_taken_back_before_a_word_leaves_nothing(
    model: ChatModel, untouched: str, cards: list[AdapterCard]
) -> None:
    model.use_adapters([(cards[0], 0.5)])
    answer(model, 2)
    for strength in (0.0, 1.5, 0.25, 0.0):
        model.use_adapters([(cards[0], strength)])
    assert answer(model) == untouched


def test_two_hundred_switches_leak_no_memory(model: ChatModel, cards: list[AdapterCard]) -> None:
    process = psutil.Process()

    def switch(times: int) -> int:
        for count in range(times):
            model.use_adapters([(cards[count % 2], 0.5 + count % 3 / 2)] if count % 5 else [])
            if count % 3 == 0:
                answer(model, 1)
        return int(process.memory_info().rss)

    before = switch(20)
    assert switch(200) - before < 8_000_000


def test_many_adapters_one_after_another_do_not_pile_up(model: ChatModel, tmp_path: Path) -> None:
    matrices = random_matrices(starter_model(), kinds=("attn_k",), rank=1)
    for number in range(12):
        card = read_adapter(write_adapter(tmp_path / f"{number}.gguf", matrices)).card
        model.use_adapters([(card, 1.0)])
        answer(model, 1)
    assert model.adapters_loaded <= 5
    model.use_adapters([])


def test_a_file_that_was_replaced_is_another_adapter(model: ChatModel, untouched: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.gguf"
    card = read_adapter(write_adapter(path, random_matrices(starter_model(), seed=5, size=0.08))).card
    model.use_adapters([(card, 1.0)])
    first = answer(model)
    path.unlink()
    write_adapter(path, random_matrices(starter_model(), seed=6, size=0.08))
    model.use_adapters([(card, 1.0)])
    assert answer(model) != first
    model.use_adapters([])


def test_what_can_not_be_used_leaves_everything_as_it_was(
    model: ChatModel, cards: list[AdapterCard], tmp_path: Path
) -> None:
    model.use_adapters([(cards[0], 1.0)])
    expected = answer(model)
    tiny = write_tiny_model(tmp_path / "tiny.gguf")
    foreign = read_adapter(write_adapter(tmp_path / "foreign.gguf", random_matrices(tiny))).card
    with pytest.raises(AdapterMismatch, match="SmolLM2 135M Instruct"):
        model.use_adapters([(foreign, 1.0)])
    with pytest.raises(AdapterMissing):
        model.use_adapters([(replace(foreign, path=str(tmp_path / "gone.gguf")), 1.0)])
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(Path(cards[1].path).read_bytes()[:-1000])
    with pytest.raises(AdapterDamaged):
        model.use_adapters([(replace(foreign, path=str(cut)), 1.0)])
    for strength in (-0.1, 1.6, float("nan")):
        with pytest.raises(BadInput):
            model.use_adapters([(cards[1], strength)])
    with pytest.raises(BadInput):
        model.use_adapters([(cards[1], 1.0), (cards[1], 0.5)])
    assert answer(model) == expected
    model.use_adapters([])


def test_no_mutated_adapter_ends_the_process(tmp_path: Path) -> None:
    """What the passport lets through of a thousand damaged files, llama.cpp takes or refuses."""
    tiny = ChatModel.open(write_tiny_model(tmp_path / "tiny.gguf"))
    whole = write_adapter(tmp_path / "whole.gguf", random_matrices(Path(tiny.card.path), rank=2)).read_bytes()
    random = np.random.default_rng(7)
    path = tmp_path / "mutated.gguf"
    card = AdapterCard("mutated", str(path), "llama", 2, 8.0, (), 0)
    outcomes = set()
    try:
        for _ in range(1000):
            data = bytearray(whole)
            for place in random.integers(0, 900, random.integers(1, 4)):
                data[place] = random.integers(0, 256)
            path.write_bytes(data)
            try:
                tiny.use_adapters([(card, 1.0)])
                outcomes.add("taken")
                answer(tiny, 1)
            except AdapterError as error:
                outcomes.add(error.code)
            tiny.use_adapters([])
    finally:
        tiny.close()
    assert {"taken", "adapter.damaged"} <= outcomes
