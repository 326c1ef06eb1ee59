"""Names are shown on one line and in one direction."""

import pytest

from desktop_app.shown_names import as_shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("first\nsecond\x1b[2J.txt", "first second [2J.txt"),
        ("\u05d7\u05e9\u05d1\u05d5\u05df \u200f2024.pdf", "\u05d7\u05e9\u05d1\u05d5\u05df 2024.pdf"),
        ("Gebühr 🦉.md", "Gebühr 🦉.md"),
    ],
)
def test_a_name_is_shown_on_one_line_and_in_one_direction(name: str, shown: str) -> None:
    assert as_shown(name) == shown
