"""The report at the end of a training, from the examples that were frozen when it began."""

from pathlib import Path

import pytest

from desktop_app.adapter_report import AdapterReport
from desktop_app.cli.adapter import passport_as_json
from desktop_app.cli.report_text import report_text
from desktop_app.domain import AdapterCard, ModelCard, Turn
from desktop_app.evaluation.general_set import read_general_set
from desktop_app.inference.adapter_card import read_adapter
from desktop_app.inference.model_file import read_model_card
from desktop_app.inference.random_adapter import write_random_adapter
from desktop_app.paths import DataPaths
from desktop_app.resources import resource_path
from desktop_app.training.examples import Example
from desktop_app.training.frozen import freeze
from desktop_app.training.preparation import prepare
from desktop_app.training.stopping import LeaveTraining, StopTraining
from desktop_app.workers.adapters import AdapterAdding
from desktop_app.workers.training_report import report_training
from tests.samples.gguf_files import write_tiny_model

SUMMARY = {
    "settings": {"rank": 2, "learning_rate": 0.01, "saves_memory": False},
    "step": 6,
    "best_step": 4,
    "ending": "turned",
    "seconds": 9,
    "divergence": {"noise": 0.0051, "divergence": 0.0055, "effect": 0.8},
    "start": "Letters",
    "start_sha256": "abcdef" * 10,
}
TRIAL = {"round": 1, "number": 2, "check_loss": 1.5, "settings": {"learning_rate": 0.01, "rank": 2, "targets": "all"}}


@pytest.fixture
def trained(tmp_path: Path) -> tuple[AdapterCard, ModelCard, Path]:
    model = read_model_card(write_tiny_model(tmp_path / "tiny.gguf"))
    adapter = write_random_adapter(tmp_path / "a.gguf", Path(model.path), rank=2, kinds=("attn_q",), size=1.0)
    lines = [
        Example((Turn("user", f"{name} writes to {other}"),), f"Dear {other}", "", 1 + 8 * at + to)
        for at, name in enumerate(("Ada", "Bo", "Cleo", "Dora"))
        for to, other in enumerate(("Egon", "Fritz", "Gerda", "Hans", "Ida"))
    ]
    freeze(prepare(lines, lambda example: len(example.answer)), tmp_path / "history")
    return read_adapter(adapter).card, model, tmp_path / "history"


def test_the_report_says_what_was_trained_how_and_with_what(
    trained: tuple[AdapterCard, ModelCard, Path],
) -> None:
    reporting = report_training(*trained, {**SUMMARY, "trials": [TRIAL]}, lambda: None)
    report: AdapterReport | None = None
    progress = []
    while report is None:
        try:
            progress.append(next(reporting))
        except StopIteration as done:
            report = done.value
    general = read_general_set(resource_path("general")).questions
    assert progress[-1][1] == report.data.kept_back + len(general)
    data = report.data
    assert data.learn + data.check + data.kept_back == 20
    assert min(data.learn, data.check, data.kept_back) > 0
    shown = {setting.name: setting.value for setting in report.settings}
    assert shown["learning rate"] == "0.01"
    assert shown["best step"] == "4"
    assert shown["saves memory"] == "no"
    assert shown["divergence in llama.cpp"] == "0.0055 nats a token, 0.0051 without the adapter"
    assert shown["trained further from"] == "Letters (sha256 abcdefabcdefabcd…)"
    assert shown["round 1, trial 2"] == "check loss 1.500: learning rate 0.01, rank 2, all layers"
    assert "machine" in shown
    assert report.measured.general is not None
    assert report.measured.general.count >= 10

    card, model, _ = trained
    passport = AdapterAdding(DataPaths(Path(card.path).parent / "data").create(), model.path).check(
        Path(card.path), model.path
    )
    assert passport.report == report
    assert passport_as_json(passport)["report"]["data"]["learn"] == data.learn
    assert any("kept-back" in line for line in report_text(passport.report))


@pytest.mark.parametrize("ending", [StopTraining, LeaveTraining])
def test_who_does_not_wait_for_the_report_keeps_the_adapter(
    trained: tuple[AdapterCard, ModelCard, Path], ending: type[Exception]
) -> None:
    def leave() -> None:
        raise ending

    reporting = report_training(*trained, SUMMARY, leave)
    with pytest.raises(StopIteration) as ended:
        next(reporting)
    assert ended.value.value is None
    assert Path(trained[0].path).is_file()
