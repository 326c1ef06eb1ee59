"""What a person typed becomes passages: filters, named files and two questions in one."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from desktop_app.domain import Chunk, FoundFile, Page, ParsedDocument, Scope, Span
from desktop_app.errors import BadInput
from desktop_app.retrieval.retriever import Retriever
from desktop_app.store.library import Library
from desktop_app.store.library_reader import LibraryReader
from desktop_app.store.search import SearchIndex
from desktop_app.workers.finding import Finding

FILES = {
    "/home/ada/Taxes/form.pdf": (datetime(2024, 5, 1), "The rent of the flat is declared on line 9."),
    "/home/ada/lease.txt": (datetime(2023, 5, 1), "The rent is 900 euros. The lease ends in March."),
    "/home/ada/cats.txt": (datetime(2022, 5, 1), "Cats sleep in the afternoon and hunt at night."),
}


class NoMeaning:
    """Nothing is embedded in this library, so that words alone decide."""

    def embed_question(self, text: str) -> npt.NDArray[np.float32]:
        return np.zeros(3, dtype=np.float32)


@pytest.fixture(scope="module")
def finding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finding]:
    library = Library(tmp_path_factory.mktemp("finding") / "library.db")
    for number, (name, (modified, text)) in enumerate(FILES.items()):
        file = FoundFile(name, 1, int(modified.astimezone().timestamp()) * 10**9, number)
        library.expect_files([(name, "/home/ada", file)])
        known = library.known_file(name)
        assert known is not None
        chunk = Chunk(0, text, "", (Span(1, 0, len(text)),), tokens=9)
        library.replace_document(known.id, name.encode(), ParsedDocument(name, (Page(1, text),)), [chunk])
    index, reader = SearchIndex(library.path), LibraryReader(library.path)
    yield Finding(reader, Retriever(index, NoMeaning()), lambda: date(2024, 6, 1))
    index.close()
    reader.close()
    library.close()


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How high is the rent?", ["lease.txt", "form.pdf"]),
        ("How high is the rent? in:taxes", ["form.pdf"]),
        ("rent type:txt", ["lease.txt"]),
        ("rent since:2024", ["form.pdf"]),
        ("rent in the files before 2024", ["lease.txt"]),
        ("What is the rent in my PDFs?", ["form.pdf"]),
        ("rent in my slides", ["lease.txt", "form.pdf"]),  # there are none: a wish, and no filter
        ("When does the lease end and when do cats sleep?", ["lease.txt", "cats.txt"]),
        ("What does form.pdf say about rent?", ["form.pdf"]),
    ],
)
def test_passages_come_from_where_the_question_says(finding: Finding, question: str, names: list[str]) -> None:
    found = finding.find(question, 10, Scope())
    assert sorted(Path(passage.path).name for passage in found.passages) == sorted(names)
    scores = [passage.score for passage in found.passages]
    assert scores == sorted(scores, reverse=True)


def test_a_filter_that_nothing_meets_is_said_and_not_ignored(finding: Finding) -> None:
    with pytest.raises(BadInput, match="Zebra"):
        finding.find("rent in:Zebra", 10, Scope())
    assert finding.find("rent type:docx", 10, Scope()).passages == ()


def test_what_answers_both_parts_of_a_question_goes_first(finding: Finding) -> None:
    alone = finding.find("How is the rent of the flat declared?", 10, Scope())
    both = finding.find("How is the rent, and when does the lease end?", 10, Scope())
    assert [Path(passage.path).name for passage in alone.passages] == ["form.pdf", "lease.txt"]
    assert [Path(passage.path).name for passage in both.passages] == ["lease.txt", "form.pdf"]
