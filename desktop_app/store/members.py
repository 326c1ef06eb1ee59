"""Documents inside a file on the disk: rows of their own that come, move and go with it.

Their paths lie below the outer file's. Every method runs inside its caller's transaction.
"""

from collections.abc import Callable, Sequence

import apsw

from desktop_app.domain import Member
from desktop_app.store.waiting import below_condition


class Members:
    """Keeps the rows of documents inside files."""

    def __init__(self, db: apsw.Connection, clear: Callable[[int], None]) -> None:
        """`clear` takes a document's text out of the library."""
        self._db = db
        self._clear = clear

    def keep(self, path: str, members: Sequence[Member]) -> None:
        """Let exactly `members` be inside the document at `path`; one whose digest is the same stays as it is."""
        outer = self._db.execute("select root, modified_ns, inode from documents where path = ?", (path,)).fetchall()[0]
        known = {row[1]: row for row in self._below(path)}
        wanted = {f"{path}/{member.name}": member for member in members}
        for at, member in wanted.items():
            if at not in known:
                self._add(at, member, outer)
            elif known[at][2] != member.digest:
                self._change(known[at][0], at, member, is_left_out=known[at][3] == "document.left_out")
        gone = [row for at, row in known.items() if at not in wanted and not _lies_in(at, wanted, path)]
        self._remove([row[0] for row in gone])
        self.restamp(path)

    def count(self, path: str) -> tuple[int, int]:
        """Return number and bytes of all documents inside the file at `path`."""
        condition, parameters = below_condition(path)
        rows = self._db.execute(
            f"select count(*), coalesce(sum(size), 0) from documents where {condition} and digest is not null",
            parameters,
        )
        return next((int(number), int(size)) for number, size in rows)

    def restamp(self, path: str) -> None:
        """Give what is inside the document at `path` its root, time and inode."""
        condition, parameters = below_condition(path)
        self._db.execute(
            "update documents set (root, modified_ns, inode) ="
            " (select outer.root, outer.modified_ns, outer.inode from documents as outer where outer.path = ?)"
            f" where {condition} and documents.path <> ? and digest is not null",
            (path, *parameters, path),
        )

    def move(self, old: str, new: str) -> None:
        """The outer file stands at another path now."""
        condition, parameters = below_condition(old)
        self._db.execute(
            f"update documents set path = ? || substr(path, ?) where {condition} and digest is not null",
            (new, len(old) + 1, *parameters),
        )
        self.restamp(new)

    def forget(self, path: str) -> None:
        """Remove whatever is inside the document at `path`."""
        self._remove([row[0] for row in self._below(path)])

    def _below(self, path: str) -> list[tuple[int, str, bytes, str]]:
        condition, parameters = below_condition(path)
        return list(
            self._db.execute(
                f"select id, path, digest, code from documents where {condition} and path <> ? and digest is not null",
                (*parameters, path),
            )
        )

    def _add(self, at: str, member: Member, outer: Sequence[object]) -> None:
        root, modified_ns, inode = outer
        self._db.execute(
            "insert into documents (path, root, size, modified_ns, inode, state, code, message, digest)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (at, root, member.size, modified_ns, inode, _state(member), member.code, member.message, member.digest),
        )

    def _change(self, document_id: int, at: str, member: Member, *, is_left_out: bool) -> None:
        self._db.execute(
            "update documents set size = ?, digest = ?, attempts = 0 where id = ?",
            (member.size, member.digest, document_id),
        )
        if is_left_out:
            return
        if member.code:
            self.forget(at)
            self._clear(document_id)
            self._db.execute(
                "update documents set state = 'failed', code = ?, message = ?, pages = 0, chunks = 0 where id = ?",
                (member.code, member.message, document_id),
            )
        else:
            self._db.execute(
                "update documents set state = case when sha256 is null then 'new' else 'changed' end where id = ?",
                (document_id,),
            )

    def _remove(self, document_ids: Sequence[int]) -> None:
        for document_id in document_ids:
            self._clear(document_id)
            self._db.execute("delete from documents where id = ?", (document_id,))


def _state(member: Member) -> str:
    return "failed" if member.code else "new"


def _lies_in(at: str, wanted: dict[str, Member], path: str) -> bool:
    """Whether `at` is inside a document that stays."""
    return any(at[:place] in wanted for place, letter in enumerate(at) if letter == "/" and place > len(path))
