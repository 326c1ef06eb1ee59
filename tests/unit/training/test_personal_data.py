"""What counts as personal: with right check digits where there are any, and no dates or years."""

import pytest

from desktop_app.training.personal_data import find_personal, is_card, is_iban


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Write to jo.doe@example.co.uk, please.", "mail", "jo.doe@example.co.uk"),
        ("IBAN DE89 3704 0044 0532 0130 00 please pay", "iban", "DE89 3704 0044 0532 0130 00"),
        ("GB82WEST12345698765432", "iban", "GB82WEST12345698765432"),
        ("My card is 4111 1111 1111 1111.", "card", "4111 1111 1111 1111"),
        ("Ring me at 555-123-4567 tonight", "phone", "555-123-4567"),
        ("Reach us: +49 (0)30 123456-78", "phone", "+49 (0)30 123456-78"),
        ("tel. 030/1234567", "phone", "030/1234567"),
        ("My phone: 1234567", "phone", "1234567"),
    ],
)
def test_personal_strings_are_found_as_they_are_written(text: str, kind: str, found: str) -> None:
    assert [(string.kind.value, string.text) for string in find_personal(text)] == [(kind, found)]


@pytest.mark.parametrize(
    "text",
    [
        "on 12.03.2024 and 2024-03-12",
        "in 1803 1848 1870",
        "Calling from 2004-2009 was cheap, call 2004-2009",
        "12,345,678 people",
        "0.123 4567",
        "ISBN 978-3-16-148410-0",
        "version 10.0.19045.3570",
        "4111 1111 1111 1112",
        "DE88 3704 0044 0532 0130 00",
        "someone@localhost",
    ],
)
def test_dates_years_amounts_and_wrong_check_digits_are_not_personal(text: str) -> None:
    assert find_personal(text) == []


@pytest.mark.parametrize("digit", range(10))
def test_one_wrong_digit_is_no_card_and_no_iban(digit: int) -> None:
    assert is_card(f"411111111111111{digit}") == (digit == 1)
    assert is_iban(f"DE8937040044053201300{digit}") == (digit == 0)


def test_what_is_written_in_two_ways_is_the_same_string() -> None:
    spaced, plain = find_personal("DE89 3704 0044 0532 0130 00 or DE89370400440532013000")
    assert spaced.normalised == plain.normalised
