"""A conversation written as Markdown."""

from datetime import UTC
from pathlib import Path

from desktop_app.domain import Answer, Approach, Citation
from desktop_app.store.conversations import Conversation, ConversationMessage
from desktop_app.store.transcript import write_transcript

LEASE = Conversation(1, "Notice period", 0.0, 0.0)


def answered(text: str, *citations: Citation) -> ConversationMessage:
    answer = Answer("?", text, False, Approach.DOCUMENTS, "SmolLM2", citations)
    return ConversationMessage(2, "assistant", text, 0.0, answer)


def cite(marker: int, page: int) -> Citation:
    return Citation(marker, "/papers/lease.pdf", "Lease.pdf", page, "Termination", f"quote on\n{page}", f"page {page}")


def test_questions_answers_and_citations_are_written() -> None:
    question = ConversationMessage(1, "user", "How much notice?", 0.0, scope=(str(Path("/papers/House")),))
    text = write_transcript(LEASE, [question, answered("Ninety days [1].", cite(1, 7))], UTC)
    assert text.startswith("# Notice period\n\n*1970-01-01 00:00, from Carrel*\n\n## How much notice?\n")
    assert "*Only: House*" in text
    assert "Ninety days [^1]." in text
    assert "[^1]: Lease.pdf, page 7, Termination: “quote on 7” (`/papers/lease.pdf`)" in text


def test_footnotes_are_numbered_through_all_answers() -> None:
    text = write_transcript(
        LEASE, [answered("One [1] two [2].", cite(1, 1), cite(2, 2)), answered("A [1].", cite(1, 9))]
    )
    assert "One [^1] two [^2]." in text
    assert "A [^3]." in text
    assert "[^3]: Lease.pdf, page 9" in text


def test_a_failure_is_written_as_its_sentence() -> None:
    failed = ConversationMessage(2, "assistant", "", 0.0, error_code="worker.crashed", error="It stopped.")
    assert "*It stopped.*" in write_transcript(LEASE, [failed])


def test_links_and_images_of_a_model_are_defused() -> None:
    text = write_transcript(LEASE, [answered("![x](http://a.example/i.png) <img src=y> [z](http://b.example)")])
    assert "](" not in text
    assert "\\<img" in text
