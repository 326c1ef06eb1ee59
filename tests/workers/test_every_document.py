"""Every document read, with the starter weights: a table whose cells are citations, and nothing invented."""

import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.adapter_list import AdapterList
from desktop_app.answer_table import RowState, TableGrown
from desktop_app.domain import Answer, Approach, Scope
from desktop_app.errors import BadInput
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.store.library_reader import LibraryReader
from desktop_app.table_export import write_table
from desktop_app.workers.asking import Asking
from desktop_app.workers.protocol import AnswerFinished, Ask, DocumentsRead
from desktop_app.workers.routing import Routing
from desktop_app.workers.updating import LibraryUpdate
from desktop_app.workers.wire import from_json
from tests.workers.conftest import Worker

DOCUMENTS = {
    "meyer.md": "# Invoice\n\nInvoice No. 2024-017\nDue date: 2 June 2024\nTotal | 482.55 EUR\n",
    "stadtwerke.md": "# Rechnung\n\nRechnungsnummer: SW-5530\nGesamtbetrag: 249,90 EUR\nZahlbar bis 11.04.2024\n",
    "roof.txt": "Invoice of Harbour Roofing. For forty tiles we ask you to pay 1,940.00 EUR in total, soon.\n",
    "flat.md": "# Lease\n\nThe monthly rent is 950 EUR. The lease renews automatically for one year.\n",
    "herons.md": "# Herons\n\nThe keeper of the lighthouse counts seventeen white herons every morning.\n",
}
INVOICES = "List all invoices with total and due date"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataPaths:
    """A small library, indexed; one of its files is no PDF at all."""
    top = tmp_path_factory.mktemp("every")
    folder = top / "papers"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    paths = DataPaths.choose(str(top / "data")).create()
    WatchedFolders(paths.folders).add(folder)
    update = LibraryUpdate(paths, Settings())
    update.run()
    update.close()
    return paths


@pytest.fixture(scope="module")
def asking(data: DataPaths) -> Iterator[Asking]:
    asking = Asking(data, Settings)
    yield asking
    asking.close()


def ask(asking: Asking, question: str, every: bool | None = None) -> tuple[Answer, list[TableGrown]]:
    approach, adapters = asking.models.usual_way("", Scope())
    events = list(Routing(asking).answer(question, approach=approach, adapters=adapters, every_document=every))
    answer = events[-1]
    assert isinstance(answer, Answer)
    return answer, [event for event in events if isinstance(event, TableGrown)]


def cells(answer: Answer) -> dict[str, list[str]]:
    assert answer.table is not None
    return {row.label: [cell.text for cell in row.cells] for row in answer.table.rows if row.state is RowState.FOUND}


def test_every_cell_is_a_citation_of_words_that_stand_on_the_page(asking: Asking, data: DataPaths) -> None:
    answer, grown = ask(asking, INVOICES)
    assert cells(answer) == {
        "meyer.md": ["482.55 EUR", "2 June 2024"],
        "stadtwerke.md": ["249,90 EUR", "11.04.2024"],
        "roof.txt": ["1,940.00 EUR", ""],
    }
    assert answer.table is not None
    reader = LibraryReader(data.library)
    citations = {citation.marker: citation for citation in answer.citations}
    for row in answer.table.rows:
        for cell in row.cells:
            if cell.marker:
                citation = citations[cell.marker]
                page = reader.page(citation.path, citation.page)
                assert page is not None
                assert citation.path == row.path
                assert cell.text in " ".join(citation.quote.split())
                assert "".join(page.text[s.start : s.end] for s in citation.spans).split() == citation.quote.split()
    reader.close()
    assert sum(len(news.rows) for news in grown) == answer.table.read == answer.table.documents == 6


def test_what_cannot_be_read_is_told_with_its_reason(asking: Asking) -> None:
    answer, _ = ask(asking, INVOICES)
    assert answer.table is not None
    (broken,) = [row for row in answer.table.rows if row.state is RowState.UNREADABLE]
    assert broken.label == "broken.pdf"
    assert broken.note
    assert answer.table.unreadable == 1
    assert "1 file could not be read" in answer.text


def test_documents_are_counted_by_what_they_say(asking: Asking) -> None:
    answer, _ = ask(asking, "How many of my leases renew automatically?")
    assert answer.text.startswith("**1**")
    assert cells(answer) == {"flat.md": ["The lease renews automatically for one year."]}
    invoices, _ = ask(asking, "How many invoices are there?")
    assert invoices.text.startswith("**3**")


def test_only_what_is_within_a_bound_counts(asking: Asking) -> None:
    answer, _ = ask(asking, "How many invoices are over 300 euros?")
    assert set(cells(answer)) == {"meyer.md", "roof.txt"}
    assert answer.table is not None
    notes = {row.label: row.note for row in answer.table.rows}
    assert notes["stadtwerke.md"] == "Total: 249,90 EUR, not over 300 euros."


