"""The person's conversations: kept, found, set aside and brought back."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from desktop_app.domain import AdapterUse, Answer, Approach, Box, Chunk, Citation, Passage, Span
from desktop_app.errors import ConversationsDamaged, ConversationsTooNew
from desktop_app.evaluation.question_set import parse_question_set
from desktop_app.questions import as_lines
from desktop_app.store.approved import as_questions
from desktop_app.store.conversations import DAYS_KEPT, Conversations, shorten_title
from desktop_app.store.conversations_schema import CONVERSATION_MIGRATIONS
from desktop_app.store.migrations import schema_version
from desktop_app.workers.wire import from_json

ANSWER = Answer(
    question="How much notice?",
    text="Ninety days [1].",
    refused=False,
    approach=Approach.DOCUMENTS,
    model="SmolLM2",
    citations=(
        Citation(
            1, "/papers/lease.pdf", "Lease", 7, "Termination", "ninety days", "page 7",
            (Span(7, 3, 14),), (Box(7, 72.0, 80.0, 200.0, 92.0),),
        ),
    ),
    passages=(Passage(3, "/papers/lease.pdf", "Lease", Chunk(0, "ninety days", "", (Span(7, 0, 20),)), 0.9),),
    total_ms=812.5,
    tokens_per_second=31.0,
)  # fmt: skip


def read_answer(payload: object) -> Answer:
    return from_json(Answer, payload)


@pytest.fixture
def conversations(tmp_path: Path) -> Iterator[Conversations]:
    opened = Conversations.open(tmp_path / "conversations.db", read_answer, itertools.count(1_000.0).__next__)
    yield opened
    opened.close()


def titles(found: object) -> list[str]:
    return [conversation.title for conversation in found]  # type: ignore[attr-defined]


def test_what_was_said_reads_the_same_after_closing(tmp_path: Path) -> None:
    path = tmp_path / "conversations.db"
    opened = Conversations.open(path, read_answer)
    conversation = opened.create("How much notice?\nAnd to whom?")
    opened.add_question(conversation.id, "How much notice?", ["/papers"])
    opened.add_answer(conversation.id, ANSWER)
    opened.add_failure(conversation.id, "worker.crashed", "It stopped.", "Nine")
    opened.close()

    again = Conversations.open(path, read_answer)
    question, answer, failure = again.messages(conversation.id)
    assert titles(again.list()) == ["How much notice?"]
    assert (question.role, question.text, question.scope) == ("user", "How much notice?", ("/papers",))
    assert answer.answer == ANSWER
    assert (failure.error_code, failure.error, failure.text, failure.answer) == (
        "worker.crashed", "It stopped.", "Nine", None,
    )  # fmt: skip
    again.close()


def test_the_conversation_changed_last_comes_first(conversations: Conversations) -> None:
    first = conversations.create("first")
    conversations.create("second")
    conversations.add_question(first.id, "more")
    assert titles(conversations.list()) == ["first", "second"]


def test_conversations_are_found_by_words_of_title_and_messages(conversations: Conversations) -> None:
    lease = conversations.create("Lease")
    conversations.add_question(lease.id, "How much notice do I have to give?")
    conversations.add_answer(lease.id, ANSWER)
    pump = conversations.create("Wärmepumpe")
    conversations.add_question(pump.id, "保証期間はいつまでですか")
    assert titles(conversations.search("notice")) == ["Lease"]
    assert titles(conversations.search("NINETY lease")) == ["Lease"]
    assert titles(conversations.search("notice pump")) == []
    assert titles(conversations.search("warme")) == ["Wärmepumpe"]
    assert titles(conversations.search("保証")) == ["Wärmepumpe"]
    assert len(conversations.search("  ")) == 2


@pytest.mark.parametrize("words", ['"', "notice OR x", "a*", "NEAR(", "title:lease", "%", "_", "-notice", "'); drop"])
def test_a_persons_words_are_never_syntax(conversations: Conversations, words: str) -> None:
    conversations.create("Lease")
    assert titles(conversations.search(words)) == []


def test_a_renamed_conversation_is_found_by_its_new_title_only(conversations: Conversations) -> None:
    conversation = conversations.create("Lease")
    conversations.rename(conversation.id, "Heat pump")
    conversations.rename(conversation.id, "   ")
    assert titles(conversations.search("heat")) == ["Heat pump"]
    assert titles(conversations.search("lease")) == []


def test_a_deleted_conversation_is_hidden_and_comes_back(conversations: Conversations) -> None:
    conversation = conversations.create("Lease")
    conversations.delete(conversation.id)
    assert titles(conversations.list()) == []
    assert titles(conversations.search("lease")) == []
    conversations.restore(conversation.id)
    assert titles(conversations.list()) == ["Lease"]


def test_what_was_deleted_long_ago_is_forgotten_with_its_messages(tmp_path: Path) -> None:
    path = tmp_path / "conversations.db"
    opened = Conversations.open(path, read_answer, lambda: 1_000.0)
    conversation = opened.create("Lease")
    opened.add_question(conversation.id, "notice")
    opened.delete(conversation.id)
    opened.close()
    Conversations.open(path, read_answer, lambda: 1_001.0 + DAYS_KEPT * 86_400).close()

    db = apsw.Connection(str(path))
    assert db.execute("select count(*) from messages").get == 0
    assert db.execute("select count(*) from messages_words where messages_words match 'notice'").get == 0
    db.close()


def test_rewinding_sets_messages_aside_until_they_are_brought_back(conversations: Conversations) -> None:
    conversation = conversations.create("Lease")
    first = conversations.add_question(conversation.id, "first")
    second = conversations.add_question(conversation.id, "second")
    conversations.add_answer(conversation.id, ANSWER)
    removed = conversations.rewind(conversation.id, second.id)
    assert [message.id for message in conversations.messages(conversation.id)] == [first.id]
    assert titles(conversations.search("second")) == []
    conversations.bring_back(removed)
    assert len(conversations.messages(conversation.id)) == 3


def test_feedback_is_kept(conversations: Conversations) -> None:
    conversation = conversations.create("Lease")
    message = conversations.add_answer(conversation.id, ANSWER)
    conversations.set_feedback(message.id, -1)
    assert [message.feedback for message in conversations.messages(conversation.id)] == [-1]


def test_approved_answers_are_those_with_a_thumb_up_and_those_corrected(conversations: Conversations) -> None:
    lease = conversations.create("Lease")
    conversations.add_question(lease.id, "How much notice?", ["/papers"])
    good = conversations.add_answer(lease.id, ANSWER)
    other_way = conversations.add_answer(lease.id, ANSWER)
    conversations.add_question(lease.id, "And the deposit?")
    wrong = conversations.add_answer(lease.id, ANSWER)
    conversations.add_question(lease.id, "To whom?")
    bad = conversations.add_answer(lease.id, ANSWER)
    conversations.set_feedback(good.id, 1)
    conversations.set_feedback(wrong.id, -1, " Three months' rent. ")
    conversations.set_feedback(bad.id, -1)

    first, second = conversations.approved_answers()
    assert (first.question, first.text, first.is_corrected) == ("How much notice?", ANSWER.text, False)
    assert (first.answer, first.scope, first.follows) == (ANSWER, ("/papers",), False)
    assert (second.question, second.text, second.is_corrected) == ("And the deposit?", "Three months' rent.", True)
    assert (second.follows, second.scope) == (True, ())
    assert conversations.messages(lease.id)[4].correction == "Three months' rent."

    conversations.set_feedback(other_way.id, 1)
    assert [found.question for found in conversations.approved_answers()] == [
        "How much notice?", "How much notice?", "And the deposit?",
    ]  # fmt: skip


def test_approved_answers_become_a_question_set(conversations: Conversations) -> None:
    lease = conversations.create("Lease")
    for question, answer, feedback, correction in (
        ("How much notice?", ANSWER, 1, ""),
        ("how much  notice?", ANSWER, -1, "Three months"),
        ("What colour is the roof?", replace(ANSWER, text="Not in your documents.", refused=True, citations=()), 1, ""),
        ("And to whom?", ANSWER, -1, ""),
    ):
        conversations.add_question(lease.id, question)
        conversations.set_feedback(conversations.add_answer(lease.id, answer).id, feedback, correction)

    notice, roof = as_questions(conversations.approved_answers())
    assert (notice.answers, notice.unanswerable) == (("Ninety days.", "Three months"), False)
    assert (roof.text, roof.answers, roof.unanswerable) == ("What colour is the roof?", (), True)

    read = parse_question_set(as_lines([notice, roof]), Path("mine.jsonl"))
    assert read.questions == (notice, roof)


def test_what_was_deleted_or_taken_back_is_not_approved(conversations: Conversations) -> None:
    lease = conversations.create("Lease")
    question = conversations.add_question(lease.id, "How much notice?")
    answer = conversations.add_answer(lease.id, ANSWER)
    conversations.set_feedback(answer.id, 1)
    removed = conversations.rewind(lease.id, question.id)
    assert conversations.approved_answers() == []
    conversations.bring_back(removed)
    assert len(conversations.approved_answers()) == 1
    conversations.delete(lease.id)
    assert conversations.approved_answers() == []
    conversations.restore(lease.id)
    conversations.set_feedback(answer.id, 0)
    assert conversations.approved_answers() == []


def test_adapters_are_bound_to_a_conversation_until_they_are_let_go(conversations: Conversations) -> None:
    lease = conversations.create("Lease")
    assert conversations.bound_adapters(lease.id) is None
    conversations.bind_adapters(lease.id, (AdapterUse("formal", 0.75),))
    assert conversations.bound_adapters(lease.id) == (AdapterUse("formal", 0.75),)
    conversations.bind_adapters(lease.id, ())
    assert conversations.bound_adapters(lease.id) == ()
    conversations.bind_adapters(lease.id, None)
    assert conversations.bound_adapters(lease.id) is None


def test_an_answer_from_another_version_still_shows_its_words(tmp_path: Path) -> None:
    path = tmp_path / "conversations.db"
    opened = Conversations.open(path, read_answer)
    conversation = opened.create("Lease")
    opened.add_answer(conversation.id, ANSWER)
    opened.close()
    db = apsw.Connection(str(path))
    db.execute("update messages set answer = '{\"unknown\": 1}'")
    db.close()
    again = Conversations.open(path, read_answer)
    (message,) = again.messages(conversation.id)
    assert (message.text, message.answer) == (ANSWER.text, None)
    again.close()


def test_text_that_is_no_unicode_is_kept_as_well_as_can_be(conversations: Conversations) -> None:
    conversation = conversations.create("bad \udcff name")
    conversations.add_question(conversation.id, "nul \0 and \udcff")
    assert titles(conversations.list()) == ["bad ? name"]
    assert [message.text for message in conversations.messages(conversation.id)] == ["nul  and ?"]


def test_conversations_of_a_newer_version_are_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "conversations.db"
    db = apsw.Connection(str(path))
    db.pragma("user_version", 99)
    db.close()
    with pytest.raises(ConversationsTooNew):
        Conversations.open(path, read_answer)
    db = apsw.Connection(str(path))
    assert schema_version(db) == 99
    db.close()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "conversations.db"
    path.write_bytes(b"not a database, but the person's all the same" * 40)
    with pytest.raises(ConversationsDamaged):
        Conversations.open(path, read_answer)
    assert path.read_bytes().startswith(b"not a database")


def test_an_older_file_is_copied_before_it_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "conversations.db"
    db = apsw.Connection(str(path))
    CONVERSATION_MIGRATIONS[0](db)
    db.pragma("user_version", 1)
    db.execute("insert into conversations (title, created, changed) values ('Old lease', 1, 1)")
    db.close()
    opened = Conversations.open(path, read_answer)
    assert titles(opened.search("lease")) == ["Old lease"]
    opened.close()
    backup = apsw.Connection(str(tmp_path / "conversations.backup.db"))
    assert backup.execute("select title from conversations").get == "Old lease"
    assert schema_version(backup) == 1
    backup.close()


def test_titles_are_one_line_and_cut_between_words() -> None:
    assert shorten_title("\n  What is   this?\nmore") == "What is this?"
    assert shorten_title("") == "New conversation"
    long = shorten_title("word, " * 40)
    assert len(long) <= 80
    assert long.endswith("word…")


def test_a_title_follows_its_question_until_the_person_gives_one(conversations: Conversations) -> None:
    talk = conversations.create("What is the deposit?")
    conversations.retitle(talk.id, "What is the deposit?", "How high is the deposit?")
    assert conversations.list()[0].title == "How high is the deposit?"
    conversations.rename(talk.id, "Flat")
    conversations.retitle(talk.id, "How high is the deposit?", "Who holds it?")
    assert conversations.list()[0].title == "Flat"
