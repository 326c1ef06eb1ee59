"""The person's conversations: written by the window alone, never rebuilt from anything.

Nothing is lost by a slip: a deleted conversation, and messages that a question asked again
replaced, are only set aside and can be brought back for DAYS_KEPT days. This module knows
what an Answer is, but not how it is read from JSON: that arrives by constructor.
"""

import json
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import apsw

from desktop_app.domain import AdapterUse, Answer
from desktop_app.errors import ConversationsDamaged, ConversationsTooNew, LibraryDamaged, LibraryTooNew, StoreError
from desktop_app.store.approved import ApprovedAnswer, read_approved
from desktop_app.store.conversations_schema import CONVERSATION_MIGRATIONS
from desktop_app.store.database import open_database, require_whole, store_errors, transaction
from desktop_app.store.migrations import migrate

logger = logging.getLogger(__name__)

DAYS_KEPT = 30
TITLE_LENGTH = 80  # characters; about what a list shows when it is wide
SHORTEST_TRIGRAM = 3

# The library's sentences promise that it is built again; conversations can't be.
_OWN_SENTENCES: dict[type[StoreError], type[StoreError]] = {
    LibraryTooNew: ConversationsTooNew,
    LibraryDamaged: ConversationsDamaged,
}

ReadAnswer = Callable[[Any], Answer]


@dataclass(frozen=True, slots=True)
class Conversation:
    """`created` and `changed` are seconds since 1970."""

    id: int
    title: str
    created: float
    changed: float


@dataclass(frozen=True, slots=True)
class ConversationMessage:
    """A question, or what came of it.

    A question has its `scope` (paths; empty means everything). What came of it has an
    `answer`, or an `error` with its code where it failed. `feedback` is -1, 0 or 1; `correction`
    is what the person says the answer should have been, empty where they said nothing.
    """

    id: int
    role: str
    text: str
    created: float
    answer: Answer | None = None
    error_code: str = ""
    error: str = ""
    scope: tuple[str, ...] = ()
    feedback: int = 0
    correction: str = ""


