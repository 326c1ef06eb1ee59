"""Promises of follow-up questions: made whole enough to search with, and left alone where they are whole."""

import pytest

from desktop_app.answering.follow_up import searchable_question
from desktop_app.domain import Turn

TALK = [Turn("user", "When does the lease end?"), Turn("assistant", "On 31 March 2027 [1].")]


@pytest.mark.parametrize("question", ["And who signed it?", "Why?", "Und wer hat ihn unterschrieben?", "the rent?"])
def test_a_question_that_leans_on_the_last_one_is_searched_with_it(question: str) -> None:
    assert searchable_question(question, TALK) == f"When does the lease end? {question}"


def test_a_question_that_stands_alone_is_searched_alone() -> None:
    question = "Which vaccines do children need before starting primary school?"
    assert searchable_question(question, TALK) == question


def test_the_first_question_is_searched_as_it_is() -> None:
    assert searchable_question("Why?", []) == "Why?"


def test_a_question_that_leans_on_one_that_leans_is_searched_with_what_both_lean_on() -> None:
    asked = ["Who lives next door?", "How often must the coffee machine be cleaned?", "Why?", "And by whom?"]
    talk = [turn for text in asked for turn in (Turn("user", text), Turn("assistant", "So it is said [1]."))]
    assert searchable_question("With what?", talk) == " ".join([*asked[1:], "With what?"])
    assert searchable_question("With what?", talk[2:]) == " ".join([*asked[1:], "With what?"])
    assert searchable_question("For how long?", [*talk, Turn("user", "With what?")]) == (
        "Why? And by whom? With what? For how long?"
    )
