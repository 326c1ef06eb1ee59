"""Adapters end to end: added, refused and used, by the command line and by the inference worker."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_app.adapter_list import AdapterList
from desktop_app.domain import AdapterCard, Answer, Passport
from desktop_app.paths import DataPaths
from desktop_app.weights import starter_model
from desktop_app.workers.protocol import (
    AdapterAdded,
    AdapterChecked,
    AddAdapter,
    AnswerFinished,
    Ask,
    CheckAdapter,
    Failed,
    Finished,
    Message,
    TextGenerated,
)
from desktop_app.workers.wire import from_json
from tests.samples.adapter_files import random_matrices, write_adapter
from tests.samples.gguf_files import write_tiny_model
from tests.samples.peft_folders import peft_matrices, write_peft_folder
from tests.workers.conftest import Worker

QUESTION = "Say in one short sentence what the capital of France is."


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    return write_adapter(
        tmp_path / "my-tone.gguf", random_matrices(starter_model(), size=0.1), base="SmolLM2 135M Instruct"
    )


def carrel(data: DataPaths, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """Run a command with --json; return how it ended, what it printed and what it told people."""
    command = [sys.executable, "-m", "desktop_app", "--data", str(data.root), "--json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_an_adapter_is_added_used_and_removed_by_commands(data: DataPaths, tone: Path) -> None:
    code, (added,), _ = carrel(data, "adapter", "add", str(tone))
    assert code == 0
    assert added["name"] == "my tone"
    assert added["rank"] == 4
    assert added["targets"] == ["attn_q", "attn_v"]
    assert added["base"] == "SmolLM2 135M Instruct"
    assert added["size"] == tone.stat().st_size
    assert len(added["sha256"]) == 64
    assert carrel(data, "adapter", "list")[1][1:] == [added]  # the first came with Carrel

    def ask(*options: str) -> dict[str, Any]:
        code, (answer,), said = carrel(data, "ask", QUESTION, *options)
        assert code == 0, said
        return answer

    base = ask("--approach", "model")
    tuned = ask("--approach", "adapter")
    assert (base["adapter"], base["strength"]) == (None, None)
    assert (tuned["approach"], tuned["adapter"], tuned["strength"]) == ("adapter", "my tone", 1.0)
    assert tuned["answer"] != base["answer"]
    still = ask("--approach", "adapter", "--adapter", "my tone", "--strength", "0")
    assert still["answer"] == base["answer"]
    assert still["strength"] == 0.0
    assert ask("--approach", "adapter", "--adapter", f"{tone}:0")["answer"] == base["answer"]

    assert carrel(data, "adapter", "remove", "my tone")[0] == 0
    assert tone.is_file()
    assert ask("--approach", "adapter")["adapter"] == "Grounded answers"  # the one that came with Carrel is left
    code, (failed,), said = carrel(data, "ask", QUESTION, "--adapter", "my tone")
    assert code == 1
    assert failed["error"]["code"] == "adapter.unknown"
    assert "carrel adapter list" in said


def test_a_misfit_is_told_in_one_sentence_and_not_added(data: DataPaths, tmp_path: Path) -> None:
    tiny = write_tiny_model(tmp_path / "tiny.gguf")
    misfit = write_adapter(tmp_path / "misfit.gguf", random_matrices(tiny, rank=2), base="Tiny Llama")
    code, (passport,), said = carrel(data, "adapter", "check", str(misfit))
    assert code == 1
    assert passport["fits"] is False
    assert passport["reason"].startswith("This adapter was made for Tiny Llama")
    assert passport["error"] == {"code": "adapter.mismatch", "message": passport["reason"]}
    assert said.strip() == passport["reason"]
    code, (failed,), _ = carrel(data, "adapter", "add", str(misfit))
    assert (code, failed["error"]["code"]) == (1, "adapter.mismatch")
    assert len(carrel(data, "adapter", "list")[1]) == 1  # what came with Carrel
    code, (fitting,), _ = carrel(data, "adapter", "check", str(misfit), "--base", str(tiny))
    assert (code, fitting["fits"], fitting["rank"]) == (0, True, 2)


def test_approaches_without_adapters_refuse_one(data: DataPaths, tone: Path) -> None:
    code, (failed,), _ = carrel(data, "ask", QUESTION, "--approach", "model", "--adapter", str(tone))
    assert (code, failed["error"]["code"]) == (1, "input")
    code, (failed,), _ = carrel(data, "ask", QUESTION, "--adapter", str(tone), "--strength", "1.6")
    assert (code, failed["error"]["code"]) == (1, "input")


def test_a_folder_of_peft_is_converted_and_both_are_kept(data: DataPaths, tmp_path: Path) -> None:
    matrices = peft_matrices(starter_model(), kinds=("attn_q", "attn_v"), size=0.1)
    folder = write_peft_folder(tmp_path / "peft-tone", matrices)
    code, (checked,), _ = carrel(data, "adapter", "check", str(folder))
    assert (code, checked["fits"], checked["name"], checked["rank"]) == (0, True, "peft tone", 4)
    code, (added,), _ = carrel(data, "adapter", "add", str(folder), "--name", "Curt")
    assert (code, added["name"], added["source"]) == (0, "Curt", str(folder))
    kept = Path(added["path"]).parent
    assert kept.parent == data.adapter_files
    assert (kept / "source" / "adapter_model.safetensors").is_file()
    (card,) = AdapterList(data.adapters, data.adapter_files).list()
    assert card.base == "SmolLM2 135M Instruct"
    assert carrel(data, "adapter", "remove", "Curt")[0] == 0
    assert not kept.exists()
    assert (folder / "adapter_model.safetensors").is_file()


def answer_of(events: list[Message]) -> Answer:
    (finished,) = (event for event in events if isinstance(event, AnswerFinished))
    return from_json(Answer, finished.answer)


def test_the_worker_checks_adds_and_switches_without_loading_anew(
    start_worker: Callable[[str], Worker], data: DataPaths, tone: Path, tmp_path: Path
) -> None:
    worker = start_worker("inference")
    checked, _ = worker.ask(CheckAdapter, path=str(tone))
    assert isinstance(checked, AdapterChecked)
    assert from_json(Passport, checked.passport).fits
    added, _ = worker.ask(AddAdapter, path=str(tone))
    assert isinstance(added, AdapterAdded)
    assert from_json(AdapterCard, added.adapter).name == "my tone"

    def ask(strength: float, approach: str = "adapter") -> tuple[Answer, float]:
        begun = time.perf_counter()
        request = worker.send(
            Ask, question=QUESTION, approach=approach, adapters=[{"name": "my tone", "strength": strength}]
        )
        worker.wait_for(TextGenerated)
        first = time.perf_counter() - begun
        finished = worker.wait_for(AnswerFinished)
        assert finished.request_id == request
        assert isinstance(finished, AnswerFinished)
        worker.wait_for(Finished)
        return from_json(Answer, finished.answer), first

    base, _ = ask(1.0, "model")
    assert base.adapters == ()
    tuned, _ = ask(1.0)
    assert tuned.text != base.text
    assert [(use.name, use.strength) for use in tuned.adapters] == [("my tone", 1.0)]
    assert ask(0.0)[0].text == base.text
    assert ask(1.0)[0].text == tuned.text
    assert ask(1.0, "model")[0].text == base.text


def test_a_hostile_adapter_is_a_failed_request_and_the_next_one_works(
    start_worker: Callable[[str], Worker], data: DataPaths, tone: Path, tmp_path: Path
) -> None:
    worker = start_worker("inference")
    whole = tone.read_bytes()
    hostile = tmp_path / "hostile.gguf"
    for cut in (0, 3, 30, 200, 5000, len(whole) - 1):
        hostile.write_bytes(whole[:cut])
        (failed,) = worker.ask(AddAdapter, path=str(hostile))
        assert isinstance(failed, Failed)
        assert failed.code == "adapter.damaged"
        checked, _ = worker.ask(CheckAdapter, path=str(hostile))
        assert isinstance(checked, AdapterChecked)
        assert not from_json(Passport, checked.passport).fits
    failed = worker.ask(Ask, question=QUESTION, approach="adapter", adapters=[{"name": str(hostile)}])[-1]
    assert isinstance(failed, Failed)
    assert failed.code == "adapter.damaged"
    answer = answer_of(worker.ask(Ask, question=QUESTION, approach="adapter", adapters=[{"name": str(tone)}]))
    assert answer.adapter == "my tone"
