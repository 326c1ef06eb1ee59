"""Promises of filters: what a question says about where to look is taken, and the rest is asked."""

from datetime import date, datetime

import pytest

from desktop_app.errors import BadInput
from desktop_app.retrieval.filters import Filters, paths_named, read_filters

TODAY = date(2026, 11, 20)
PATHS = ("/home/ada/Taxes/2024/form.pdf", "/home/ada/House rules.pdf", "/home/ada/mail/x.eml")


def seconds(year: int, month: int = 1, day: int = 1) -> float:
    return datetime(year, month, day).astimezone().timestamp()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("What is due? in:Taxes", Filters("What is due?", ("Taxes",))),
        ('in:"House rules.pdf" may I sing?', Filters("may I sing?", ("House rules.pdf",))),
        ("rent type:pdf", Filters("rent", (), (".pdf",))),
        ("rent type:mail", Filters("rent", (), (".eml", ".msg", ".mbox"))),
        ("rent since:2024-03", Filters("rent", (), (), seconds(2024, 3))),
        ("rent before:2024", Filters("rent", (), (), 0.0, seconds(2024))),
        (
            "rent since:2024-02-28 before:yesterday",
            Filters("rent", (), (), seconds(2024, 2, 28), seconds(2026, 11, 19)),
        ),
    ],
)
def test_filters_are_read_and_taken_out(asked: str, expected: Filters) -> None:
    assert read_filters(asked, TODAY) == expected


@pytest.mark.parametrize(
    ("asked", "rest", "suffixes", "since", "before"),
    [
        ("What is the rent in my PDFs?", "What is the rent?", (".pdf",), 0, 0),
        ("Was steht in meinen Folien über Ada?", "Was steht über Ada?", (".pptx", ".ppt", ".odp"), 0, 0),
        ("Who wrote to me in the mails from last week?", "Who wrote to me?", (".eml", ".msg", ".mbox"),
         seconds(2026, 11, 9), seconds(2026, 11, 16)),
        ("What changed in the files since March 2024?", "What changed?", (), seconds(2024, 3), 0),
        ("What was planned in the files before 2023?", "What was planned?", (), 0, seconds(2023)),
        ("What was said in the files from last month?", "What was said?", (), seconds(2026, 10), seconds(2026, 11)),
    ],
)  # fmt: skip
def test_plain_words_are_a_wish(asked: str, rest: str, suffixes: tuple[str, ...], since: float, before: float) -> None:
    assert read_filters(asked, TODAY) == Filters(rest, (), suffixes, since, before, is_wish=True)


@pytest.mark.parametrize(
    "asked",
    [
        "Who ruled before 1900?",
        "What has happened since 2024?",
        "Which type: a or b?",
        "What is in the letter?",
        "What stands in the files of Project 2024?",
        "What stands in the files from 1066?",
        "How many people live in Paris?",
    ],
)
def test_dates_and_words_of_the_subject_are_no_filters(asked: str) -> None:
    found = read_filters(asked, TODAY)
    assert not found
    assert found.question == asked


@pytest.mark.parametrize(
    "asked", ["rent since:soon", "rent before:2024-13", "rent before:9999", "rent since:0000", "rent type:***"]
)
def test_a_filter_that_makes_no_sense_says_what_it_wants(asked: str) -> None:
    with pytest.raises(BadInput, match="wants"):
        read_filters(asked, TODAY)


def test_a_place_is_a_folder_or_part_of_a_files_name() -> None:
    assert paths_named(["taxes"], PATHS) == [PATHS[0]]
    assert paths_named(["house"], PATHS) == [PATHS[1]]
    assert paths_named(["/home/ada/mail"], PATHS) == [PATHS[2]]
    with pytest.raises(BadInput, match="Zebra"):
        paths_named(["Zebra"], PATHS)
