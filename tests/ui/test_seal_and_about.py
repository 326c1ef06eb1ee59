"""A person can try the seal, read what was tried, and see what Carrel is made of."""

from pytestqt.qtbot import QtBot

from desktop_app.logs import ATTEMPTS_FILE
from desktop_app.sealed import SealTrial
from desktop_app.ui.about_box import AboutBox
from desktop_app.ui.context import WindowContext
from desktop_app.ui.seal_box import SealBox
from desktop_app.workers.protocol import Failed
from desktop_app.workers.seal_protocol import ConnectionTried


def refused() -> SealTrial:
    return SealTrial(python=True, kernel=True)


def test_trying_shows_each_process_and_what_refused(qtbot: QtBot, context: WindowContext) -> None:
    box = SealBox(context, refused)
    qtbot.addWidget(box)
    box.button.click()
    text = box.result.text()
    assert "window: refused by Carrel and by the kernel" in text
    assert all(f"{worker.name}: does not run" in text for worker in (context.indexing, context.inference))


def test_a_worker_answers_for_itself(qtbot: QtBot, context: WindowContext) -> None:
    box = SealBox(context, refused)
    qtbot.addWidget(box)
    name = context.parser.name
    box._asked[name, 7] = name
    context.parser.event_received.emit(ConnectionTried(7, python=True, kernel=None))
    assert f"{name}: refused by Carrel" in box.result.text()
    context.parser.event_received.emit(Failed(7, "failed", "It is gone."))
    assert f"{name}: It is gone." in box.result.text()


def test_a_broken_seal_is_not_called_whole(qtbot: QtBot, context: WindowContext) -> None:
    box = SealBox(context, lambda: SealTrial(python=True, kernel=False))
    qtbot.addWidget(box)
    box.button.click()
    assert "window: NOT refused" in box.result.text()


def test_attempts_are_counted_from_their_log(qtbot: QtBot, context: WindowContext) -> None:
    context.paths.logs.mkdir(parents=True, exist_ok=True)
    (context.paths.logs / ATTEMPTS_FILE).write_text("one\ntwo\n", encoding="utf-8")
    box = SealBox(context, refused)
    qtbot.addWidget(box)
    assert "2 attempts so far" in box.attempts.text()
    (context.paths.logs / ATTEMPTS_FILE).unlink()
    box.refresh()
    assert "Nothing has tried" in box.attempts.text()


def test_parts_and_licences_are_listed_when_asked_for(qtbot: QtBot, context: WindowContext) -> None:
    box = AboutBox(context)
    qtbot.addWidget(box)
    assert box.list.topLevelItemCount() == 0
    box.button.click()
    listed = [box.list.topLevelItem(at).text(0) for at in range(box.list.topLevelItemCount())]
    assert "numpy" in listed
    assert "llama.cpp and ggml" in listed
    assert box.button.text().startswith("Hide")
