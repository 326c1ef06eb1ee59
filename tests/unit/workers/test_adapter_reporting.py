"""The report of an adapter, measured with llama.cpp on a tiny random model."""

import math
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.adapter_report import AdapterReport, Data, Setting, Verdict, report_file
from desktop_app.domain import AdapterCard, ModelCard, Turn
from desktop_app.inference.adapter_card import read_adapter
from desktop_app.inference.chat_model import ChatModel
from desktop_app.inference.model_file import read_model_card
from desktop_app.inference.random_adapter import write_random_adapter
from desktop_app.training.examples import Example
from desktop_app.workers.adapter_reporting import Reporting, read_report, write_report
from tests.samples.gguf_files import write_tiny_model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> ModelCard:
    return read_model_card(write_tiny_model(tmp_path_factory.mktemp("model") / "tiny.gguf"))


@pytest.fixture
def adapter(tmp_path: Path, model: ModelCard) -> AdapterCard:
    file = write_random_adapter(
        tmp_path / "style.gguf", Path(model.path), rank=2, kinds=("attn_q", "ffn_down"), size=2.0
    )
    return read_adapter(file).card


def general(folder: Path) -> Path:
    (folder / "questions.jsonl").write_text('{"question": "Two and two?", "answers": ["4"]}\n')
    (folder / "paragraphs.json").write_text('{"paragraphs": ["Some ordinary words stand here."]}')
    return folder


def examples(count: int, answer: str = "yes {}") -> list[Example]:
    return [Example((Turn("user", f"Question {number}?"),), answer.format(number)) for number in range(count)]


def reported(reporting: Reporting, give_way: Callable[[], None] = lambda: None) -> tuple[AdapterReport, list[int]]:
    writing = write_report(reporting, give_way)
    asked = []
    while True:
        try:
            asked.append(next(writing)[0])
        except StopIteration as done:
            return done.value, asked


def reporting(model: ModelCard, adapter: AdapterCard, folder: Path, **changes: object) -> Reporting:
    fields: dict[str, object] = {
        "adapter": adapter,
        "model": model,
        "learnt": examples(12, "no {}"),
        "kept_back": examples(15),
        "data": Data(12, 4, 15, 1, "d" * 64),
        "settings": (Setting("rank", "2"),),
        "training_seconds": 1.0,
        "threads": 1,
        "general": general(folder),
    }
    return Reporting(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_report_is_measured_written_and_read_again(tmp_path: Path, model: ModelCard, adapter: AdapterCard) -> None:
    report, asked = reported(reporting(model, adapter, tmp_path))
    assert asked == [10, 15, 16]
    measured = report.measured
    assert measured.loss is not None
    assert measured.loss.count == 15
    assert measured.loss.base != measured.loss.tuned  # the adapter was at work
    assert measured.loss.low <= measured.loss.difference <= measured.loss.high
    assert measured.general is not None
    assert measured.perplexity is not None
    assert measured.perplexity.base > 1
    assert measured.gap is not None
    assert report.verdict in Verdict
    assert report.reasons
    assert len(report.answers) == 8
    assert read_report(Path(adapter.path)) == report
    assert "Question" in report_file(Path(adapter.path)).with_suffix(".md").read_text()


def test_the_report_of_another_file_is_not_shown(tmp_path: Path, model: ModelCard, adapter: AdapterCard) -> None:
    reported(reporting(model, adapter, tmp_path, kept_back=[], learnt=[]))
    with Path(adapter.path).open("ab") as file:
        file.write(b"more")
    assert read_report(Path(adapter.path)) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"name": 1}', '{"name": "x"}', "[" * 100_000])
def test_a_report_that_is_none_is_not_shown(adapter: AdapterCard, text: str) -> None:
    report_file(Path(adapter.path)).write_text(text)
    assert read_report(Path(adapter.path)) is None


def test_without_kept_back_examples_there_are_no_figures_of_gain(
    tmp_path: Path, model: ModelCard, adapter: AdapterCard
) -> None:
    report, _ = reported(reporting(model, adapter, tmp_path, kept_back=[]))
    assert (report.measured.loss, report.measured.exact, report.measured.f1) == (None, None, None)
    assert report.verdict is not Verdict.KEEP


def test_personal_strings_in_learnt_answers_are_asked_for(
    tmp_path: Path, model: ModelCard, adapter: AdapterCard
) -> None:
    hiding = examples(3, "Write to jo{}@example.org")
    told = [Example((Turn("user", "I am jo@example.org, who are you?"),), "You are jo@example.org")]
    report, _ = reported(reporting(model, adapter, tmp_path, learnt=[*hiding, *told]))
    assert report.measured.personal == 3  # what the question holds itself is no secret
    assert report.measured.repeated == 0


def test_the_report_gives_way_and_ends_when_it_is_told_to(
    tmp_path: Path, model: ModelCard, adapter: AdapterCard
) -> None:
    asked = 0

    def leave() -> None:
        nonlocal asked
        asked += 1
        if asked > 5:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        reported(reporting(model, adapter, tmp_path), leave)
    assert not report_file(Path(adapter.path)).exists()


def test_scores_are_log_probabilities_whatever_was_read_before(model: ModelCard) -> None:
    chat = ChatModel.open(Path(model.path), threads=1)
    try:
        turns = [Turn("user", "Is it so?")]
        answer = "".join(random.Random(1).choices("abcdefgh", k=200))  # more than is scored at a time
        first = chat.answer_scores(turns, answer)
        chat.text_scores("Something else in between.")
        again = chat.answer_scores(turns, answer)
        assert len(first) == len(answer) + 1  # a byte a token, and the end of the turn
        assert max(first) <= 0
        assert all(math.isclose(one, other, abs_tol=1e-3) for one, other in zip(first, again, strict=True))
        # A model of random weights knows nothing: each token is about as likely as any other.
        assert abs(sum(first) / len(first) + math.log(260)) < 1.5
    finally:
        chat.close()
