"""Amounts, dates and lengths of time are the same in whatever form they are written."""

import pytest

from desktop_app.written_values import amount_of, comparable, dates_in, days_of, number_of


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1.234,50", 1234.5),
        ("1,234.50", 1234.5),
        ("1 234,50", 1234.5),
        ("1'234.50", 1234.5),
        ("1,250", 1250),
        ("1.250.000", 1_250_000),
        ("1,250,000.125", 1_250_000.125),
        ("0.125", 0.125),
        ("12.5", 12.5),
        ("12.1234", 12.1234),
        ("7.", 7),
        ("007", 7),
        ("dreißig", 30),
        ("Ninety", 90),
    ],
)
def test_a_number_is_the_same_in_every_language(written: str, number: float) -> None:
    assert number_of(written) == number


def test_the_first_figures_of_a_text_are_its_amount() -> None:
    assert amount_of("EUR 1.099,90 per month, 12 times") == 1099.9
    assert amount_of("none at all") is None


@pytest.mark.parametrize(
    "written",
    ["2024-05-03", "3 May 2024", "3rd of May 2024", "May 3, 2024", "3. Mai 2024", "3.5.2024", "03/05/24", "3 mai 2024"],
)
def test_a_day_is_the_same_in_every_form(written: str) -> None:
    (found,) = dates_in(f"Due on {written}.")
    assert (found.year, found.month, found.day) == (2024, 5, 3)


def test_a_day_without_a_year_has_none() -> None:
    (found,) = dates_in("Every 1 December")
    assert (found.year, found.month, found.day) == (0, 12, 1)


def test_lengths_of_time_are_held_against_each_other() -> None:
    written = ["two weeks", "ten days", "ninety (90) days", "1 year", "three months", "a month"]
    assert sorted(written, key=lambda text: days_of(text) or 0) == [
        "ten days",
        "two weeks",
        "a month",
        "ninety (90) days",
        "three months",
        "1 year",
    ]
    assert days_of("at any time") is None


def test_texts_are_compared_by_the_kind_of_value_most_of_them_hold() -> None:
    assert comparable(["3 May 2024", "on receipt", "1 June 2023"]) == [(2024, 5, 3), None, (2023, 6, 1)]
    assert comparable(["EUR 900", "EUR 1.250"]) == [(900,), (1250,)]
    assert comparable(["Mr Berg", "the landlord"]) == [None, None]
