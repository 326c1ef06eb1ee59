"""Promises of filters as a person writes them, and as the window shows them."""

from datetime import date

import pytest

from desktop_app.errors import BadInput
from desktop_app.filter_words import Filter, as_filter, check_filter, label_of, proposed_filters, take_filters
from desktop_app.plain_filters import find_plain_filter

TODAY = date(2026, 11, 20)


def test_filters_are_taken_out_and_the_rest_is_left() -> None:
    found, rest = take_filters('rent  in:"House rules.pdf" type:mail, since:2024')
    assert found == [Filter("in", "House rules.pdf"), Filter("type", "mail"), Filter("since", "2024")]
    assert rest == "rent"
    assert take_filters("a  question\nof two lines") == ([], "a  question\nof two lines")


@pytest.mark.parametrize("typed", ["type:pdf", 'in:"House rules.pdf"', 'since:"last week"', "before:2024-03"])
def test_a_filter_reads_back_as_it_was_typed(typed: str) -> None:
    found = as_filter(typed)
    assert found is not None
    assert str(found) == typed


@pytest.mark.parametrize(
    ("entry", "label"),
    [
        ("type:pdf", "PDF"),
        ("type:spreadsheet", "Tables"),
        ("type:.odg", ".odg files"),
        ("in:Taxes", "in Taxes"),
        ('since:"this week"', "since this week"),
        ("/home/ada/in:tray/House rules.pdf", "House rules.pdf"),
        ("/home/ada/type:pdf", "type:pdf"),
        ("C:\\Users\\Ada", "C:\\Users\\Ada"),
    ],
)
def test_an_entry_of_a_scope_has_a_short_name(entry: str, label: str) -> None:
    assert label_of(entry) == label


def test_paths_are_no_filters() -> None:
    assert as_filter("/home/ada/Taxes") is None
    assert as_filter("/home/ada/type:pdf") is None
    assert as_filter("type:pdf and more") is None


def test_a_filter_that_makes_no_sense_is_told() -> None:
    with pytest.raises(BadInput, match="wants"):
        check_filter(Filter("since", "soon"), TODAY)
    check_filter(Filter("in", "anything"), TODAY)


def test_only_kinds_that_the_library_holds_are_proposed_the_commonest_first() -> None:
    suffixes = [".eml", ".pdf", ".pdf", ".zip"]
    proposed = [filter_.label for filter_ in proposed_filters("", suffixes, TODAY)]
    assert proposed == ["PDF", "Mail", "since this week", "since this month", "since this year"]


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("pd", ["PDF"]),
        ("e-mail", ["Mail"]),
        ("slides", []),
        ("month", ["since this month"]),
        ("since", ["since this week", "since this month", "since this year"]),
        ("2024", ["since 2024", "before 2024"]),
        ("2024-13", []),
        ("2024-0", []),
    ],
)
def test_what_was_typed_chooses_among_kinds_and_dates(typed: str, labels: list[str]) -> None:
    assert [filter_.label for filter_ in proposed_filters(typed, [".eml", ".pdf"], TODAY)] == labels


@pytest.mark.parametrize(
    ("question", "label", "rest"),
    [
        ("What is the rent in my PDFs?", "PDF", "What is the rent?"),
        ("Who wrote to me in the mails from last week?", "Mail from last week", "Who wrote to me?"),
        ("What changed in the files since March 2024?", "Files since March 2024", "What changed?"),
        ("Was steht in meinen Folien vor 2023?", "Slides before 2023", "Was steht?"),
    ],
)
def test_plain_words_say_where_to_look(question: str, label: str, rest: str) -> None:
    found = find_plain_filter(question, TODAY)
    assert found is not None
    assert found.label == label
    assert found.without(question) == rest


@pytest.mark.parametrize(
    "question", ["What is in the letter?", "What is in all my documents?", "Who ruled before 1900?"]
)
def test_plain_words_of_the_subject_say_nothing(question: str) -> None:
    assert find_plain_filter(question, TODAY) is None
