"""Training on a tiny model: it learns, tells, stops in time, and goes on after a kill as if nothing had been."""

from pathlib import Path

import pytest
import torch

from desktop_app.errors import CheckpointDamaged, TrainingDiverged
from desktop_app.training.answer_loss import answer_logits, answer_loss, padded, padded_width
from desktop_app.training.base_model import BaseModel, open_base_model
from desktop_app.training.progress import Checked, Ended, Ending, Progress, StepTaken
from desktop_app.training.stopping import LeaveTraining, StopTraining
from desktop_app.training.tokenised import TokenisedExample
from desktop_app.training.trainer import Trainer, mean_loss
from desktop_app.training.training_settings import TrainingLimit, TrainingSettings

pytestmark = pytest.mark.usefixtures("one_thread")

CPU = torch.device("cpu")
SETTINGS = TrainingSettings(rank=4, alpha=16, learning_rate=0.03, batch=4)
PROMPTS = [(1, 40 + number, 50, 60 + number % 3) for number in range(12)]
LEARN = [TokenisedExample(prompt, (70, 80, 2)) for prompt in PROMPTS]  # always the same answer
CHECK = [TokenisedExample((1, 90, 50, 61), (70, 80, 2)), TokenisedExample((1, 91, 50), (70, 80, 2))]


def opened(model: Path, settings: TrainingSettings = SETTINGS) -> BaseModel:
    return open_base_model(model, "llama", settings, CPU)


def events_of(trainer: Trainer) -> list[Progress]:
    return list(trainer.run())


def losses(events: list[Progress]) -> list[float]:
    return [event.loss for event in events if isinstance(event, StepTaken)]


class AfterSteps:
    """Raises `error` when the layers were asked for the n-th time."""

    def __init__(self, calls: int, error: type[Exception]) -> None:
        self.calls, self.error = calls, error

    def __call__(self) -> None:
        self.calls -= 1
        if self.calls == 0:
            raise self.error


def test_what_is_learnt_lowers_the_check_loss_and_the_best_step_is_kept(model: Path, tmp_path: Path) -> None:
    base = opened(model)
    events = events_of(Trainer(base, LEARN, CHECK, SETTINGS, TrainingLimit(steps=40), tmp_path))
    ended = events[-1]
    assert isinstance(ended, Ended)
    assert ended.ending is Ending.FINISHED
    assert ended.step == 40
    assert ended.best_loss < ended.base_loss - 1
    assert mean_loss(base, CHECK) == pytest.approx(ended.best_loss, rel=0.01)
    with base.without_adapter():
        assert mean_loss(base, CHECK) == pytest.approx(ended.base_loss, rel=0.01)
    first = events[0]
    assert isinstance(first, Checked)
    assert (first.step, first.learn_loss) == (0, None)


def test_only_answers_count(model: Path) -> None:
    base = opened(model)
    example = TokenisedExample((1, 40, 50), (70, 80))
    with torch.no_grad():
        hidden = base.body(input_ids=torch.tensor([[1, 40, 50, 70, 80]])).last_hidden_state
        expected = torch.log_softmax(base.head(hidden)[0].float(), dim=-1)
        assert answer_loss(base, [example]).item() == pytest.approx(
            -(expected[2, 70] + expected[3, 80]).item(), rel=0.01
        )


def test_few_widths_are_met_whatever_the_lengths_and_little_is_padded() -> None:
    widths = {tokens: padded_width(tokens) for tokens in range(1, 1025)}
    assert len(set(widths.values())) < 30  # torch sets memory aside for each
    assert all(tokens <= width < tokens + 16 or width < 1.25 * tokens for tokens, width in widths.items())


def test_padding_changes_nothing(model: Path) -> None:
    base = opened(model)
    long, short = TokenisedExample((1, *range(40, 60)), (70, 80, 2)), TokenisedExample((1, 40), (71,))
    with torch.no_grad():
        together = answer_logits(base, padded([long, short], CPU))
        alone = torch.cat([answer_logits(base, padded([example], CPU)) for example in (long, short)])
    assert torch.allclose(together, alone, atol=0.02)


