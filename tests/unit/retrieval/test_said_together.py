"""Promises of what is said together: one sentence, or words side by side, goes before words strewn about."""

from desktop_app.domain import Chunk, Passage, Span
from desktop_app.retrieval.said_together import MOST_READ, put_said_together_first

STREWN = "The band plays on Sundays. A drummer of the town was born here. The year was 1950."
TOGETHER = "It rains in the town. The drummer of the band was born in 1950. So be it."
OTHER = "A cat sleeps in the sun. It hunts at night."


def passage(document: int, text: str, score: float = 0.5) -> Passage:
    return Passage(document, "", "", Chunk(0, text, "", (Span(1, 0, len(text)),)), score, similarity=0.4, overlap=0.3)


def order(question: str, *passages: Passage) -> list[int]:
    return [found.document_id for found in put_said_together_first(question, passages)]


def test_a_sentence_that_holds_the_question_goes_before_its_words_strewn_about() -> None:
    assert order("When was the drummer of the band born?", *map(passage, (1, 2, 3), (OTHER, STREWN, TOGETHER))) == [
        3,
        2,
        1,
    ]


def test_words_side_by_side_as_in_the_question_go_first() -> None:
    apart, beside = passage(1, "The water of the rain fills the tank."), passage(2, "The rain water fills the tank.")
    assert order("rain water", apart, beside, passage(3, OTHER)) == [2, 1, 3]


def test_what_was_found_far_better_stays_first() -> None:
    assert order("When was the drummer of the band born?", passage(1, STREWN, 0.9), passage(2, TOGETHER, 0.4)) == [1, 2]


def test_scores_lie_between_none_and_one_and_evidence_is_kept() -> None:
    many = [passage(number, TOGETHER, 1.0 - number / 100) for number in range(MOST_READ + 5)]
    found = put_said_together_first("the drummer of the band", many)
    assert [p.document_id for p in found] == [p.document_id for p in many]
    scores = [p.score for p in found]
    assert scores == sorted(scores, reverse=True)
    assert 0 < scores[-1] < scores[0] <= 1
    assert {(p.similarity, p.overlap) for p in found} == {(0.4, 0.3)}


def test_a_question_without_words_and_a_library_without_passages_are_no_trouble() -> None:
    assert put_said_together_first("drummer", []) == []
    assert order("?", passage(1, OTHER), passage(2, STREWN)) == [1, 2]


def test_a_claim_or_a_description_is_left_in_its_order() -> None:
    claim = "The drummer of a band of the town was born in the rain of the year 1950"
    passages = [passage(1, STREWN), passage(2, TOGETHER)]
    assert put_said_together_first(claim, passages) == passages
