"""Training in the Adapters view, with what the training worker would say."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.adapter_list import AdapterList
from desktop_app.adapter_report import AdapterReport, Data, Figure, Measured, Setting, Verdict, report_file
from desktop_app.domain import AdapterCard, Answer, Approach, Passport
from desktop_app.errors import WorkerCrashed
from desktop_app.questions import Question
from desktop_app.store.conversations import Conversations
from desktop_app.ui.adapters.own_examples import from_drafts
from desktop_app.ui.adapters.training_sources import TrainingSources
from desktop_app.ui.adapters.view import AdaptersView
from desktop_app.ui.context import WindowContext
from desktop_app.ui.worker_process import WorkerProcess
from desktop_app.workers.protocol import AdapterChecked, CheckAdapter, Failed, Finished
from desktop_app.workers.training_protocol import (
    AdapterTrained,
    EstimateTraining,
    ExamplesPrepared,
    FinishTraining,
    PauseTraining,
    PrepareExamples,
    ResumeTraining,
    TrainAdapter,
    TrainingEstimated,
    TrainingProgressed,
)
from desktop_app.workers.wire import from_json
from tests.samples.gguf_files import write_tiny_model

RequestsTo = Callable[[WorkerProcess], object]
STEP = {
    "event": "step",
    "step": 1,
    "steps": 60,
    "loss": 3.0,
    "tokens_per_second": 210.0,
    "seconds_left": 240.0,
    "memory": 1_100_000_000,
}


def row(identity: str, part: str = "learn", findings: tuple[str, ...] = (), decision: str = "") -> dict[str, object]:
    return {
        "id": identity,
        "question": f"Question {identity}",
        "answer": "An answer",
        "source": "Letters.md",
        "part": part,
        "decision": decision,
        "findings": list(findings),
        "must_mend": False,
    }


@pytest.fixture
def sent(context: WindowContext, requests_to: RequestsTo):
    return requests_to(context.training)


@pytest.fixture
def asked(context: WindowContext, requests_to: RequestsTo):
    return requests_to(context.inference)


@pytest.fixture
def view(context: WindowContext, sent, asked, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> AdaptersView:
    monkeypatch.setattr(context.training, "start", lambda: None)  # what is sent waits; the test answers
    made = AdaptersView(context)
    qtbot.addWidget(made)
    made.show()
    made.shown()
    return made


def prepared(view: AdaptersView, context: WindowContext, sent, *rows: dict[str, object]) -> None:
    """Let the person choose a file, and the worker say what becomes of its examples."""
    view.train()
    view.training.choose_file("/somewhere/house_style.jsonl")
    number = sent.of(PrepareExamples)[-1].request_id
    counts = {"learn": len(rows) - 1, "check": 0, "kept_back": 0, "left_out": 1}
    context.training.event_received.emit(
        ExamplesPrepared(number, list(rows), counts, {"personal": 1}, ["Few examples."])
    )
    context.training.event_received.emit(Finished(number))


def begun(view: AdaptersView, context: WindowContext, sent) -> int:
    prepared(view, context, sent, row("a"), row("b", "left_out", ("It holds a phone number.",)))
    view.training.examples.name.setText("House style")
    view.training.examples.start.click()
    return sent.of(TrainAdapter)[-1].request_id


def tell(context: WindowContext, training: int, **told: object) -> None:
    context.training.event_received.emit(TrainingProgressed(training, told))


def test_examples_are_shown_with_what_becomes_of_them(view: AdaptersView, context: WindowContext, sent) -> None:
    prepared(view, context, sent, row("a"), row("b", "left_out", ("It holds a phone number (555-123-4567).",)))
    panel = view.training.examples
    assert panel.name.text() == "house style"
    assert panel.summary.text() == "1 to learn, 0 to check, 0 kept back · 1 left out · 1 with personal data"
    assert panel.hints.text() == "Few examples."
    first = [panel.model.index(0, column).data() for column in range(4)]
    assert first == [
        "Question b",
        "An answer",
        "Letters.md",
        "left out: It holds a phone number (555-123-4567).",
    ]  # what needs the person stands first


def test_examples_that_share_an_instruction_are_told_apart(view: AdaptersView, context: WindowContext, sent) -> None:
    schema = "Write one SQLite query.\nSchema: city(name, state)\n"
    asked = [f"{schema}Question: how large is {city}" for city in ("Boise", "Dover", "Salem", "Provo")]
    alone = "Write one SQLite query."
    prepared(view, context, sent, *({**row(text), "question": text} for text in (*asked, alone)))
    model = view.training.examples.model
    assert [model.index(number, 0).data() for number in range(5)] == [
        "… Question: how large is Boise",
        "… Question: how large is Dover",
        "… Question: how large is Salem",
        "… Question: how large is Provo",
        alone,
    ]
    assert "Schema: city" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole), "all of it is a glance away"


def test_what_is_too_long_for_the_table_is_told_of_the_chosen_example(view, context: WindowContext, sent) -> None:
    prepared(view, context, sent, row("a"), row("b", "left_out", ("It holds a phone number (555-123-4567).",)))
    panel = view.training.examples
    panel.table.selectRow(0)
    assert panel.outcome.text() == "Letters.md: left out: It holds a phone number (555-123-4567)."
    panel.table.selectAll()
    assert panel.outcome.text() == ""


def test_decisions_go_to_the_worker_and_can_be_taken_back(view: AdaptersView, context: WindowContext, sent) -> None:
    prepared(view, context, sent, row("a"), row("b", "left_out", ("It holds a phone number.",)))
    panel = view.training.examples
    assert not panel.keep.isEnabled()
    panel.table.selectRow(0)
    panel.keep.click()
    assert sent.of(PrepareExamples)[-1].decisions == {"b": {"choice": "keep"}}
    assert not panel.start.isEnabled()  # until the worker has answered
    panel.table.selectRow(0)
    panel.undo.click()
    assert sent.of(PrepareExamples)[-1].decisions == {}


def test_an_edited_example_is_sent_with_its_words(
    view: AdaptersView, context: WindowContext, sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(view, context, sent, row("a"), row("b", "left_out"))
    panel = view.training.examples
    panel.table.selectRow(0)

    def write() -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        dialog.answer.setPlainText("Another answer")
        dialog.accept()

    QTimer.singleShot(0, write)
    panel.change.click()
    chosen = panel.model.rows[0]["id"]
    assert panel.decisions == {
        chosen: {"choice": "edit", "question": f"Question {chosen}", "answer": "Another answer"}
    }  # fmt: skip


def test_a_file_that_cannot_be_read_says_why_and_nothing_starts(
    view: AdaptersView, context: WindowContext, sent
) -> None:
    view.train()
    view.training.choose_file("/somewhere/x.jsonl")
    number = sent.of(PrepareExamples)[-1].request_id
    context.training.event_received.emit(Failed(number, "input", "Line 3 of x.jsonl is not JSON; mend it."))
    assert view.training.examples.summary.text() == "Line 3 of x.jsonl is not JSON; mend it."
    assert not view.training.examples.start.isEnabled()


def test_time_and_memory_are_told_before_the_start(view: AdaptersView, context: WindowContext, sent) -> None:
    prepared(view, context, sent, *(row(str(number)) for number in range(5)))
    panel = view.training.examples
    assert panel.cost.text().startswith("Measuring a step")
    (request,) = sent.of(EstimateTraining)
    assert request.path == "/somewhere/house_style.jsonl"
    estimated = TrainingEstimated(request.request_id, 4, 400.0, 310.0, 1_330_000_000)
    context.training.event_received.emit(estimated)
    context.training.event_received.emit(Finished(request.request_id))
    assert panel.cost.text().startswith("About 20 min and 1.3 GB of memory on this machine")  # three passes
    panel.length.setCurrentText("One pass, to try it")
    assert panel.cost.text().startswith("About 7 min")
    panel.length.setCurrentText("15 minutes at most")
    assert panel.cost.text().startswith("About 15 min")
    panel.length.setCurrentText("An hour, with a search for settings")
    assert panel.cost.text().startswith("About 60 min")
    panel.length.setCurrentText("One pass, to try it")
    panel.table.selectRow(0)
    panel.drop.click()
    again = sent.of(PrepareExamples)[-1].request_id
    counts = {"learn": 2, "check": 0, "kept_back": 0, "left_out": 3}
    context.training.event_received.emit(ExamplesPrepared(again, [row("a"), row("b")], counts, {}, []))
    assert panel.cost.text().startswith("About 3 min")  # half of the examples, and no other step measured
    assert len(sent.of(EstimateTraining)) == 1


def test_too_little_memory_is_told_before_the_start(view: AdaptersView, context: WindowContext, sent) -> None:
    prepared(view, context, sent, row("a"), row("b"))
    (request,) = sent.of(EstimateTraining)
    context.training.event_received.emit(Failed(request.request_id, "training.memory", "It needs about 9 GB."))
    assert view.training.examples.cost.text() == "It needs about 9 GB."


def test_a_training_shows_its_loss_and_can_be_paused_and_stopped(
    view: AdaptersView, context: WindowContext, sent
) -> None:
    number = begun(view, context, sent)
    order = sent.of(TrainAdapter)[-1]
    assert (order.path, order.name, order.epochs) == ("/somewhere/house_style.jsonl", "House style", 3.0)
    panel = view.training.training
    tell(context, number, event="check", step=0, check_loss=4.0, learn_loss=None, is_best=True)
    for step in range(1, 5):
        tell(context, number, **{**STEP, "step": step, "loss": 4.0 - step / 2})
    tell(context, number, event="check", step=4, check_loss=2.5, learn_loss=3.0, is_best=True)
    assert panel.curve.best_step == 4
    assert panel.curve.checked == [(0, 4.0), (4, 2.5)]
    assert len(panel.curve.learnt) == 4
    assert panel.state.text() == "Step 4 of 60 · 210 tokens/s · about 4 min left · 1.1 GB"
    assert not panel.curve.grab().isNull()
    panel.pause.click()
    assert sent.of(PauseTraining)
    tell(context, number, event="paused")
    assert panel.pause.text() == "Go on"
    panel.pause.click()
    assert sent.of(ResumeTraining)
    tell(context, number, event="resumed_now")
    assert panel.state.text().startswith("Step 4 of 60")
    panel.finish.click()
    assert sent.of(FinishTraining)


def test_a_search_for_settings_shows_its_trials(view: AdaptersView, context: WindowContext, sent) -> None:
    prepared(view, context, sent, row("a"), row("b"))
    panel = view.training.examples
    panel.length.setCurrentText("An hour, with a search for settings")
    panel.start.click()
    order = sent.of(TrainAdapter)[-1]
    assert (order.search, order.minutes) == (True, 60.0)
    tried = {"learning_rate": 2e-4, "rank": 8, "targets": "attention"}
    trial = {"event": "trial", "number": 1, "round": 1, "settings": tried, "check_loss": 1.25, "goes_on": True}
    tell(context, order.request_id, **trial)
    tell(context, order.request_id, **{**trial, "number": 2, "check_loss": None, "goes_on": False})
    assert view.training.training.trials.text().splitlines() == [
        "Round 1, trial 1: learning rate 0.0002, rank 8, attention layers · check loss 1.250 · goes on",
        "Round 1, trial 2: learning rate 0.0002, rank 8, attention layers · check loss none, it diverged",
    ]


def test_the_new_adapter_is_shown_with_its_report_and_used_with_one_click(
    view: AdaptersView, context: WindowContext, sent, asked, tmp_path: Path, qtbot: QtBot
) -> None:
    number = begun(view, context, sent)
    file = tmp_path / "adapter.gguf"
    file.write_bytes(b"GGUF")
    made = AdapterCard("House style", str(file), "llama", 16, 32.0, ("attn_q",), 4, base="SmolLM2 135M")
    card = AdapterList(context.paths.adapters, context.paths.adapter_files).add(made)
    view.shown()  # the person looks at the list while the report is still being written
    early = [request for request in asked.of(CheckAdapter) if request.path == str(file)][-1]
    plain = asdict(Passport(True, "It fits.", "SmolLM2", card))
    context.inference.event_received.emit(AdapterChecked(early.request_id, json.loads(json.dumps(plain))))
    report_file(file).write_text("{}")  # what the worker reads; here the test says what stands in it
    context.training.event_received.emit(AdapterTrained(number, asdict(card), {}))
    context.training.event_received.emit(Finished(number))
    figure = Figure(0.1, 0.6, 0.5, 0.4, 0.6, 41)
    report = AdapterReport(
        "House style", "SmolLM2", "m", "a", "2026-01-02", Verdict.KEEP, ("It gained +50 points.",),
        Data(330, 41, 41, 3, "d"), Measured(figure, figure, figure, figure, figure, figure, 2, 1),
        (Setting("rank", "16"), Setting("round 1, trial 1", "check loss 2.100"), Setting("round 1, trial 2", "2.3")),
    )  # fmt: skip
    passport = Passport(True, "It fits.", "SmolLM2", card, report=report)
    check = [request for request in asked.of(CheckAdapter) if request.path == str(file)][-1]
    assert check != early
    context.inference.event_received.emit(AdapterChecked(check.request_id, json.loads(json.dumps(asdict(passport)))))
    assert view.current == card
    assert view.report.isVisibleTo(view)
    assert view.report.verdict.text() == "Keep"
    assert view.report.figures["Repeats personal text"].text() == "1 of 2"
    assert "10 % → 60 % (+50 points" in view.report.figures["Exact answers, kept back"].text()
    assert view.report.figures["Settings tried"].text() == "round 1, trial 1: check loss 2.100\nround 1, trial 2: 2.3"
    assert "trial" not in view.report.made.text()
    with qtbot.waitSignal(view.adapter_wanted) as wanted:
        view.use.click()
    assert wanted.args == ["House style"]
    # Without a report there is no card, and the next training starts from the beginning.
    view.report.show_report(replace(passport, report=None).report)
    assert not view.report.isVisibleTo(view)
    assert not view.training.process.is_running


def test_an_adapter_is_trained_further_from_its_passport(
    view: AdaptersView, context: WindowContext, sent, asked, tmp_path: Path
) -> None:
    file = tmp_path / "adapter.gguf"
    file.write_bytes(b"GGUF")
    made = AdapterCard("House style", str(file), "llama", 16, 32.0, ("attn_q",), 4, base="SmolLM2 135M")
    card = AdapterList(context.paths.adapters, context.paths.adapter_files).add(made)
    view.shown()
    view.choose(str(file))
    assert not view.passport.further_button.isVisibleTo(view)  # nobody knows yet whether it fits
    check = [request for request in asked.of(CheckAdapter) if request.path == str(file)][-1]
    passport = asdict(Passport(True, "It fits.", "SmolLM2", card))
    context.inference.event_received.emit(AdapterChecked(check.request_id, json.loads(json.dumps(passport))))
    view.passport.further_button.click()
    view.training.choose_file("/somewhere/more.jsonl")
    number = sent.of(PrepareExamples)[-1].request_id
    counts = {"learn": 2, "check": 0, "kept_back": 0, "left_out": 0}
    context.training.event_received.emit(ExamplesPrepared(number, [row("a"), row("b")], counts, {}, []))
    panel = view.training.examples
    assert panel.length.findText("An hour, with a search for settings") == -1
    panel.start.click()
    order = sent.of(TrainAdapter)[-1]
    assert (order.start, order.name) == ("House style", "House style")
    context.training.event_received.emit(Finished(order.request_id))
    view.train()
    view.training.choose_file("/somewhere/more.jsonl")
    assert panel.length.findText("An hour, with a search for settings") >= 0  # a new one again


def test_a_training_that_was_left_is_offered_and_goes_on(view: AdaptersView, context: WindowContext, sent) -> None:
    folder = context.paths.training / "House-style"
    folder.mkdir(parents=True)
    order = {"path": "/somewhere/x.jsonl", "name": "House style", "epochs": 3.0, "settings": None, "strange": 1}
    (folder / "order.json").write_text(json.dumps(order))
    (folder / "run.json").write_text("{}")
    view.shown()
    assert view.side.training_button.text() == "Go on training…"
    view.train()
    resume = [
        button
        for button in view.training.sources.findChildren(type(view.use))
        if button.accessibleName() == "Go on: House style"
    ]
    resume[0].click()
    (sent_order,) = sent.of(TrainAdapter)
    assert (sent_order.name, sent_order.epochs, sent_order.path) == ("House style", 3.0, "/somewhere/x.jsonl")
    assert sent_order.goes_on, "the file may have been written anew since"
    past = {"steps": [[1, 3.0], [2, 2.5]], "checks": [[0, 3.5, True], [2, 2.8, True]]}
    tell(context, sent_order.request_id, event="resumed", learn=40, check=5, kept_back=5, **past)
    curve = view.training.training.curve
    assert ([step for step, _ in curve.learnt], curve.checked, curve.best_step) == ([1, 2], [(0, 3.5), (2, 2.8)], 2)
    context.training.event_received.emit(Failed(sent_order.request_id, WorkerCrashed.code, str(WorkerCrashed())))
    assert "What it learnt until then is kept" in context.notices.history[-1].text
    assert view.training._title.text() == "Train an adapter"


def test_approved_answers_become_examples(view: AdaptersView, context: WindowContext, sent) -> None:
    conversations = Conversations.open(context.paths.conversations, lambda payload: from_json(Answer, payload))
    talk = conversations.create("Tone")
    conversations.add_question(talk.id, "How do we greet?")
    answer = Answer("How do we greet?", "Warmly [1].", False, Approach.DOCUMENTS, "tiny")
    conversations.set_feedback(conversations.add_answer(talk.id, answer).id, 1)
    conversations.close()
    view.train()
    view.training.sources.approved_wanted.emit()
    (request,) = sent.of(PrepareExamples)
    (line,) = Path(request.path).read_text().splitlines()
    assert json.loads(line) == {
        "instruction": "How do we greet?",
        "output": "Warmly.",
        "group": f"conversation {talk.id}",
    }


def test_drafts_keep_the_document_they_are_from() -> None:
    questions = [
        Question("1", "What is the notice?", ("Three months",), gold_files=("/docs/lease.pdf",)),
        Question("2", "Is there a pool?", (), unanswerable=True),
    ]
    assert from_drafts(questions) == [
        {"instruction": "What is the notice?", "output": "Three months", "group": "lease.pdf", "draft": True}
    ]


def test_the_real_worker_looks_at_examples(context: WindowContext, tmp_path: Path, qtbot: QtBot) -> None:
    model = write_tiny_model(tmp_path / "tiny.gguf")
    file = tmp_path / "examples.jsonl"
    file.write_text('{"instruction": "Greet", "output": "Good day."}\n{"instruction": "Who?", "output": ""}\n')
    command = [sys.executable, "-m", "desktop_app.workers.training", "--data", str(context.paths.root)]
    worker = WorkerProcess("training", command, tmp_path / "training.log")
    context.settings.change(model=str(model))
    view = AdaptersView(replace(context, training=worker))
    qtbot.addWidget(view)
    try:
        view.train()
        with qtbot.waitSignal(view.training.process.prepared, timeout=120_000):
            view.training.choose_file(str(file))
        outcomes = [view.training.examples.model.index(at, 3).data() for at in range(2)]
        assert outcomes == ["left out: There is no answer to learn; write one, or drop it.", "learnt"]
    finally:
        worker.close()


@pytest.mark.shipped_adapter
def test_what_came_with_carrel_is_neither_removed_nor_bound_to_a_folder(view: AdaptersView) -> None:
    assert view.current is not None
    assert view.adapters.list.is_shipped(view.current)
    assert not view.passport.remove_button.isVisibleTo(view)
    assert not view.passport.bind_button.isVisibleTo(view)


def test_without_the_training_pack_the_page_says_so_and_offers_nothing(qtbot: QtBot) -> None:
    sources = TrainingSources("The training pack is not installed.")
    qtbot.addWidget(sources)
    assert sources.state.text() == "The training pack is not installed."
    assert not any(button.isEnabled() for button in sources.buttons)
    with_pack = TrainingSources()
    qtbot.addWidget(with_pack)
    assert all(button.isEnabled() for button in with_pack.buttons)
