"""What waits in the library: files to read, contents to embed, pictures to recognise, and in which order.

Small files come before large ones, those that failed before behind the others, and files in
folders that are away not at all. `below` limits an answer to one file or folder: what the
person wants first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import apsw

from desktop_app.store.mounts import IS_AWAY

KIND_LETTERS = 4
_FILES = (
    "select id, documents.path, size from documents indexed by documents_to_read"  # SQLite would take the larger index
    f" where state in ('new', 'changed') and not {IS_AWAY}"
)
_PICTURES = f" from pictures join documents on id = document_id where state in ('read', 'searchable') and not {IS_AWAY}"

_STIR = (7_919, 104_729, 10_007)  # primes; the order they give has nothing to do with that of the pictures


@dataclass(frozen=True, slots=True)
class WorkLeft:
    """How much is to do: files to read, `tokens` to embed, `pictures` to recognise.

    `files` holds number and bytes by kind, which is the end of the name ("docx", ".pdf").
    `done` of `known` files are finished: searchable, failed or left out.
    """

    known: int
    done: int
    files: dict[str, tuple[int, int]]
    tokens: int
    pictures: int


class Waiting:
    """Answers what is next. Each answer reads a few rows, however large the library."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    def next_file(self, below: str | None = None, passed_over: Sequence[int] = ()) -> tuple[int, str, int] | None:
        """Return (id, path, size) of the file to read next, None if none waits but those `passed_over`."""
        condition, parameters = _below(below)
        if passed_over:
            condition += f" and id not in ({','.join(map(str, passed_over))})"
        rows = self._db.execute(f"{_FILES}{condition} order by attempts, size, id limit 1", parameters)
        return next(((int(row[0]), str(row[1]), int(row[2])) for row in rows), None)

    def contents(self, limit: int, below: str | None = None) -> list[tuple[int, str, str, int]]:
        """Return (id, heading, text, tokens) of contents without an embedding, in the order they came."""
        if below is None:
            return list(
                self._db.execute(
                    "select id, heading, text, tokens from contents where embedded = 0 order by id limit ?", (limit,)
                )
            )
        condition, parameters = _below(below)
        return list(
            self._db.execute(
                "select distinct contents.id, heading, text, tokens from documents"
                " join chunks on document_id = documents.id join contents on contents.id = content_id"
                f" where +state = 'read' and embedded = 0{condition} order by contents.id limit ?",
                (*parameters, limit),
            )
        )

    def has_contents(self, below: str | None = None) -> bool:
        """Tell whether anything waits for its embedding."""
        return bool(self.contents(1, below))

    def next_picture(self, below: str | None = None, *, as_sample: bool = False) -> tuple[int, str, int] | None:
        """Return (document, path, page number) of the picture to recognise next, None if none waits.

        Documents with few pictures come first; `as_sample` takes any, as likely from the one as from the other.
        """
        condition, parameters = _below(below)
        if as_sample:
            rows = self._db.execute(
                f"select document_id, documents.path, number{_PICTURES}{condition}"
                f" order by pictures.attempts, (document_id * {_STIR[0]} + number * {_STIR[1]}) % {_STIR[2]} limit 1",
                parameters,
            )
            return next(((int(row[0]), str(row[1]), int(row[2])) for row in rows), None)
        rows = self._db.execute(
            f"select document_id, documents.path, min(number){_PICTURES}{condition}"
            " group by document_id order by min(pictures.attempts), count(*), document_id limit 1",
            parameters,
        )
        return next(((int(row[0]), str(row[1]), int(row[2])) for row in rows), None)

    def count_pictures(self) -> int:
        """Return how many pictures are to be recognised."""
        (pictures,) = self._numbers(f"select count(*){_PICTURES}")
        return pictures

    def left(self) -> WorkLeft:
        """Return how much is to do."""
        known, waiting = self._numbers(
            "select count(*), coalesce(sum(state in ('new', 'changed', 'read')), 0) from documents"
        )
        files = {
            str(kind): (int(number), int(size))
            for kind, number, size in self._db.execute(
                f"select lower(substr(path, -{KIND_LETTERS})), count(*), sum(size) from documents"
                " where state in ('new', 'changed') group by 1"
            )
        }
        (tokens,) = self._numbers("select coalesce(sum(tokens), 0) from contents where embedded = 0")
        return WorkLeft(known, known - waiting, files, tokens, self.count_pictures())

    def current_file(self) -> str:
        """Return the path of the document that is worked on now, empty if there is nothing to do."""
        if file := self.next_file():
            return file[1]
        for (path,) in self._db.execute(
            "select path from (select min(id) as content from contents where embedded = 0)"
            " join chunks on content_id = content join documents on documents.id = document_id limit 1"
        ):
            return str(path)
        picture = self.next_picture()
        return picture[1] if picture else ""

    def _numbers(self, statement: str) -> tuple[int, ...]:
        return tuple(int(value) for value in self._db.execute(statement).fetchall()[0])  # type: ignore[arg-type]


def file_kind(path: str) -> str:
    """Return the kind of a file as `WorkLeft.files` counts it."""
    return path[-KIND_LETTERS:].lower()


def below_condition(path: str) -> tuple[str, tuple[str, ...]]:
    """Return the condition for documents at or below `path`, and its parameters."""
    folder = path.rstrip("/")
    return "(documents.path = ? or (documents.path > ? and documents.path < ?))", (path, f"{folder}/", f"{folder}0")


def _below(path: str | None) -> tuple[str, tuple[str, ...]]:
    if path is None:
        return "", ()
    condition, parameters = below_condition(path)
    return f" and {condition}", parameters
