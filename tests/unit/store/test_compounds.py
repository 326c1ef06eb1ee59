"""Promises of compounds: a word that stands nowhere is found by its parts, and in the compounds that hold it."""

from collections.abc import Callable, Iterator

import pytest

from desktop_app.domain import Chunk, FoundFile, Page, ParsedDocument, Scope, Span
from desktop_app.store.library import Library
from desktop_app.store.search import SearchIndex

NOTICE = "Die Frist zur Kündigung beträgt drei Monate, und sie beginnt mit dem Zugang der Kündigung."
LEASE = "Der Mietvertrag wurde für die Wohnung geschlossen, und er ist mit dem Tag der Übergabe gültig."
CATS = "Cats sleep in the afternoon, and a bowl of milk is super for the cat."

Find = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library = Library(tmp_path_factory.mktemp("compounds") / "library.db")
    for text in (NOTICE, LEASE, CATS):
        _add(library, text)
    yield library
    library.close()


@pytest.fixture(scope="module")
def find(library: Library) -> Iterator[Find]:
    index = SearchIndex(library.path)
    yield lambda word: [passage.chunk.text for passage in index.matching([word], 10, Scope())]
    index.close()


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Kündigungsfrist", NOTICE),
        ("kuendigungsfrist", NOTICE),
        ("Vertrag", LEASE),
        ("Verträge", LEASE),
        ("Superbowl", CATS),
    ],
)
def test_a_word_that_stands_nowhere_is_found_by_its_parts_or_in_compounds(find: Find, word: str, text: str) -> None:
    assert find(word) == [text]


@pytest.mark.parametrize("word", ["Fristen", "Mietvertrags", "milk"])
def test_a_word_that_stands_somewhere_is_looked_up_as_it_is(find: Find, word: str) -> None:
    assert len(find(word)) == 1


@pytest.mark.parametrize("word", ["Kündigungsgrund", "Zebra", "Tag des", "'\"*", "猫"])
def test_a_word_of_which_only_a_part_is_known_finds_nothing_by_it(find: Find, word: str) -> None:
    assert find(word) == []


def test_what_came_to_the_library_meanwhile_is_found(library: Library, find: Find) -> None:
    assert find("Abrechnung") == []
    text = "Die Heizkostenabrechnung kommt im März mit der Post, und sie ist sofort zu zahlen."
    _add(library, text)
    assert find("Abrechnung") == [text]


def _add(library: Library, text: str) -> None:
    name = f"/notes/{abs(hash(text))}.txt"
    library.expect_files([(name, "/notes", FoundFile(name, 1, 1, abs(hash(text)) % 10**9))])
    known = library.known_file(name)
    assert known is not None
    chunk = Chunk(0, text, "", (Span(1, 0, len(text)),), tokens=20)
    library.replace_document(known.id, name.encode(), ParsedDocument(name, (Page(1, text),)), [chunk])
