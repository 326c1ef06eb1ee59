"""The schema of comparisons.db, as the list of steps that built it.

Answers stand by themselves, so that one comparison can use what another one asked.
"""

from collections.abc import Callable, Sequence

import apsw


def create_comparisons(db: apsw.Connection) -> None:
    db.execute(
        "create table comparisons (id integer primary key, name text not null, path text not null,"
        " set_sha256 text not null, ways_key text not null, questions text not null, ways text not null,"
        " created real not null, asked_anew integer not null, finished real, summary text not null default '{}')"
        " strict"
    )
    db.execute("create index comparisons_by_set on comparisons (set_sha256, ways_key)")
    db.execute(
        "create table answers (id integer primary key, question text not null, way_key text not null,"
        " created real not null, answer text not null) strict"
    )
    db.execute("create index answers_by_question on answers (question, way_key, id)")
    db.execute(
        "create table comparison_answers (comparison_id integer not null references comparisons on delete cascade,"
        " question_id text not null, way_key text not null, answer_id integer not null references answers,"
        " primary key (comparison_id, question_id, way_key)) strict, without rowid"
    )


def keep_votes(db: apsw.Connection) -> None:
    """A vote for no way at all (`way_key` empty) says that none of the answers was better."""
    db.execute(
        "create table votes (comparison_id integer not null references comparisons on delete cascade,"
        " question_id text not null, way_key text not null, created real not null,"
        " primary key (comparison_id, question_id)) strict, without rowid"
    )


COMPARISON_MIGRATIONS: Sequence[Callable[[apsw.Connection], None]] = (create_comparisons, keep_votes)
