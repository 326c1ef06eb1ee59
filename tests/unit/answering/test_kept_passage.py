"""Promises of the kept passage: a follow-up about it costs little to read, another question loses nothing."""

from collections.abc import Sequence
from dataclasses import replace

from desktop_app.answering.citations import cite
from desktop_app.answering.kept_passage import MOST_TOKENS, KeptPassage, kept_after, leads
from desktop_app.answering.prompt import BEGINNING, Reading, beginning, prompt_from_documents
from desktop_app.domain import Answer, Approach, Chunk, Passage, Span, Turn

LEASE = (
    "The tenants may end the lease with a notice period of three months. The notice must reach the landlord in "
    "writing, signed by both tenants. An e-mail is not enough."
)
PUMP = "The heat pump has a warranty of five years on its compressor, if it is serviced every year."
SMALL = Reading(3, 40, 2, is_trusted=False)


class Counter:
    """A model that counts words as tokens."""

    context = 4096

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def count_prompt(self, turns: Sequence[Turn]) -> int:
        return sum(self.count_tokens(turn.text) for turn in turns)


def passage(text: str, path: str, score: float = 1.0) -> Passage:
    return Passage(1, path, path.strip("/"), Chunk(0, text, "", (Span(1, 0, len(text)),)), score)


def answered(*passages: Passage, quote: str = "three months") -> Answer:
    start = passages[0].chunk.text.index(quote)
    citation = cite(1, passages[0], start, start + len(quote))
    text = "Three months [1]."
    return Answer("How long?", text, False, Approach.DOCUMENTS, "M", (citation,), passages)


def count(text: str) -> int:
    return len(text.split())


def test_the_passage_that_was_cited_is_kept_with_its_conversation() -> None:
    earlier = (Turn("user", "Hello?"), Turn("assistant", "Hello."))
    kept = kept_after(earlier, answered(passage(LEASE, "/lease"), passage(PUMP, "/pump")), count)
    said = (Turn("user", "How long?"), Turn("assistant", "Three months [1]."))
    assert kept == KeptPassage((*earlier, *said), passage(LEASE, "/lease"))


def test_nothing_is_kept_of_what_was_refused_or_stopped() -> None:
    answer = answered(passage(LEASE, "/lease"))
    assert kept_after((), replace(answer, refused=True), count) is None
    assert kept_after((), replace(answer, stopped=True), count) is None
    assert kept_after((), replace(answer, citations=()), count) is None


def test_of_a_long_passage_what_stands_around_the_quote_is_kept() -> None:
    text = " ".join(f"Sentence number {n} says something of little weight to anybody." for n in range(90))
    quote = "Sentence number 45 says something of little weight to anybody."
    kept = kept_after((), answered(passage(text, "/long"), quote=quote), count)
    assert kept is not None
    held = kept.passage.chunk.text
    assert quote in held
    assert MOST_TOKENS - 20 < count(held) <= MOST_TOKENS
    (span,) = kept.passage.chunk.spans
    assert text[span.start : span.end] == held


def test_a_follow_up_about_it_begins_with_it_and_little_is_new() -> None:
    lease, pump = passage(LEASE, "/lease", 0.4), passage(PUMP, "/pump", 0.3)
    question = "Must the notice be in writing?"
    prompt = prompt_from_documents(question, [pump, lease], (), Counter(), SMALL, 60, lease)
    text = prompt.turns[-1].text
    assert text.startswith(beginning(lease))
    assert [source.path for source in prompt.sources] == ["/lease"]
    assert prompt.sources[0].score == 0.4
    assert text == f"{beginning(lease)}Question: {question}"


def test_an_able_model_reads_a_little_of_the_other_passages_too() -> None:
    lease, pump = passage(LEASE, "/lease", 0.4), passage(PUMP, "/pump", 0.3)
    question = "Must the notice be in writing?"
    prompt = prompt_from_documents(question, [pump, lease], (), Counter(), replace(SMALL, is_trusted=True), 60, lease)
    text = prompt.turns[-1].text
    assert text.startswith(beginning(lease))
    assert [source.path for source in prompt.sources] == ["/lease", "/pump"]
    new = count(text) - count(beginning(lease))
    assert new <= SMALL.tokens // 4 + len(question.split()) + 4


def test_a_question_about_something_else_is_asked_as_ever() -> None:
    lease, pump = passage(LEASE, "/lease", 0.4), passage(PUMP, "/pump", 0.5)
    question = "How long is the warranty on the compressor?"
    asked = prompt_from_documents(question, [pump, lease], (), Counter(), SMALL, 60, lease)
    assert asked == prompt_from_documents(question, [pump, lease], (), Counter(), SMALL, 60)
    assert leads(lease, question, [pump, lease]) is None
    assert beginning(None) == BEGINNING


def test_where_it_leaves_no_room_the_prompt_is_written_without_it() -> None:
    narrow = Counter()
    narrow.context = 90
    lease = passage(LEASE, "/lease")
    history = (Turn("user", "word " * 20), Turn("assistant", "word " * 20))
    prompt = prompt_from_documents("Must the notice be in writing?", [lease], history, narrow, SMALL, 20, lease)
    assert narrow.count_prompt(prompt.turns) + prompt.max_tokens <= narrow.context
