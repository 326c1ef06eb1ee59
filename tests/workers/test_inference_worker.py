"""The inference worker with the starter weights: streams, cites, stops, refuses, and dies alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.domain import Answer, ModelCard, Passage
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.store.library_reader import LibraryReader
from desktop_app.workers.protocol import (
    AnswerFinished,
    Ask,
    Cancel,
    CheckModel,
    Failed,
    Finished,
    LoadModel,
    Message,
    ModelLoaded,
    PassagesFound,
    PromptRead,
    Search,
    TextGenerated,
)
from desktop_app.workers.updating import LibraryUpdate
from desktop_app.workers.wire import from_json
from tests.workers.conftest import Worker

StartWorker = Callable[[str], Worker]

NOTES = {
    "lighthouse.md": "# Birds\n\nThe keeper of the lighthouse counts seventeen white herons every morning.\n",
    "lease.md": "# Notice\n\nThe tenant may end the lease with a notice period of ninety days.\n",
    "boat.txt": "The ferry to the island leaves at half past six from the northern pier.\n",
}
QUESTION = "How many white herons does the keeper count every morning?"


@pytest.fixture
def folder(tmp_path: Path, data: DataPaths) -> Path:
    """A small library, indexed."""
    folder = tmp_path / "notes"
    folder.mkdir()
    for name, text in NOTES.items():
        (folder / name).write_text(text, encoding="utf-8")
    WatchedFolders(data.folders).add(folder)
    update = LibraryUpdate(data, Settings())
    update.run()
    update.close()
    return folder


def of(kind: type[Message], events: list[Message]) -> list[Message]:
    return [event for event in events if isinstance(event, kind)]


def answer_in(events: list[Message]) -> Answer:
    (finished,) = of(AnswerFinished, events)
    assert isinstance(finished, AnswerFinished)
    return from_json(Answer, finished.answer)


def test_an_answer_is_streamed_and_every_citation_is_in_the_source(
    start_worker: StartWorker, folder: Path, data: DataPaths
) -> None:
    worker = start_worker("inference")
    events = worker.ask(Ask, question=QUESTION)
    assert isinstance(events[-1], Finished)
    assert of(PassagesFound, events)
    assert of(PromptRead, events)
    assert of(TextGenerated, events)
    answer = answer_in(events)
    assert "seventeen" in answer.text
    assert "[1]" in answer.text
    assert not answer.refused
    citation = answer.citations[0]
    assert Path(citation.path).name == "lighthouse.md"
    (span,) = citation.spans
    reader = LibraryReader(data.library)
    page = reader.page(citation.path, span.page)
    reader.close()
    assert page is not None
    assert page.text[span.start : span.end] == citation.quote


def test_what_the_documents_do_not_hold_is_refused(start_worker: StartWorker, folder: Path) -> None:
    answer = answer_in(start_worker("inference").ask(Ask, question="Who won the football cup in Brazil?"))
    assert answer.refused
    assert answer.text.startswith("Not in your documents")
    assert answer.citations == ()


def test_a_stopped_answer_is_an_answer_and_the_next_one_works(start_worker: StartWorker, folder: Path) -> None:
    worker = start_worker("inference")
    request = worker.send(Ask, question="Tell me a very long story about the sea.", approach="model")
    worker.wait_for(TextGenerated)
    worker.write(Cancel(request))
    stopped = worker.wait_for(AnswerFinished)
    assert isinstance(stopped, AnswerFinished)
    assert from_json(Answer, stopped.answer).stopped
    worker.wait_for(Finished)
    assert "seventeen" in answer_in(worker.ask(Ask, question=QUESTION)).text


def test_a_killed_worker_answers_again_after_a_restart(start_worker: StartWorker, folder: Path) -> None:
    worker = start_worker("inference")
    worker.send(Ask, question="Tell me a very long story about the sea.", approach="model")
    worker.wait_for(TextGenerated)
    worker.kill()
    assert "seventeen" in answer_in(start_worker("inference").ask(Ask, question=QUESTION)).text


def test_a_search_finds_within_its_scope(start_worker: StartWorker, folder: Path) -> None:
    worker = start_worker("inference")
    (found, _) = worker.ask(Search, question="When does the ferry leave?", limit=2)
    assert isinstance(found, PassagesFound)
    passages = [from_json(Passage, passage) for passage in found.passages]
    assert Path(passages[0].path).name == "boat.txt"
    (found, _) = worker.ask(Search, question="When does the ferry leave?", scope=[str(folder / "lease.md")])
    assert isinstance(found, PassagesFound)
    assert {Path(str(passage["path"])).name for passage in found.passages} == {"lease.md"}


def test_a_question_that_names_a_file_is_answered_from_it(start_worker: StartWorker, folder: Path) -> None:
    worker = start_worker("inference")
    for question in ("What does lease.md say about white herons?", "White herons in “lease”?"):
        (found, _) = worker.ask(Search, question=question)
        assert isinstance(found, PassagesFound)
        assert {Path(str(passage["path"])).name for passage in found.passages} == {"lease.md"}


def test_a_person_s_words_are_never_syntax(start_worker: StartWorker, folder: Path) -> None:
    worker = start_worker("inference")
    for question in ('"', "herons AND", "NEAR(herons", "heading: *", "-- ' ; drop table", "(((", "lease^2 OR"):
        assert isinstance(worker.ask(Search, question=question)[-1], Finished)
    (failed,) = worker.ask(Search, question="  ")
    assert isinstance(failed, Failed)
    assert failed.code == "question.empty"


def test_models_that_cannot_be_used_are_refused_in_a_sentence(
    start_worker: StartWorker, folder: Path, tmp_path: Path
) -> None:
    worker = start_worker("inference")
    (loaded, _) = worker.ask(LoadModel)
    assert isinstance(loaded, ModelLoaded)
    starter = Path(from_json(ModelCard, loaded.model).path)
    cut = tmp_path / "cut.gguf"
    with starter.open("rb") as source:
        cut.write_bytes(source.read(20_000_000))
    (tmp_path / "noise.gguf").write_bytes(b"noise" * 1000)
    for path in (cut, tmp_path / "noise.gguf"):
        (failed,) = worker.ask(CheckModel, path=str(path))
        assert isinstance(failed, Failed)
        assert failed.code == "model.damaged"
        failed = worker.ask(Ask, question=QUESTION, model=str(path))[-1]
        assert isinstance(failed, Failed)
    (missing,) = worker.ask(CheckModel, path=str(tmp_path / "gone.gguf"))
    assert isinstance(missing, Failed)
    assert missing.code == "model.missing"
