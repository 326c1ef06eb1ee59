"""Comparisons of approaches: what was asked, how, and every answer; nothing is asked twice.

The person's own data, in a file of its own: never rebuilt from anything, copied before it is
migrated. Knows what answers are, not how they are judged: a comparison's summary is kept as
whoever judged it wrote it.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol, TypeVar

import apsw

from desktop_app.domain import Answer
from desktop_app.errors import (
    BadInput,
    ComparisonsDamaged,
    ComparisonsTooNew,
    LibraryDamaged,
    LibraryTooNew,
    StoreError,
)
from desktop_app.questions import Question, Way
from desktop_app.store.comparisons_schema import COMPARISON_MIGRATIONS
from desktop_app.store.database import open_database, require_whole, store_errors, transaction
from desktop_app.store.migrations import migrate

Value = TypeVar("Value")

# The library's sentences promise that it is built again; comparisons can't be.
_OWN_SENTENCES: dict[type[StoreError], type[StoreError]] = {
    LibraryTooNew: ComparisonsTooNew,
    LibraryDamaged: ComparisonsDamaged,
}
_COLUMNS = "id, name, path, created, finished, questions, ways, summary"


class ReadValue(Protocol):
    """Rebuilds a dataclass from its JSON; raises ValueError where that is something else."""

    def __call__(self, kind: type[Value], payload: Any, /) -> Value: ...


@dataclass(frozen=True, slots=True)
class Comparison:
    """One question set, asked in some ways; times are seconds since 1970, `finished` None while it is not."""

    id: int
    name: str
    path: str
    created: float
    finished: float | None
    questions: tuple[Question, ...]
    ways: tuple[Way, ...]
    summary: Mapping[str, Any]


class Comparisons:
    """Reads and changes one comparisons.db."""

    def __init__(self, db: apsw.Connection, read: ReadValue, now: Callable[[], float] = time.time) -> None:
        self._db = db
        self._read = read
        self._now = now

    @classmethod
    def open(cls, path: Path, read: ReadValue, now: Callable[[], float] = time.time) -> "Comparisons":
        """Open or make the file and bring it up to date; raises a StoreError."""
        try:
            db = open_database(path)
        except LibraryDamaged as error:
            raise ComparisonsDamaged from error
        try:
            with store_errors(path):
                require_whole(db)
            migrate(db, COMPARISON_MIGRATIONS, path.with_suffix(".backup.db"))
        except StoreError as error:
            db.close()
            raise _OWN_SENTENCES.get(type(error), type(error)) from error
        return cls(db, read, now)

    def close(self) -> None:
        self._db.close()

    def begin(
        self, name: str, path: str, questions: Sequence[Question], ways: Sequence[Way], *, again: bool = False
    ) -> Comparison:
        """Return the comparison of these questions and ways: the last one, or where there is none a new one.

        `again` begins one that asks everything anew, unless such a one is unfinished.
        """
        set_key = _key([asdict(question) for question in questions])
        ways_key = _key(sorted(way.key for way in ways))
        row = self._db.execute(
            f"select {_COLUMNS} from comparisons where set_sha256 = ? and ways_key = ?"
            " and (? = 0 or (asked_anew = 1 and finished is null)) order by id desc limit 1",
            (set_key, ways_key, int(again)),
        ).fetchone()
        if row is None:
            row = self._db.execute(
                "insert into comparisons (name, path, set_sha256, ways_key, questions, ways, created, asked_anew)"
                f" values (?, ?, ?, ?, ?, ?, ?, ?) returning {_COLUMNS}",
                (
                    _storable(name), _storable(path), set_key, ways_key, _as_json(questions), _as_json(ways),
                    self._now(), int(again),
                ),
            ).fetchone()  # fmt: skip
        return self._comparison(row)

    def find_answer(self, comparison: Comparison, question: Question, way: Way) -> Answer | None:
        """Return the newest answer to this question, this way, and note that the comparison uses it.

        One that asks everything anew looks only at its own. What another version wrote and this
        one can't read counts as not there.
        """
        row = self._db.execute(
            "select answers.id, answer from answers where question = ? and way_key = ? and"
            " (not (select asked_anew from comparisons where id = ?) or id in"
            " (select answer_id from comparison_answers where comparison_id = ?)) order by answers.id desc limit 1",
            (_storable(question.text), way.key, comparison.id, comparison.id),
        ).fetchone()
        answer = None if row is None else self._answer(row[1])
        if answer is not None and row is not None:
            self._use(comparison, question, way, row[0])
        return answer

    def keep_answer(self, comparison: Comparison, question: Question, way: Way, answer: Answer) -> None:
        """Keep a new answer for good, in one transaction."""
        with transaction(self._db):
            answer_id = self._db.execute(
                "insert into answers (question, way_key, created, answer) values (?, ?, ?, ?) returning id",
                (_storable(question.text), way.key, self._now(), json.dumps(asdict(answer))),
            ).get
            self._use(comparison, question, way, answer_id)

    def finish(self, comparison: Comparison, summary: Mapping[str, Any]) -> None:
        """Note that everything is answered, and what came of it; the time of the first finish stays."""
        self._db.execute(
            "update comparisons set finished = coalesce(finished, ?), summary = ? where id = ?",
            (self._now(), json.dumps(summary), comparison.id),
        )

    def list(self) -> Sequence[Comparison]:
        """Return all comparisons, the newest first."""
        return [
            self._comparison(row)
            for row in self._db.execute(f"select {_COLUMNS} from comparisons order by created desc, id desc")
        ]

    def find(self, comparison_id: int) -> Comparison:
        """Return one comparison; raises BadInput where there is none of that number."""
        row = self._db.execute(f"select {_COLUMNS} from comparisons where id = ?", (comparison_id,)).fetchone()
        if row is None:
            raise BadInput(f"There is no comparison {comparison_id}; `carrel compare --list` shows those there are.")
        return self._comparison(row)

    def answers(self, comparison: Comparison) -> Mapping[tuple[str, str], Answer]:
        """Return what this comparison was answered, by question id and key of the way."""
        rows = self._db.execute(
            "select question_id, comparison_answers.way_key, answer from comparison_answers"
            " join answers on answers.id = answer_id where comparison_id = ?",
            (comparison.id,),
        )
        read = ((question_id, way_key, self._answer(stored)) for question_id, way_key, stored in rows)
        return {(question_id, way_key): answer for question_id, way_key, answer in read if answer is not None}

    def answered(self, comparison: Comparison) -> set[tuple[str, str]]:
        """Return which question ids are answered, and which way (by its key)."""
        rows = self._db.execute(
            "select question_id, way_key from comparison_answers where comparison_id = ?", (comparison.id,)
        )
        return {(str(question_id), str(way_key)) for question_id, way_key in rows}

    def runs(self, comparison: Comparison) -> Sequence[Comparison]:
        """Return the other comparisons of the same questions, the newest first."""
        rows = self._db.execute(
            f"select {_COLUMNS} from comparisons where id != ? and set_sha256 ="
            " (select set_sha256 from comparisons where id = ?) order by created desc, id desc",
            (comparison.id, comparison.id),
        )
        return [self._comparison(row) for row in rows]

    def vote(self, comparison: Comparison, question: Question, way: Way | None) -> None:
        """Keep which way answered this question best, None for none of them; a later vote replaces it."""
        self._db.execute(
            "insert or replace into votes values (?, ?, ?, ?)",
            (comparison.id, question.id, way.key if way else "", self._now()),
        )

    def take_back_vote(self, comparison: Comparison, question: Question) -> None:
        self._db.execute("delete from votes where comparison_id = ? and question_id = ?", (comparison.id, question.id))

    def votes(self, comparison: Comparison) -> Mapping[str, str]:
        """Return the key of the way that was preferred by question id; empty where none was better."""
        rows = self._db.execute("select question_id, way_key from votes where comparison_id = ?", (comparison.id,))
        return {str(question_id): str(way_key) for question_id, way_key in rows}

    def delete(self, comparison_id: int) -> None:
        """Remove a comparison, and the answers that no other one uses."""
        with transaction(self._db):
            self._db.execute("delete from comparisons where id = ?", (comparison_id,))
            self._db.execute("delete from answers where id not in (select answer_id from comparison_answers)")

    def _use(self, comparison: Comparison, question: Question, way: Way, answer_id: int) -> None:
        self._db.execute(
            "insert or replace into comparison_answers values (?, ?, ?, ?)",
            (comparison.id, question.id, way.key, answer_id),
        )

    def _answer(self, stored: str) -> Answer | None:
        try:
            return self._read(Answer, json.loads(stored))
        except ValueError:
            return None

    def _comparison(self, row: Any) -> Comparison:
        number, name, path, created, finished, questions, ways, summary = row
        return Comparison(
            number, name, path, created, finished,
            tuple(self._read(Question, question) for question in json.loads(questions)),
            tuple(self._read(Way, way) for way in json.loads(ways)),
            json.loads(summary),
        )  # fmt: skip


def _key(value: Any) -> str:
    return sha256(json.dumps(value).encode()).hexdigest()


def _as_json(values: Sequence[Any]) -> str:
    return json.dumps([asdict(value) for value in values])


def _storable(text: str) -> str:
    """SQLite stores UTF-8: lone surrogates become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
