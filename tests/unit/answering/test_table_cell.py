"""Cells of tables: a question that names one column and one row gets that cell, any other question gets none."""

import pytest

from desktop_app.answering.table_cell import asked_cell, quote_cell
from desktop_app.domain import Chunk, Passage, Span

PRICES = (
    "Month | Product | Price (EUR)\nFebruary | Oats | 1.25\nMarch | Oats | 1.35\nMarch | Barley | 0.95\nApril | Oats |"
)
PEOPLE = "Name | Phone | City\nAnna Keller | 0221 55 | Köln\nJonas Brandt | 030 77 | Berlin"


def passage(text: str, title: str = "table", document_id: int = 1) -> Passage:
    return Passage(document_id, f"/{title}.csv", title, Chunk(0, text, "", (Span(1, 0, len(text)),)), 1.0)


@pytest.mark.parametrize(
    ("question", "cell", "row"),
    [
        ("What was the price of oats in March?", "1.35", "March | Oats | 1.35"),
        ("What was the price of the product barley in March?", "0.95", "March | Barley | 0.95"),
        ("Wie hoch war der Price Oats im February?", "1.25", "February | Oats | 1.25"),
        ("What is Anna Keller's phone number?", "0221 55", "Anna Keller | 0221 55 | Köln"),
        ("Which city does Jonas live in?", None, ""),
        ("In which city is Jonas Brandt?", "Berlin", "Jonas Brandt | 030 77 | Berlin"),
    ],
)
def test_a_question_that_names_a_column_and_a_row_gets_their_cell(question: str, cell: str | None, row: str) -> None:
    passages = [passage("Oats are a grain."), passage(PRICES), passage(PEOPLE)]
    found = asked_cell(question, passages)
    assert (found.text if found else None) == cell
    if found:
        assert passages[found.passage].chunk.text[found.start : found.end] == row
        cited = quote_cell(passages[found.passage], found)
        assert cited.text == f"{cell} [1]"
        assert cited.citations[0].quote == row


@pytest.mark.parametrize(
    "question",
    [
        "What was the price in March?",  # two products, two prices
        "What was the highest price of oats in March?",
        "What was the price of oats before March?",
        "What was the price of oats in June?",
        "What was the price of rye in March?",
        "What was the price of oats in April?",  # an empty cell
        "What was not the price of oats in March?",
        "Price?",
        "March oats",
    ],
)
def test_other_questions_are_left_to_the_model(question: str) -> None:
    assert asked_cell(question, [passage(PRICES)]) is None


def test_how_many_is_answered_by_a_number_alone() -> None:
    states = "State | Membership | Seats\nDenmark | full | 16\nNorway | full | 20"
    assert asked_cell("How many states have a full membership?", [passage(states)]) is None
    found = asked_cell("How many seats does Norway have?", [passage(states)])
    assert found is not None
    assert found.text == "20"


def test_two_files_that_say_different_things_are_left_to_the_model() -> None:
    other = PRICES.replace("1.35", "1.55")
    question = "What was the price of oats in March?"
    assert asked_cell(question, [passage(PRICES), passage(other, "other", 2)]) is None
    assert asked_cell(question, [passage(PRICES), passage(PRICES, "copy", 2)]) is not None


def test_a_title_says_what_the_table_is_about() -> None:
    table = "Month | Price\nMarch | 1.35\nApril | 1.30"
    assert asked_cell("What was the price of oats in March?", [passage(table)]) is None
    found = asked_cell("What was the price of oats in March?", [passage(table, "Oats")])
    assert found is not None
    assert found.text == "1.35"


def test_a_table_within_a_text_has_its_own_header() -> None:
    text = f"We sell grain.\n\n{PRICES}\n\nAll prices without tax."
    found = asked_cell("What was the price of barley in March?", [passage(text)])
    assert found is not None
    assert found.text == "0.95"
