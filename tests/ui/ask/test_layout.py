"""The Ask view in little room, and its header."""

import json
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.domain import Approach, ModelCard
from desktop_app.ui.ask.places import Places
from desktop_app.ui.ask.view import AskView
from desktop_app.ui.context import WindowContext
from desktop_app.ui.theme import LIGHT, ThemeHolder


def test_where_three_columns_have_no_room_the_conversations_give_way(view: AskView, lease: Path, qtbot: QtBot) -> None:
    view.resize(828, 570)
    assert view.list.isVisible()
    view.open_document(str(lease), 1)
    assert not view.list.isVisible()
    view.search()
    assert view.list.isVisible()
    assert view.source.isHidden()


def test_the_widths_of_the_columns_are_kept(
    view: AskView, ask_context: WindowContext, lease: Path, qtbot: QtBot
) -> None:
    view.open_document(str(lease), 1)
    view.columns.setSizes([300, 500, 480])
    view.columns._keep()
    assert json.loads((ask_context.paths.root / "ask.json").read_text())["widths"][0] == 300
    second = AskView(ask_context)
    qtbot.addWidget(second)
    second.resize(1288, 830)
    second.show()
    second.open_document(str(lease), 1)
    assert abs(second.source.width() - view.source.width()) < 20
    second.conversations.close()


def test_widths_that_make_no_sense_are_not_taken(ask_context: WindowContext, qtbot: QtBot) -> None:
    (ask_context.paths.root / "ask.json").write_text('{"widths": [1, "x", -4]}')
    view = AskView(ask_context)
    qtbot.addWidget(view)
    view.conversations.close()


def test_the_models_can_be_chosen_and_the_choice_is_kept(
    view: AskView, ask_context: WindowContext, tmp_path: Path
) -> None:
    assert view.header.model_button.choice == "SmolLM2 135M Instruct"
    added = ModelCard("Qwen 2 7B", str(tmp_path / "q.gguf"), "qwen2", 7, "Q4_K_M", 32768, 5)
    ask_context.models.add(added)
    action = next(action for action in view.header.models_menu().actions() if action.text() == "Qwen 2 7B")
    action.trigger()
    assert ask_context.settings.current.model == "Qwen 2 7B"
    assert view.header.model_button.choice == "Qwen 2 7B"
    assert view._how().model == "Qwen 2 7B"
    ask_context.settings.change(model=added.path)
    assert view.header.model_button.choice == "Qwen 2 7B"


def test_only_approaches_that_can_answer_are_offered(view: AskView) -> None:
    assert view.header.approach is Approach.DOCUMENTS
    assert view.header.approaches.offered == [Approach.MODEL.value, Approach.DOCUMENTS.value]


def test_the_scope_is_one_choice_wherever_it_is_made(
    view: AskView, ask_context: WindowContext, lease: Path, qapp: QApplication
) -> None:
    ask_context.folders.add(lease.parent)
    view.header.scope_button.open_list()
    opened = view.header.scope_button.list
    assert opened is not None
    opened.boxes[str(lease.parent)].click()
    opened.close()
    assert view.scope.paths == [str(lease.parent)]
    assert view.header.scope_button.choice == "Contracts"
    assert view.composer._chips.isVisible()


def test_an_empty_library_says_how_to_fill_it(view: AskView, read_library, lease: Path) -> None:
    view.shown()
    assert "1 document can be asked" in view.empty._text.text()
    read_library.rows.clear()
    view.shown()
    assert view.empty.watch_button.isVisible()
    assert not any(button.isVisible() for button in (*view.empty.samples, *view.empty.ways))


def test_dark_and_light_change_while_it_is_open(view: AskView, theme: ThemeHolder) -> None:
    theme.apply("dark")
    dark = view.grab().toImage().pixelColor(400, 300)
    theme.apply("light")
    light = view.grab().toImage().pixelColor(400, 300)
    assert light == LIGHT.color("paper")
    assert dark != light


def test_page_keys_scroll_the_talk_while_a_question_is_typed(view: AskView, qtbot: QtBot) -> None:
    long = view.conversations.create("Long")
    for _ in range(10):
        view.conversations.add_failure(long.id, "failed", "A sentence. " * 60)
    view.dialogue.open(long.id)
    bar = view.talk.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    qtbot.keyClick(view.composer.field, Qt.Key.Key_PageUp)
    assert bar.value() < bar.maximum() - 100
    qtbot.keyClick(view.composer.field, Qt.Key.Key_PageDown)
    assert bar.value() == bar.maximum()


def test_folders_inside_watched_ones_are_proposed_too(ask_context: WindowContext, read_library, tmp_path: Path) -> None:
    folder = tmp_path / "Papers" / "House" / "Heating"
    folder.mkdir(parents=True)
    (folder / "Pump.md").write_text("# Pump\n\nIt is new.")
    read_library.read(folder / "Pump.md")
    path = str(folder / "Pump.md")
    read_library.rows[path] = replace(read_library.rows[path], root=str(tmp_path / "Papers"))
    ask_context.folders.add(tmp_path / "Papers")
    places = Places(read_library, ask_context.folders)
    assert [proposal.entry for proposal in places.find("h")] == [
        str(folder), str(folder.parent),
    ]  # fmt: skip
    assert [proposal.text for proposal in places.find("p")] == ["Papers/", "Pump.md"]
    read_library.rows.clear()
    assert len(places.find("pump")) == 1
    places.forget()
    assert places.find("pump") == []
