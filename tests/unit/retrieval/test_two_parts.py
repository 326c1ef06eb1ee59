"""Promises of two-part questions: both parts are searched, and one question stays one."""

import pytest

from desktop_app.domain import Chunk, Passage, Span
from desktop_app.retrieval.two_parts import parts_of, take_turns


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "When does the lease end and how high is the monthly rent?",
            ["When does the lease end", "how high is the monthly rent?"],
        ),
        (
            "Who wrote the yearly report? When was it printed?",
            ["Who wrote the yearly report", "Who wrote the yearly report When was it printed?"],
        ),
        ("What is the difference between gross and net salary?", ["gross", "net salary"]),
        ("Compare the lease of 2023 with the lease of 2024", ["the lease of 2023", "the lease of 2024"]),
        (
            "Wann endet der Mietvertrag und wie hoch ist die Kaution?",
            ["Wann endet der Mietvertrag", "wie hoch ist die Kaution?"],
        ),
    ],
)
def test_two_questions_in_one_are_told_apart(question: str, parts: list[str]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "When does the lease end?",
        "Who wrote War and Peace?",
        "Which band released Counterparts and had a famous drummer?",
        "What do cats and dogs eat?",
        "",
        "The report is late and what follows is unclear",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert parts_of(question) == []


def test_the_lists_take_turns_and_nothing_comes_twice() -> None:
    def passage(document: int) -> Passage:
        return Passage(document, "", "", Chunk(0, "x", "", (Span(1, 0, 1),)), 0.0)

    found = take_turns([[passage(1), passage(2), passage(3)], [passage(4), passage(1)], []])
    assert [p.document_id for p in found] == [1, 4, 2, 3]


def test_a_passage_found_twice_keeps_its_first_place_and_its_best_evidence() -> None:
    def passage(document: int, similarity: float, overlap: float) -> Passage:
        chunk = Chunk(0, "x", "", (Span(1, 0, 1),))
        return Passage(document, "", "", chunk, 0.0, similarity=similarity, overlap=overlap)

    found = take_turns([[passage(1, 0.2, 0.5), passage(2, 0.1, 0.1)], [passage(2, 0.6, 0.4), passage(1, 0.1, 0.9)]])
    assert [(p.document_id, p.similarity, p.overlap) for p in found] == [(1, 0.2, 0.9), (2, 0.6, 0.4)]
