"""The schema of conversations.db, as the list of steps that built it.

Words are indexed in trigrams: part of a word is found while it is typed, and languages
that put no spaces between words are found like any other.
"""

from collections.abc import Callable, Sequence

import apsw


def create_conversations(db: apsw.Connection) -> None:
    db.execute(
        "create table conversations (id integer primary key, title text not null, created real not null,"
        " changed real not null, deleted real) strict"
    )
    db.execute(
        "create table messages (id integer primary key,"
        " conversation_id integer not null references conversations on delete cascade,"
        " role text not null check (role in ('user', 'assistant')), text text not null,"
        " answer text, error_code text not null default '', error text not null default '',"
        " scope text not null default '[]', created real not null, feedback integer not null default 0,"
        " removed real) strict"
    )
    db.execute("create index messages_by_conversation on messages (conversation_id, id)")


def index_words(db: apsw.Connection) -> None:
    for table, column in (("conversations", "title"), ("messages", "text")):
        words = f"{table}_words"
        db.execute(
            f"create virtual table {words} using fts5({column}, content='{table}', content_rowid='id',"
            " tokenize='trigram remove_diacritics 1')"
        )
        added = f"insert into {words} (rowid, {column}) values (new.id, new.{column});"
        dropped = f"insert into {words} ({words}, rowid, {column}) values ('delete', old.id, old.{column});"
        db.execute(f"create trigger {table}_added after insert on {table} begin {added} end")
        db.execute(f"create trigger {table}_dropped after delete on {table} begin {dropped} end")
        db.execute(f"create trigger {table}_changed after update of {column} on {table} begin {dropped} {added} end")
        db.execute(f"insert into {words} ({words}) values ('rebuild')")


def keep_corrections_and_adapters(db: apsw.Connection) -> None:
    db.execute("alter table messages add column correction text not null default ''")
    db.execute("alter table conversations add column adapters text not null default ''")


CONVERSATION_MIGRATIONS: Sequence[Callable[[apsw.Connection], None]] = (
    create_conversations,
    index_words,
    keep_corrections_and_adapters,
)
