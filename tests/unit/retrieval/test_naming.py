"""A question that names a file is about that file, and about no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.retrieval.naming import find_named, may_name_files

PATHS = (
    "/home/ann/Lease 2024.pdf",
    "/home/ann/lease.pdf",
    "/home/ann/House rules.html",
    "/home/ann/ACME_EX-10.2_Supply_Agreement.txt",
    "/home/ann/Bürgerbrief.docx",
    "/home/ann/2024.txt",
)


@pytest.mark.parametrize(
    ("question", "names", "rest"),
    [
        ("What does lease.pdf say about pets?", ["lease.pdf"], "What does say about pets?"),
        ("How long is the notice in Lease 2024.pdf?", ["Lease 2024.pdf"], "How long is the notice in?"),
        ("How long is the notice in lease 2024?", ["Lease 2024.pdf"], "How long is the notice in?"),
        ("What do the “House rules” say about noise?", ["House rules.html"], "What do the say about noise?"),
        (
            "Which law governs the agreement (ACME_EX-10.2_Supply_Agreement.txt)?",
            ["ACME_EX-10.2_Supply_Agreement.txt"],
            "Which law governs the agreement?",
        ),
        ("Wer schrieb bürgerbrief.docx?", ["Bürgerbrief.docx"], "Wer schrieb?"),
    ],
)
def test_a_named_file_is_found_and_its_name_not_searched_for(question: str, names: list[str], rest: str) -> None:
    assert may_name_files(question)
    named = find_named(question, PATHS)
    assert [path.rpartition("/")[2] for path in named.paths] == names
    assert named.question.split() == rest.split()


@pytest.mark.parametrize(
    "question",
    ["What does the lease say about pets?", "What are the house rules?", "What happened in 2024?", "unlease.pdfs?"],
)
def test_plain_words_name_no_file(question: str) -> None:
    assert find_named(question, PATHS).paths == ()


def test_a_question_that_is_nothing_but_a_name_is_searched_for_as_it_stands() -> None:
    named = find_named("lease.pdf?", PATHS)
    assert named.question == "lease.pdf?"
    assert named.paths == ("/home/ann/lease.pdf",)


@given(st.text(max_size=60))
def test_whatever_is_asked_something_is_left_to_search_for(question: str) -> None:
    named = find_named(question, PATHS)
    assert named.question.strip() or not question.strip()