def test_saving_memory_changes_nothing(model: Path, tmp_path: Path) -> None:
    saving = TrainingSettings(rank=4, alpha=16, learning_rate=0.03, batch=4, saves_memory=True)
    limit = TrainingLimit(steps=3)
    plain = losses(events_of(Trainer(opened(model), LEARN, [], SETTINGS, limit, tmp_path / "plain")))
    saved = losses(events_of(Trainer(opened(model, saving), LEARN, [], saving, limit, tmp_path / "saving")))
    assert saved == pytest.approx(plain, rel=1e-3)


def test_a_run_that_was_left_goes_on_as_if_it_had_not_been(model: Path, tmp_path: Path) -> None:
    limit = TrainingLimit(steps=12)
    whole = events_of(Trainer(opened(model), LEARN, CHECK, SETTINGS, limit, tmp_path / "whole"))
    folder = tmp_path / "parts"
    leaving = AfterSteps(14, LeaveTraining)
    left = events_of(Trainer(opened(model), LEARN, CHECK, SETTINGS, limit, folder, give_way=leaving))
    assert isinstance(left[-1], Ended)
    assert left[-1].ending is Ending.LEFT
    assert 0 < left[-1].step < 12
    rest = events_of(Trainer(opened(model), LEARN, CHECK, SETTINGS, limit, folder))
    assert losses(left) + losses(rest) == pytest.approx(losses(whole), rel=1e-4)
    assert isinstance(rest[-1], Ended)
    assert isinstance(whole[-1], Ended)
    assert rest[-1].best_loss == pytest.approx(whole[-1].best_loss, rel=1e-4)


def test_stopping_keeps_the_best_of_what_was_learnt(model: Path, tmp_path: Path) -> None:
    base = opened(model)
    stopping = AfterSteps(30, StopTraining)
    events = events_of(Trainer(base, LEARN, CHECK, SETTINGS, TrainingLimit(steps=500), tmp_path, give_way=stopping))
    ended = events[-1]
    assert isinstance(ended, Ended)
    assert ended.ending is Ending.STOPPED
    assert mean_loss(base, CHECK) == pytest.approx(ended.best_loss, rel=0.01)


def test_a_run_ends_by_itself_when_the_check_loss_turns(model: Path, tmp_path: Path) -> None:
    other = [TokenisedExample(example.prompt, (99, 100, 101)) for example in CHECK]
    base = opened(model)
    events = events_of(Trainer(base, LEARN, other, SETTINGS, TrainingLimit(steps=2000), tmp_path))
    ended = events[-1]
    assert isinstance(ended, Ended)
    assert ended.ending is Ending.TURNED
    assert ended.step < 2000
    assert ended.best_step < ended.step


def test_numbers_that_grow_without_end_are_told(model: Path, tmp_path: Path) -> None:
    base = opened(model)
    for weight in base.trainable:
        weight.data.fill_(float("nan"))
    with pytest.raises(TrainingDiverged, match="lower learning rate"):
        events_of(Trainer(base, LEARN, [], SETTINGS, TrainingLimit(steps=2), tmp_path))


def test_half_a_checkpoint_is_none_and_a_damaged_one_is_told(model: Path, tmp_path: Path) -> None:
    (tmp_path / "checkpoint-00000009.writing").mkdir()
    events = events_of(Trainer(opened(model), LEARN, [], SETTINGS, TrainingLimit(steps=1), tmp_path))
    assert losses(events)
    (kept,) = [entry for entry in tmp_path.glob("checkpoint-*") if not entry.name.endswith(".writing")]
    (kept / "adapter.safetensors").write_bytes(b"no")
    with pytest.raises(CheckpointDamaged):
        events_of(Trainer(opened(model), LEARN, [], SETTINGS, TrainingLimit(steps=2), tmp_path))
