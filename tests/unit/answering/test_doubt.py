"""Promises of doubt: what only looks answerable is doubted, and plain questions are not."""

import pytest

from desktop_app.answering.doubt import BEFORE_WRITING, WEIGHTS, doubt, signs

TEXTS = [
    "The lighthouse of Mill Bay was built by Ada Stone in 1871. It is 31 metres high.",
    "Bo Reed kept it until 1920. The tower is not open in winter.",
]


@pytest.mark.parametrize(
    "question",
    [
        "Who built the lighthouse of Mill Bay?",
        "When was the lighthouse built?",
        "How high is the lighthouse of Mill Bay?",
        "When is the tower not open?",
        "Is it high?",
        "",
    ],
)
def test_what_stands_there_is_not_doubted(question: str) -> None:
    assert doubt(question, TEXTS) < BEFORE_WRITING.words


@pytest.mark.parametrize(
    "question",
    [
        "What did Ada Stone never build at the lighthouse?",
        "How many lamps did Cleo Marsh bring to the lighthouse?",
        "Which towers were not built by Cleo Marsh in 1850?",
    ],
)
def test_what_only_looks_answerable_is_doubted(question: str) -> None:
    assert doubt(question, TEXTS) > BEFORE_WRITING.words


def test_every_sign_has_a_weight_and_lies_between_no_and_yes() -> None:
    for texts in (TEXTS, [], [""]):
        found = signs("How many boats did Ada not build in 1900?", texts)
        assert found.keys() == WEIGHTS.keys()
        assert all(0 <= value <= 1 for value in found.values())