class Conversations:
    """Reads and changes one conversations.db."""

    def __init__(self, db: apsw.Connection, read_answer: ReadAnswer, now: Callable[[], float] = time.time) -> None:
        self._db = db
        self._read_answer = read_answer
        self._now = now

    @classmethod
    def open(cls, path: Path, read_answer: ReadAnswer, now: Callable[[], float] = time.time) -> "Conversations":
        """Open or make the file, bring it up to date, and forget what was deleted DAYS_KEPT days ago.

        Before a migration the file is copied beside itself. Raises a StoreError,
        ConversationsTooNew and ConversationsDamaged among them.
        """
        try:
            db = open_database(path)
        except LibraryDamaged as error:
            raise ConversationsDamaged from error
        try:
            with store_errors(path):
                require_whole(db)
            migrate(db, CONVERSATION_MIGRATIONS, path.with_suffix(".backup.db"))
            conversations = cls(db, read_answer, now)
            conversations.forget_deleted(now() - DAYS_KEPT * 86_400)
        except StoreError as error:
            db.close()
            raise _OWN_SENTENCES.get(type(error), type(error)) from error
        return conversations

    @classmethod
    def unsaved(cls, read_answer: ReadAnswer, now: Callable[[], float] = time.time) -> "Conversations":
        """Return conversations that are held in memory, for when the file can't be used."""
        db = apsw.Connection(":memory:")
        for step in CONVERSATION_MIGRATIONS:
            step(db)
        return cls(db, read_answer, now)

    def close(self) -> None:
        self._db.close()

    # Conversations ----------------------------------------------------------------------

    def create(self, title: str) -> Conversation:
        """Start a conversation; its title is the first line of `title`, shortened."""
        now = self._now()
        row = self._db.execute(
            "insert into conversations (title, created, changed) values (?, ?, ?)"
            " returning id, title, created, changed",
            (shorten_title(title), now, now),
        ).get
        return Conversation(*row)

    def list(self) -> Sequence[Conversation]:
        """Return all conversations, the one changed last first."""
        return [
            Conversation(*row)
            for row in self._db.execute(
                "select id, title, created, changed from conversations where deleted is null"
                " order by changed desc, id desc"
            )
        ]

    def find(self, conversation_id: int) -> Conversation:
        """Return one conversation, deleted or not; it must exist."""
        row = self._db.execute(
            "select id, title, created, changed from conversations where id = ?", (conversation_id,)
        ).get
        return Conversation(*row)

    def search(self, words: str) -> Sequence[Conversation]:
        """Return the conversations in which every one of `words` stands, in the title or any message."""
        wanted = words.split()
        if not wanted:
            return self.list()
        found = set.intersection(*(self._with_word(word) for word in wanted))
        return [conversation for conversation in self.list() if conversation.id in found]

    def rename(self, conversation_id: int, title: str) -> None:
        """Give another title; an empty one changes nothing."""
        if title.strip():
            self._db.execute("update conversations set title = ? where id = ?", (shorten_title(title), conversation_id))

    def retitle(self, conversation_id: int, was: str, question: str) -> None:
        """Take `question` for the title where it is the one that `was` made; a title of the person's own stays."""
        self._db.execute(
            "update conversations set title = ? where id = ? and title = ?",
            (shorten_title(question), conversation_id, shorten_title(was)),
        )

    def delete(self, conversation_id: int) -> None:
        """Set aside; `restore` brings it back."""
        self._db.execute("update conversations set deleted = ? where id = ?", (self._now(), conversation_id))

    def restore(self, conversation_id: int) -> None:
        self._db.execute("update conversations set deleted = null where id = ?", (conversation_id,))

    def forget_deleted(self, before: float) -> None:
        """Remove for good what was set aside before that time (seconds since 1970)."""
        with transaction(self._db):
            self._db.execute("delete from messages where removed < ?", (before,))
            self._db.execute("delete from conversations where deleted < ?", (before,))

    # Messages ---------------------------------------------------------------------------

    def messages(self, conversation_id: int) -> Sequence[ConversationMessage]:
        """Return what was said, oldest first."""
        rows = self._db.execute(
            "select id, role, text, created, answer, error_code, error, scope, feedback, correction from messages"
            " where conversation_id = ? and removed is null order by id",
            (conversation_id,),
        )
        return [_message(row, self._read_answer) for row in rows]

    def add_question(self, conversation_id: int, text: str, scope: Sequence[str] = ()) -> ConversationMessage:
        return self._add(conversation_id, "user", text, scope=tuple(scope))

    def add_answer(self, conversation_id: int, answer: Answer) -> ConversationMessage:
        return self._add(conversation_id, "assistant", answer.text, answer=answer)

    def add_failure(self, conversation_id: int, code: str, error: str, text: str = "") -> ConversationMessage:
        """Keep that an answer failed, and what had been written of it."""
        return self._add(conversation_id, "assistant", text, code=code, error=error)

    def rewind(self, conversation_id: int, message_id: int) -> Sequence[int]:
        """Set aside this message and all after it; return their ids, for `bring_back`."""
        rows = self._db.execute(
            "update messages set removed = ? where conversation_id = ? and id >= ? and removed is null returning id",
            (self._now(), conversation_id, message_id),
        )
        return [number for (number,) in rows]

    def bring_back(self, message_ids: Sequence[int]) -> None:
        """Undo `rewind`."""
        self._db.executemany("update messages set removed = null where id = ?", [(number,) for number in message_ids])

    def set_feedback(self, message_id: int, feedback: int, correction: str = "") -> None:
        """Keep what the person thinks of an answer: -1, 0 or 1, and what it should have been."""
        self._db.execute(
            "update messages set feedback = ?, correction = ? where id = ?",
            (feedback, _storable(correction.strip()), message_id),
        )

    def approved_answers(self) -> Sequence[ApprovedAnswer]:
        """Return the questions whose answers have a thumb up or were corrected, the oldest first."""
        return read_approved(self._db, self._read_answer)

    def bind_adapters(self, conversation_id: int, uses: Sequence[AdapterUse] | None) -> None:
        """Keep with which adapters this conversation is answered; None leaves it to the header."""
        kept = "" if uses is None else json.dumps([asdict(use) for use in uses])
        self._db.execute("update conversations set adapters = ? where id = ?", (kept, conversation_id))

    def bound_adapters(self, conversation_id: int) -> tuple[AdapterUse, ...] | None:
        """Return the adapters that are bound to this conversation, None where it was left to the header."""
        kept = self._db.execute("select adapters from conversations where id = ?", (conversation_id,)).get
        return tuple(AdapterUse(use["name"], use["strength"]) for use in json.loads(kept)) if kept else None

    # ------------------------------------------------------------------------------------

    def _add(
        self,
        conversation_id: int,
        role: str,
        text: str,
        answer: Answer | None = None,
        code: str = "",
        error: str = "",
        scope: tuple[str, ...] = (),
    ) -> ConversationMessage:
        now = self._now()
        stored = None if answer is None else json.dumps(asdict(answer))
        with transaction(self._db):
            message_id = self._db.execute(
                "insert into messages (conversation_id, role, text, answer, error_code, error, scope, created)"
                " values (?, ?, ?, ?, ?, ?, ?, ?) returning id",
                (conversation_id, role, _storable(text), stored, code, error, json.dumps(scope), now),
            ).get
            self._db.execute("update conversations set changed = ? where id = ?", (now, conversation_id))
        return ConversationMessage(message_id, role, text, now, answer, code, error, scope)

    def _with_word(self, word: str) -> set[int]:
        """Return the conversations that hold `word`, which is matched as it stands, never as FTS syntax."""
        if len(word) < SHORTEST_TRIGRAM:
            condition, bound = "like ? escape '\\'", f"%{_escape_like(word)}%"
            titles = f"select id from conversations where title {condition}"
            texts = f"select conversation_id from messages where removed is null and text {condition}"
        else:
            bound = '"' + word.replace('"', '""') + '"'
            titles = "select rowid from conversations_words where conversations_words match ?"
            texts = (
                "select conversation_id from messages where removed is null"
                " and id in (select rowid from messages_words where messages_words match ?)"
            )
        return {number for (number,) in self._db.execute(f"{titles} union {texts}", (bound, bound))}


def _message(row: Any, read_answer: ReadAnswer) -> ConversationMessage:
    message_id, role, text, created, stored, code, error, scope, feedback, correction = row
    answer = None
    if stored is not None:
        try:
            answer = read_answer(json.loads(stored))
        except ValueError:
            # Written by another version: the words are still worth reading.
            logger.warning("the answer in message %d can't be read, showing its text only", message_id)
    return ConversationMessage(
        message_id, role, text, created, answer, code, error, tuple(json.loads(scope)), feedback, correction
    )


def shorten_title(text: str) -> str:
    """Return the first line of `text`, cut at a word to TITLE_LENGTH characters."""
    lines = _storable(text).split("\n")
    line = " ".join(next((line for line in lines if line.strip()), "New conversation").split())
    if len(line) <= TITLE_LENGTH:
        return line
    cut = line[: TITLE_LENGTH - 1]
    at_word = cut.rsplit(" ", 1)[0] if " " in cut[TITLE_LENGTH // 2 :] else cut
    return at_word.rstrip(" ,;:.") + "…"


def _storable(text: str) -> str:
    """SQLite stores UTF-8: lone surrogates (odd file names pasted in) become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _escape_like(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