def test_named_documents_are_compared_side_by_side(asking: Asking) -> None:
    answer, _ = ask(asking, "Compare meyer.md and stadtwerke.md")
    assert answer.table is not None
    assert answer.table.columns == ("meyer.md", "stadtwerke.md")
    assert cells(answer)["Total"] == ["482.55 EUR", "249,90 EUR"]
    other, _ = ask(asking, "Compare stadtwerke.md and meyer.md")
    assert other.table is not None
    assert other.table.columns == ("stadtwerke.md", "meyer.md")


def test_an_ordinary_question_is_answered_as_usual_unless_the_person_says_otherwise(asking: Asking) -> None:
    question = "How many white herons does the keeper count every morning?"
    usual, grown = ask(asking, question)
    assert usual.table is None
    assert not grown
    assert "seventeen" in usual.text
    every, _ = ask(asking, question, every=True)
    assert list(cells(every)) == ["herons.md"]
    assert every.table is not None
    assert every.table.read == 6


def test_nothing_is_found_where_nothing_is_said(asking: Asking) -> None:
    question = "Which documents mention asbestos?"
    answer, _ = ask(asking, question, every=True)
    assert answer.refused
    assert answer.citations == ()
    assert cells(answer) == {}
    again, grown = ask(asking, question)  # where nothing else knows more, the table is the answer
    assert grown
    assert again.table is not None


def test_where_a_list_comes_to_nothing_the_best_passages_may_know_more(asking: Asking) -> None:
    answer, grown = ask(asking, "Which documents describe counting white birds at the lighthouse at dawn?")
    assert grown[-1].found == 0
    assert answer.table is None
    assert {Path(citation.path).name for citation in answer.citations} == {"herons.md"}


def test_a_stop_keeps_the_table_so_far(asking: Asking) -> None:
    calls = iter(range(1_000))
    approach, adapters = asking.models.usual_way("", Scope())
    events = Routing(asking).answer(
        INVOICES, approach=approach, adapters=adapters, is_cancelled=lambda: next(calls) > 5
    )
    answer = list(events)[-1]
    assert isinstance(answer, Answer)
    assert answer.stopped
    assert answer.table is not None
    assert 0 < answer.table.read < 6
    assert {row.state for row in answer.table.rows} >= {RowState.NOT_READ}


def test_without_documents_every_document_cannot_be_asked(asking: Asking) -> None:
    with pytest.raises(BadInput):
        list(Routing(asking).answer("Total?", approach=Approach.MODEL, every_document=True))


def test_the_table_is_written_for_spreadsheets(asking: Asking, tmp_path: Path) -> None:
    answer, _ = ask(asking, INVOICES)
    write_table(answer, tmp_path / "table.csv")
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["Total"] == "482.55 EUR"
    assert rows[0]["Total: quote"] == "Total | 482.55 EUR"
    assert {row["State"] for row in rows} == {"found", "not found", "unreadable"}


def test_the_worker_tells_the_table_as_it_grows(start_worker: Callable[[str], Worker], data: DataPaths) -> None:
    events = start_worker("inference").ask(Ask, question=INVOICES)
    told = [from_json(TableGrown, event.grown) for event in events if isinstance(event, DocumentsRead)]
    (finished,) = [event for event in events if isinstance(event, AnswerFinished)]
    answer = from_json(Answer, finished.answer)
    assert answer.table is not None
    assert sum(len(news.rows) for news in told) == len(answer.table.rows) == 6
    assert told[-1].read == 6


def test_an_able_model_reads_all_of_one_short_document(asking: Asking, data: DataPaths) -> None:
    small = asking.models.load()[0].card
    able = replace(small, parameters=1_000_000_000)
    path = str(data.root.parent / "papers" / "meyer.md")
    (chunks,) = [row.chunks for row in asking.library.documents() if row.path == path]
    assert asking.passages_read("What is the total in meyer.md?", Scope(), able) == chunks
    assert asking.passages_read("What is the total?", Scope((path,)), able) == chunks
    assert asking.passages_read("What is the total?", Scope(), able) == 0
    assert asking.passages_read("What is the total in meyer.md?", Scope(), small) == 0


def test_one_document_is_summed_up_in_its_own_words(asking: Asking) -> None:
    answer, _ = ask(asking, "Summarise flat.md")
    assert answer.table is None
    assert [citation.quote for citation in answer.citations] == [
        "The monthly rent is 950 EUR.",
        "The lease renews automatically for one year.",
    ]
    assert {Path(citation.path).name for citation in answer.citations} == {"flat.md"}


def test_a_document_as_a_whole_is_read_with_the_adapter_bound_to_its_folder(
    asking: Asking, data: DataPaths, tmp_path: Path
) -> None:
    adapters, papers = AdapterList.of(data), data.root.parent / "papers"
    for name, folder in (("Letters", str(papers)), ("Recipes", "")):
        copy = shutil.copy(adapters.shipped[0].path, tmp_path / f"{name}.gguf")
        adapters.add(replace(adapters.shipped[0], name=name, path=str(copy), folder=folder))
    scope = Scope((str(papers),))
    try:
        events = list(Routing(asking).answer("Summarise flat.md", approach=Approach.BOTH, scope=scope))
    finally:
        adapters.remove("Letters")
        adapters.remove("Recipes")
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert answer.adapter == "Letters"
