"""Promises of evidence: what the passages have nothing to do with is told by meaning and words, in any language."""

import pytest

from desktop_app.answering.evidence import FAR_IF_WEAK, holds_nothing, is_far
from tests.samples.passages import RENT, passage

TABLE = "Item | Euros a month\nBasic rent | 890.00\nHeating | 95.00"


@pytest.mark.parametrize(
    ("similarity", "overlap", "nothing", "far", "far_if_weak"),
    [
        (0.2, 0.2, True, True, True),
        (0.4, 0.1, False, True, True),
        (0.45, 0.25, False, False, True),
        (0.3, 0.8, False, False, False),
        (0.7, 0.2, False, False, False),
        (0.1, 0.9, False, False, False),
    ],
)
def test_what_neither_meaning_nor_words_bring_near_holds_nothing(
    similarity: float, overlap: float, nothing: bool, far: bool, far_if_weak: bool
) -> None:
    passages = [passage(RENT, 1, similarity=similarity, overlap=overlap)]
    assert holds_nothing(passages) is nothing
    assert is_far(passages) is far
    assert is_far(passages, FAR_IF_WEAK) is far_if_weak


def test_the_nearest_passage_by_each_decides() -> None:
    far, near = passage(RENT, 1, similarity=0.1, overlap=0.0), passage(RENT, 2, similarity=0.6, overlap=0.7)
    assert not holds_nothing([far, near])
    assert not is_far([far, near])
    assert holds_nothing([far, far])
    assert is_far([far, far])
    assert holds_nothing([])
    assert is_far([])


def test_the_rows_of_a_table_share_few_words_with_a_question_that_they_answer() -> None:
    row = passage(TABLE, 1, similarity=0.35, overlap=0.1)
    assert not is_far([row])
    assert not is_far([row], FAR_IF_WEAK)
