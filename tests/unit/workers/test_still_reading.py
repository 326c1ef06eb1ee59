"""A refusal says when documents are still being read, and nothing else does."""

from desktop_app.domain import Answer, Approach
from desktop_app.workers.still_reading import tell_what_waits

REFUSED = Answer("Who?", "Not in your documents.", True, Approach.DOCUMENTS, "model")


def test_a_refusal_says_how_many_documents_are_not_read_yet() -> None:
    told = tell_what_waits(REFUSED, 6).text
    assert told == (
        "Not in your documents. 6 of your documents are not read to the end yet; ask again when that is done."
    )
    assert "One of your documents is not" in tell_what_waits(REFUSED, 1).text


def test_with_everything_read_a_refusal_stays_as_it_is() -> None:
    assert tell_what_waits(REFUSED, 0) is REFUSED


def test_an_answer_says_nothing_of_what_is_not_read() -> None:
    answer = Answer("Who?", "The keeper [1].", False, Approach.DOCUMENTS, "model")
    assert tell_what_waits(answer, 6) is answer
