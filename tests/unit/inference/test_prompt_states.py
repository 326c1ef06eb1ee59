"""The beginning that prompts share: read once, kept over restarts, never under another model or adapter."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.domain import Turn
from desktop_app.inference.adapter_card import read_adapter
from desktop_app.inference.chat_model import ChatModel
from desktop_app.inference.prompt_states import KEPT, PromptStates
from desktop_app.inference.random_adapter import write_random_adapter
from desktop_app.weights import starter_model

BEGIN = "Answer the question from the sources. If they do not hold the answer, say so.\n\n"
SOURCES = "[1] Lease: The notice period is three months.\n\nQuestion: How long is the notice period?"
ASKED = [Turn("user", BEGIN + SOURCES)]
SAID = [Turn("user", "Who owns the house?"), Turn("assistant", "The town owns it.")]


@pytest.fixture
def states(tmp_path: Path) -> Path:
    return tmp_path / "prompt-states"


@pytest.fixture
def model(states: Path) -> Iterator[ChatModel]:
    opened = open_model(states)
    yield opened
    opened.close()


def open_model(states: Path | None) -> ChatModel:
    return ChatModel.open(starter_model(), context=1024, states=states)


def never() -> bool:
    return False


def answer(model: ChatModel, turns: list[Turn]) -> tuple[str, int]:
    """Return what is written, and how many tokens of the prompt were there before."""
    written = "".join(model.write(turns, max_tokens=12, is_cancelled=never, on_prompt_read=lambda *_: None))
    return written, model.last_run.reused_tokens


def test_a_beginning_read_before_is_not_read_again_and_changes_no_answer(model: ChatModel) -> None:
    plain = open_model(None)
    expected, reused = answer(plain, ASKED)
    plain.close()
    assert reused == 0
    model.ahead.read([], BEGIN, is_cancelled=never)
    written, reused = answer(model, ASKED)
    assert written == expected
    assert reused > 15


def test_after_a_restart_the_beginning_comes_from_its_file(model: ChatModel, states: Path) -> None:
    model.ahead.read([], BEGIN, is_cancelled=never)
    expected, reused = answer(model, ASKED)
    assert len(list(states.iterdir())) == 1
    again = open_model(states)
    steps: list[int] = []
    again._llama._decode_step = lambda tokens: steps.append(len(tokens))  # type: ignore[method-assign]
    again.ahead.read([], BEGIN, is_cancelled=never)
    assert steps == []
    del again._llama._decode_step
    assert answer(again, ASKED) == (expected, reused)
    again.close()


def test_a_damaged_state_is_read_anew_and_replaced(model: ChatModel, states: Path) -> None:
    model.ahead.read([], BEGIN, is_cancelled=never)
    expected = answer(model, ASKED)
    (state,) = states.iterdir()
    whole = state.stat().st_size
    state.write_bytes(b"\0" * 1000)
    again = open_model(states)
    again.ahead.read([], BEGIN, is_cancelled=never)
    assert answer(again, ASKED) == expected
    again.close()
    assert state.stat().st_size == whole


def test_a_conversation_is_read_ahead_of_its_next_question(model: ChatModel, states: Path) -> None:
    model.ahead.read(SAID, BEGIN, is_cancelled=never)
    _, reused = answer(model, [*SAID, *ASKED])
    assert reused > model.count_prompt(SAID)
    assert not states.exists() or not list(states.iterdir()), "what was said belongs in no file"


def test_reading_ahead_stops_when_somebody_asks(model: ChatModel, states: Path) -> None:
    model.ahead.read([], BEGIN, is_cancelled=lambda: True)
    assert not states.exists()
    assert answer(model, ASKED)[0]


def test_each_adapter_and_strength_has_a_state_of_its_own(model: ChatModel, states: Path, tmp_path: Path) -> None:
    adapter = tmp_path / "adapter.gguf"
    write_random_adapter(adapter, starter_model(), rank=4, kinds=("attn_q", "attn_v"), size=0.02)
    card = read_adapter(adapter).card
    model.ahead.read([], BEGIN, is_cancelled=never)
    for strength, files in ((1.0, 2), (0.5, 3), (0.0, 3)):
        model.use_adapters([(card, strength)])
        answer(model, ASKED)
        assert len(list(states.iterdir())) == files


def test_only_the_newest_states_are_kept(tmp_path: Path) -> None:
    kept = PromptStates(tmp_path / "states", model="m", build="b")
    for number in range(KEPT + 5):
        file = kept.file([], [number])
        kept.new_file(file).write_bytes(b"x")
        kept.new_file(file).replace(file)
        os.utime(file, (number, number))
    left = {file.name for file in (tmp_path / "states").iterdir()}
    assert left == {kept.file([], [number]).name for number in range(5, KEPT + 5)}


def test_it_is_known_whether_a_beginning_was_read(model: ChatModel) -> None:
    assert model.ahead.missing(SAID, BEGIN)
    model.ahead.read(SAID, BEGIN, is_cancelled=never)
    assert not model.ahead.missing(SAID, BEGIN)
    assert 0 < model.ahead.missing(SAID, BEGIN + "And more of it.\n\n") < 12
    model.ahead.read([], BEGIN, is_cancelled=never)
    assert model.ahead.missing(SAID, BEGIN)
