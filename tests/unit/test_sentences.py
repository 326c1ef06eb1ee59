"""Promises of the sentence splitter."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.sentences import cells_of, split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Smith met J. R. Tolkien. He waved.", ["Dr. Smith met J. R. Tolkien.", "He waved."]),
        ("It costs 3.50 euros. Pay now.", ["It costs 3.50 euros.", "Pay now."]),
        ("Use tools, e.g. Python, i.e. code. Done.", ["Use tools, e.g. Python, i.e. code.", "Done."]),
        ('She said "Stop." Then she left.', ['She said "Stop."', "Then she left."]),
        ("He bought Yahoo! shares. Good.", ["He bought Yahoo! shares.", "Good."]),
        ("Apples, pears etc. are fruit. They grow.", ["Apples, pears etc. are fruit.", "They grow."]),
        ("He works at Acme Inc. The firm is old.", ["He works at Acme Inc.", "The firm is old."]),
        ("The U.S. Army came. It left.", ["The U.S. Army came.", "It left."]),
        ("The answer is no. The other is yes.", ["The answer is no.", "The other is yes."]),
        ("Am 3. Oktober war Feier. Es regnete.", ["Am 3. Oktober war Feier.", "Es regnete."]),
        ("Das gilt z.B. Montags. Sonst nicht.", ["Das gilt z.B. Montags.", "Sonst nicht."]),
        ("It ended in 1999. Nothing followed.", ["It ended in 1999.", "Nothing followed."]),
        ("他来了。你好吗？很好！", ["他来了。", "你好吗？", "很好！"]),
        ("「行こう。」と言った。次の日。", ["「行こう。」", "と言った。", "次の日。"]),
        ("A fact.[1] Another fact.[2][3]", ["A fact.[1]", "Another fact.[2][3]"]),
        ("¿Quién viene? ¡Nadie! Vale.", ["¿Quién viene?", "¡Nadie!", "Vale."]),
        ("1. Wash your hands. Then dry them.", ["1. Wash your hands.", "Then dry them."]),
        ("Wait... What? No.", ["Wait...", "What?", "No."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_single_line_break_is_a_space() -> None:
    assert sentences("The quick\nbrown fox.\nIt ran.") == ["The quick\nbrown fox.", "It ran."]


def test_an_empty_line_ends_a_sentence_without_a_full_stop() -> None:
    assert sentences("Opening hours\n\nWe open at nine.") == ["Opening hours", "We open at nine."]


def test_list_items_are_their_own_sentences() -> None:
    assert sentences("You need:\n- flour\n- two eggs\n2) heat") == ["You need:", "- flour", "- two eggs", "2) heat"]


def test_each_row_of_a_table_is_its_own_sentence() -> None:
    rows = "City | Since\nBonn | 1949. Capital.\nBerlin | 1990"
    assert sentences(rows) == ["City | Since", "Bonn | 1949. Capital.", "Berlin | 1990"]


text_with_traps = st.lists(
    st.one_of(
        st.sampled_from(
            [". ", ".", "! ", "? ", "。", "\n", "\r\n", "\n\n", " | ", "- ", "1. ", "Dr", "U.S", "[1]", '"', "’", " "]
        ),
        st.text(max_size=8),
    ),
    max_size=40,
).map("".join)


@given(text_with_traps)
def test_sentences_cover_all_text_in_order_without_overlap(text: str) -> None:
    position = 0
    for start, end in split_sentences(text):
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


@pytest.mark.parametrize("text", ["a. " * 100_000, "." * 300_000, "[1]" * 100_000, "x" * 300_000, "1." * 100_000])
def test_hostile_text_takes_no_more_than_linear_time(text: str) -> None:
    begin = time.perf_counter()
    split_sentences(text)
    assert time.perf_counter() - begin < 5


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("a | b", ["a", "b"]),
        ("a |  |", ["a", "", ""]),
        ("a |", ["a", ""]),
        (" | b", ["", "b"]),
        ("| b", ["", "b"]),
        (" |  | c |", ["", "", "c", ""]),
        ("a|b", ["a|b"]),
    ],
)
def test_a_row_has_all_its_cells_the_empty_ones_too(row: str, cells: list[str]) -> None:
    assert cells_of(row) == cells


def test_a_row_of_which_only_the_first_cell_is_filled_is_a_sentence() -> None:
    text = "Apples | 3\nPears |\nPlums |\nThat is all."
    assert [text[start:end] for start, end in split_sentences(text)] == text.split("\n")


@pytest.mark.parametrize(
    "text", ["." * 300_000 + "x", "…" * 300_000 + "x", "A." + "[1]" * 100_000 + "x", ".'" * 150_000]
)
def test_endless_stops_take_no_longer_than_other_text(text: str) -> None:
    begun = time.monotonic()
    assert len(split_sentences(text)) == 1
    assert time.monotonic() - begun < 5
