"""Promises of titles: a document that is named is meant, and a common word names none."""

import pytest

from desktop_app.domain import Chunk, Passage, Span
from desktop_app.retrieval.titles import put_asked_first, put_led_to_first


def passage(document: int, title: str, text: str = "Some text.", score: float = 0.5, ordinal: int = 0) -> Passage:
    chunk = Chunk(ordinal, text, "", (Span(1, 0, len(text)),))
    return Passage(document, f"/home/ada/{document}.txt", title, chunk, score, similarity=0.4)


def order(passages: list[Passage]) -> list[int]:
    return [found.document_id for found in passages]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Neil Peart", "Some text."),
        ("Neil_Peart_4", "Some text."),
        ("Neil Peart (musician)", "Some text."),
        ("17", "Neil Peart\n\nNeil Ellwood Peart was a drummer."),
    ],
)
def test_a_document_that_the_question_names_goes_before_one_about_as_good(title: str, text: str) -> None:
    found = [passage(1, "Drummers of Canada", score=0.55), passage(2, title, text)]
    assert order(put_asked_first("Which band had Neil Peart's drums?", found)) == [2, 1]


@pytest.mark.parametrize(
    "title", ["The", "Who is", "17", "Bo", "Neil Peart and all the bands that he played in before"]
)
def test_stop_words_numbers_short_words_and_sentences_name_nothing(title: str) -> None:
    found = [passage(1, "Drummers", score=0.55), passage(2, title)]
    assert put_asked_first("Who is Bo, the Neil Peart of 17?", found) == found


def test_a_title_is_named_word_for_word_and_not_by_a_part() -> None:
    found = [passage(1, "Bands", score=0.55), passage(2, "Rush hour")]
    assert order(put_asked_first("Who is in Rush?", found)) == [1, 2]
    assert order(put_asked_first("When is the rush hour?", found)) == [2, 1]


def test_the_first_line_of_a_later_chunk_is_no_title() -> None:
    found = [passage(1, "Bands", score=0.55), passage(2, "Music", "Neil Peart\n\nHe drummed.", ordinal=3)]
    assert order(put_asked_first("Who was Neil Peart?", found)) == [1, 2]


def test_what_the_first_passage_names_follows_it_and_the_first_stays_first() -> None:
    first = passage(1, "Nobody's Hero", "Nobody's Hero is a song by Rush. Neil Peart wrote it.", 0.6)
    found = [first, passage(2, "Drummers", score=0.5), passage(3, "Neil Peart", score=0.4)]
    led = put_led_to_first(found, 1.0)
    assert order(led) == [1, 3, 2]
    assert [found.similarity for found in led] == [0.4] * 3
    assert all(0 <= found.score <= 1 for found in led)
    assert led[0].score >= led[1].score
    assert order(put_led_to_first(found, 0.0)) == [1, 2, 3]
    assert put_led_to_first([], 1.0) == []
