"""What has nothing to do with the examples stays as it was: nothing is taught by it, and it holds what others move."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from desktop_app.training.base_model import BaseModel, open_base_model
from desktop_app.training.general_texts import GeneralTexts, answered_by_itself, divergence
from desktop_app.training.progress import Ended, StepTaken
from desktop_app.training.tokenised import TokenisedExample
from desktop_app.training.trainer import Trainer
from desktop_app.training.training_settings import GENERAL_SHARE, TrainingLimit, TrainingSettings

pytestmark = pytest.mark.usefixtures("one_thread")

SETTINGS = TrainingSettings(rank=4, alpha=16, learning_rate=0.03, batch=4)
LEARN = [TokenisedExample((1, 40 + number, 50, 60 + number % 3), (70, 80, 2)) for number in range(12)]
PROMPTS = [(1, 20 + number, 30 + number) for number in range(8)]
END = 2


def opened(model: Path) -> BaseModel:
    return open_base_model(model, "llama", SETTINGS, torch.device("cpu"))


def moved(base: BaseModel, texts: list[TokenisedExample]) -> float:
    with torch.no_grad():
        return divergence(base, texts).item() / sum(len(text.answer) for text in texts)


def texts_of(base: BaseModel) -> list[TokenisedExample]:
    return answered_by_itself(base, PROMPTS, END, lambda: None)


def test_the_model_answers_each_prompt_as_it_does_alone(model: Path) -> None:
    base = opened(model)
    texts = texts_of(base)
    assert sorted(text.prompt for text in texts) == sorted(PROMPTS)
    for text in texts:
        tokens = torch.tensor([[*text.prompt, *text.answer]])
        with torch.no_grad(), base.computing():
            hidden = base.body(input_ids=tokens, use_cache=False).last_hidden_state
            likeliest = base.head(hidden)[0].argmax(dim=-1).tolist()
        assert likeliest[len(text.prompt) - 1] == text.answer[0]
        assert END not in text.answer[:-1]


def test_prompts_of_different_lengths_are_answered_as_alone(model: Path) -> None:
    base = opened(model)
    prompts = [(1, 20), (1, 21, 22, 23, 24, 25)]
    together = answered_by_itself(base, prompts, END, lambda: None)
    alone = [answered_by_itself(base, [prompt], END, lambda: None)[0] for prompt in prompts]
    assert [text.answer[0] for text in together] == [text.answer[0] for text in alone]


def test_an_adapter_that_learnt_nothing_has_moved_nothing(model: Path) -> None:
    base = opened(model)
    assert moved(base, texts_of(base)) == pytest.approx(0.0, abs=1e-6)


def test_training_moves_them_much_less_than_it_would(model: Path, tmp_path: Path) -> None:
    found = {}
    for keeps in (False, True):
        base = opened(model)
        texts = texts_of(base)
        trainer = Trainer(
            base,
            LEARN,
            [],
            SETTINGS,
            TrainingLimit(steps=30),
            tmp_path / str(keeps),
            general=texts if keeps else (),
        )
        losses = [event.loss for event in trainer.run() if isinstance(event, StepTaken)]
        assert losses[-1] < losses[0] - 1  # and the examples are learnt all the same
        found[keeps] = moved(base, texts)
    assert found[True] < found[False] / 3


def test_a_larger_share_of_them_moves_them_less(model: Path, tmp_path: Path) -> None:
    found = []
    for share in (GENERAL_SHARE, 1.0):
        base = opened(model)
        texts = texts_of(base)
        settings = replace(SETTINGS, general_share=share)
        limit = TrainingLimit(steps=20)
        for _ in Trainer(base, LEARN, [], settings, limit, tmp_path / f"{share}", general=texts).run():
            pass
        found.append(moved(base, texts))
    assert found[1] < 0.8 * found[0]


def test_the_best_step_is_one_that_forgot_little(model: Path, tmp_path: Path) -> None:
    base = opened(model)
    texts = texts_of(base)
    for _ in Trainer(base, LEARN, [], SETTINGS, TrainingLimit(steps=30), tmp_path / "forgetful").run():
        pass
    before = moved(base, texts)
    mending = TrainingSettings(rank=4, alpha=16, learning_rate=0.003, batch=4)
    trainer = Trainer(base, LEARN, LEARN[:2], mending, TrainingLimit(steps=30), tmp_path / "mended", general=texts)
    ended = list(trainer.run())[-1]
    assert isinstance(ended, Ended)
    assert ended.best_step > 0  # its check loss was as low at the start
    assert moved(base, texts) < before / 2


def test_every_text_has_its_turn_and_takes_its_share_of_a_step() -> None:
    texts = [TokenisedExample((number,), (1,) * 19) for number in range(10)]
    general = GeneralTexts(texts, seed=0)
    chosen = [general.at(step, learnt=400) for step in range(10)]
    assert {len(each) for each in chosen} == {round(GENERAL_SHARE * 400 / 20)}
    assert sorted(text.prompt for each in chosen for text in each) == sorted(text.prompt for text in texts * 3)
    assert len(GeneralTexts(texts, seed=0, share=0.4).at(0, learnt=400)) == round(0.4 * 400 / 20)
    assert chosen == [GeneralTexts(texts, seed=0).at(step, learnt=400) for step in range(10)]
    assert GeneralTexts(texts, seed=1).at(0, learnt=400) != chosen[0]


def test_without_texts_nothing_is_held() -> None:
    assert GeneralTexts([], seed=0).at(3, learnt=400) == []
