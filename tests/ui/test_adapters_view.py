"""The Adapters view and what is dropped on the window, with what the inference worker would say."""

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_app.adapter_list import AdapterList
from desktop_app.domain import AdapterCard, Passport
from desktop_app.ui.adapters.view import AdaptersView
from desktop_app.ui.context import WindowContext
from desktop_app.ui.window import MainWindow
from desktop_app.ui.worker_process import WorkerProcess
from desktop_app.workers.protocol import (
    AdapterAdded,
    AdapterChecked,
    AddAdapter,
    CheckAdapter,
    CheckModel,
    Failed,
    Finished,
)

RequestsTo = Callable[[WorkerProcess], object]


def card(folder: Path, name: str, **fields: object) -> AdapterCard:
    path = folder / f"{name}.gguf"
    path.write_bytes(b"GGUF")
    made = AdapterCard(name, str(path), "llama", 8, 16.0, ("attn_q", "ffn_up"), 4_900_000, base="SmolLM2 135M")
    return replace(made, **fields)


@pytest.fixture
def listed(context: WindowContext, tmp_path: Path) -> list[AdapterCard]:
    adapters = AdapterList(context.paths.adapters, context.paths.adapter_files)
    return [adapters.add(card(tmp_path, name)) for name in ("House style", "Llama 3 legal")]


@pytest.fixture
def sent(context: WindowContext, requests_to: RequestsTo):
    return requests_to(context.inference)


@pytest.fixture
def view(context: WindowContext, sent, qtbot: QtBot) -> AdaptersView:
    made = AdaptersView(context)
    qtbot.addWidget(made)
    made.show()
    made.shown()
    return made


def say(
    context: WindowContext, sent, card: AdapterCard, *, fits: bool, reason: str, notes: tuple[str, ...] = ()
) -> None:
    asked = [request for request in sent.of(CheckAdapter) if request.path == card.path][-1]
    passport = Passport(fits, reason, "SmolLM2 135M Instruct", card, notes, "" if fits else "adapter.mismatch")
    context.inference.event_received.emit(AdapterChecked(asked.request_id, asdict(passport)))
    context.inference.event_received.emit(Finished(asked.request_id))


def test_an_empty_view_says_how_to_fill_it(view: AdaptersView) -> None:
    assert view.current is None
    assert view._pages.currentIndex() == 1


def test_each_adapter_says_whether_it_fits_and_why_not(
    listed: list[AdapterCard], view: AdaptersView, context: WindowContext, sent
) -> None:
    assert [line.state for line in view.lines.lines()] == ["looking…", "looking…"]
    say(context, sent, listed[0], fits=True, reason="It fits SmolLM2 135M Instruct.", notes=("Another template.",))
    say(context, sent, listed[1], fits=False, reason="This adapter was made for Llama 3 8B; this model is SmolLM2.")
    assert [line.state for line in view.lines.lines()] == ["fits", "other base"]
    assert view.passport.reason.text() == "It fits SmolLM2 135M Instruct."
    assert view.passport.notes.text() == "Another template."
    assert view.passport.values["Rank and alpha"].text() == "8 · 16"
    assert view.passport.values["Changes"].text() == "attention (questions), feed-forward (up)"
    view.lines.lines()[1].chosen.emit(listed[1].path)
    assert view.passport.reason.text().startswith("This adapter was made for Llama 3 8B")
    assert view.adapters.fitting == [listed[0]]


def test_another_model_is_asked_about_anew(
    listed: list[AdapterCard], view: AdaptersView, context: WindowContext, sent
) -> None:
    say(context, sent, listed[0], fits=True, reason="It fits.")
    view.shown()
    assert len(sent.of(CheckAdapter)) == 2
    context.settings.change(model="Other 1B")
    assert [request.model for request in sent.of(CheckAdapter)][2:] == ["Other 1B", "Other 1B"]
    assert view.adapters.fitting == []


def test_a_file_is_added_by_the_worker_and_shown(
    view: AdaptersView, context: WindowContext, sent, tmp_path: Path
) -> None:
    view.take_file(tmp_path / "Curt.gguf")
    assert "Curt.gguf" in view.side.work.text()
    (asked,) = sent.of(AddAdapter)
    added = view.adapters.list.add(card(tmp_path, "Curt"))
    context.inference.event_received.emit(AdapterAdded(asked.request_id, asdict(added)))
    context.inference.event_received.emit(Finished(asked.request_id))
    assert view.current == added
    assert view._title.text() == "Curt"
    assert not view.side.work.isVisible()


def test_a_refusal_is_told_with_its_sentence(view: AdaptersView, context: WindowContext, sent, tmp_path: Path) -> None:
    view.take_file(tmp_path / "legal.gguf")
    (asked,) = sent.of(AddAdapter)
    context.inference.event_received.emit(Failed(asked.request_id, "adapter.mismatch", "Made for Llama 3 8B."))
    assert context.notices.history[-1].text == "legal.gguf: Made for Llama 3 8B."
    assert view.current is None


def test_removing_can_be_undone_and_binding_is_kept(
    listed: list[AdapterCard], view: AdaptersView, context: WindowContext, sent, qtbot: QtBot
) -> None:
    view.bind("/home/ada/law")
    assert view.passport.values["Used for"].text() == "/home/ada/law"
    view.bind("")
    assert not view.passport.release_button.isVisible()
    qtbot.mouseClick(view.passport.remove_button, Qt.MouseButton.LeftButton)
    assert [line.card.name for line in view.lines.lines()] == ["Llama 3 legal"]
    assert Path(listed[0].path).is_file()
    context.notices.history[-1].act()
    assert sent.of(AddAdapter)[-1].path == listed[0].path


def test_what_is_dropped_goes_where_its_header_says(context: WindowContext, sent, qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(context)
    qtbot.addWidget(window)
    adapter = card(tmp_path, "tone")
    window.take_files([Path(adapter.path)])
    say(context, sent, adapter, fits=False, reason="Made for another.")
    assert window._current == "adapters"
    assert sent.of(AddAdapter)[-1].path == adapter.path
    model = card(tmp_path, "chat")
    window.take_files([Path(model.path)])
    asked = sent.of(CheckAdapter)[-1]
    other = Passport(False, "A model.", "SmolLM2", model, code="adapter.other")
    context.inference.event_received.emit(AdapterChecked(asked.request_id, asdict(other)))
    assert window._current == "settings"
    assert sent.of(CheckModel)[-1].path == model.path
    folder = tmp_path / "peft"
    folder.mkdir()
    (folder / "adapter_config.json").write_text("{}", encoding="utf-8")
    window.take_files([folder])
    assert window._current == "adapters"
    assert sent.of(AddAdapter)[-1].path == str(folder)
    assert [watched.path for watched in context.folders.list()] == []


def test_an_adapter_that_was_trained_here_is_not_deleted_by_a_slip(view: AdaptersView, context: WindowContext) -> None:
    folder = context.paths.adapter_files / "House-style"
    folder.mkdir(parents=True)
    adapters = AdapterList(context.paths.adapters, context.paths.adapter_files)
    trained = adapters.add(card(folder, "adapter"))
    view.shown()
    asked: list[str] = []

    def answer(button: str) -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.informativeText())
        next(each for each in box.buttons() if each.text() == button).click()

    QTimer.singleShot(0, lambda: answer("Keep it"))
    view.remove()
    assert Path(trained.path).is_file()
    QTimer.singleShot(0, lambda: answer("Delete it"))
    view.remove()
    assert not folder.exists()
    assert len(asked) == 2
    assert "examples it learnt from are deleted" in asked[0]
