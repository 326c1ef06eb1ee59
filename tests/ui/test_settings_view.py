"""The Settings view: the form draws itself, every choice is kept at once."""

from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QMessageBox, QSpinBox
from pytestqt.qtbot import QtBot

from desktop_app.domain import DocumentRow, ModelCard
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.ui.context import WindowContext
from desktop_app.ui.model_box import ModelLine
from desktop_app.ui.settings_view import SettingsView
from desktop_app.ui.widgets.segmented import SegmentedControl
from desktop_app.workers.protocol import CheckModel, Failed, Finished, ModelChecked


@pytest.fixture
def view(qtbot: QtBot, context: WindowContext) -> SettingsView:
    made = SettingsView(context)
    qtbot.addWidget(made)
    return made


def model_card(path: Path, name: str = "Qwen3 4B") -> ModelCard:
    return ModelCard(name, str(path), "qwen3", 4_000_000_000, "Q4_K_M", 32_768, 2_500_000_000, "", "apache-2.0", True)


def test_every_setting_has_its_control(view: SettingsView) -> None:
    drawn = {field.name for field in fields(Settings) if field.metadata["kind"] != "model"}
    assert set(view.fields) == drawn


def test_a_choice_is_saved_at_once(view: SettingsView, context: WindowContext) -> None:
    box = view.fields["answer_tokens"].control
    assert isinstance(box, QSpinBox)
    box.setValue(800)
    assert Settings.load(context.paths.settings).answer_tokens == 800


def test_the_appearance_changes_at_once(view: SettingsView, context: WindowContext) -> None:
    changed: list[Settings] = []
    context.settings.changed.connect(changed.append)
    view.change("appearance", "dark")
    assert [settings.appearance for settings in changed] == ["dark"]


@pytest.fixture
def embedder(tmp_path: Path) -> str:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "modules.json").write_text("[]", encoding="utf-8")
    return str(tmp_path / "other")


@pytest.mark.parametrize(("answer", "is_taken"), [("Change", True), ("Keep the present one", False)])
def test_another_embedder_is_taken_only_after_its_cost_was_told(
    view: SettingsView,
    context: WindowContext,
    library: Any,
    make_document: Callable[..., DocumentRow],
    monkeypatch: pytest.MonkeyPatch,
    embedder: str,
    answer: str,
    is_taken: bool,
) -> None:
    library.rows = [make_document("/d/a.pdf", chunks=13_200)]
    said: list[str] = []

    def click(box: QMessageBox) -> int:
        said.append(box.informativeText())
        next(found for found in box.buttons() if found.text() == answer).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", click)
    view.change("embedder", embedder)
    assert said[0].startswith("13,200 passages will be embedded again, about 10 min")
    assert context.settings.current.embedder == (embedder if is_taken else "")


def test_an_empty_library_costs_nothing_to_embed_again(
    view: SettingsView, context: WindowContext, embedder: str
) -> None:
    view.change("embedder", embedder)
    assert context.settings.current.embedder == embedder


def test_a_folder_that_is_no_embedder_is_refused_at_once(
    view: SettingsView, context: WindowContext, tmp_path: Path
) -> None:
    view.change("embedder", str(tmp_path))
    assert context.settings.current.embedder == ""
    assert context.notices.history[-1].code == "embedder.unusable"


def test_a_good_model_is_added_after_the_worker_looked_at_it(
    view: SettingsView, context: WindowContext, requests_to: Callable[..., Any], tmp_path: Path
) -> None:
    requests = requests_to(context.inference)
    view.take_file(tmp_path / "chat.gguf")
    (asked,) = requests.of(CheckModel)
    context.inference.event_received.emit(ModelChecked(asked.request_id, asdict(model_card(tmp_path / "chat.gguf"))))
    context.inference.event_received.emit(Finished(asked.request_id))
    assert [card.name for card in context.models.list()] == ["Qwen3 4B"]
    use_it = context.notices.history[-1].act
    assert use_it is not None
    use_it()
    assert context.settings.current.model == "Qwen3 4B"
    (line,) = view.findChildren(ModelLine)[-1:]
    assert line.choice.isChecked()


def test_a_bad_model_is_refused_in_the_workers_words(
    view: SettingsView, context: WindowContext, requests_to: Callable[..., Any], tmp_path: Path
) -> None:
    requests = requests_to(context.inference)
    view.take_file(tmp_path / "cut.gguf")
    (asked,) = requests.of(CheckModel)
    context.inference.event_received.emit(Failed(asked.request_id, "model.damaged", "It is cut off."))
    assert list(context.models.list()) == []
    assert context.notices.history[-1].text == "cut.gguf: It is cut off."


def test_removing_the_chosen_model_goes_back_to_the_starter(
    view: SettingsView, context: WindowContext, tmp_path: Path
) -> None:
    context.models.add(model_card(tmp_path / "chat.gguf"))
    context.settings.change(model="Qwen3 4B")
    line = next(line for line in view.models.findChildren(ModelLine) if line.choice.isChecked())
    line.remove.click()
    assert list(context.models.list()) == []
    assert context.settings.current.model == ""


def test_starting_at_login_writes_and_removes_its_entry(
    view: SettingsView, context: WindowContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    entry = tmp_path / "config" / "autostart" / "carrel.desktop"
    switch = view.fields["start_at_login"].control
    assert isinstance(switch, SegmentedControl)
    switch.value_chosen.emit("on")
    assert context.settings.current.start_at_login
    assert str(context.paths.root) in entry.read_text(encoding="utf-8")
    switch.value_chosen.emit("off")
    assert not entry.exists()
    (tmp_path / "config" / "autostart").rmdir()
    (tmp_path / "config" / "autostart").write_bytes(b"")  # where nothing can be written
    switch.value_chosen.emit("on")
    assert not context.settings.current.start_at_login
    assert switch.value == "off"


def test_all_that_carrel_keeps_of_the_person_is_listed_once_it_is_there(
    view: SettingsView, context: WindowContext
) -> None:
    view.show()
    assert not view.privacy.lines["training"].isVisible()
    examples = context.paths.training / "tone" / "examples"
    examples.mkdir(parents=True)
    (examples / "learnt.jsonl").write_bytes(b"x" * 3000)
    context.paths.question_sets.mkdir()
    view.shown()
    assert view.privacy.lines["training"].isVisible()
    assert view.privacy.lines["training"].label.text() == "training · 3 kB"
    assert view.privacy.lines["question_sets"].isVisible()


def test_nothing_of_the_data_folder_is_left_unsaid(view: SettingsView) -> None:
    of_the_machine = {"speeds", "model_speeds", "gpu_trial", "indexing_lock", "answering_lock"}
    places = {name for name, value in vars(DataPaths).items() if isinstance(value, property)}
    assert places - of_the_machine - set(view.privacy.lines) == set()
